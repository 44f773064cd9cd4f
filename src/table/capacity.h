// Capacity units: what an operation is charged.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ProvisionedThroughput.html
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "kv/store.h"

namespace table {

// Units for reading `item_bytes` (an item, or the sum of a Query's or Scan's page): steps of 4 KB,
// half a unit each for an eventual read, at least one step. An absent item costs as an empty one.
double ReadUnits(size_t item_bytes, kv::Consistency consistency);

// Units for writing: steps of 1 KB of the larger of the item before and after, at least one.
double WriteUnits(size_t old_item_bytes, size_t new_item_bytes);

// Units of one index.
struct IndexUnits {
  std::string index;
  bool local = false;
  double units = 0;
  friend bool operator==(const IndexUnits&, const IndexUnits&) = default;
};

// Bytes written to one vector index, which are charged by themselves.
struct VectorBytes {
  std::string index;
  double bytes = 0;
  friend bool operator==(const VectorBytes&, const VectorBytes&) = default;
};

// What an operation is charged on one table: for the table itself, and for each index of it that
// was read or written (each index once).
struct Charge {
  double table = 0;
  std::vector<IndexUnits> indexes = {};
  std::vector<VectorBytes> vectors = {};

  // Of the units.
  double Total() const;
  void Add(const Charge& other);
  // Transactions cost twice the units.
  void Double();
};

}  // namespace table
