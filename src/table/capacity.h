// Capacity units: what an operation consumes.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ProvisionedThroughput.html
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "kv/store.h"

namespace table {

// Units for reading `item_bytes`, the size of an item, or the sum over a page of Query or Scan: one
// unit for each 4 KB or part of it, at least one; half of that for an eventual read. An absent item
// costs as much as an empty one.
double ReadUnits(size_t item_bytes, kv::Consistency consistency);

// Units for writing an item: one for each 1 KB or part of it, at least one, of the larger of the
// old and the new item.
double WriteUnits(size_t old_item_bytes, size_t new_item_bytes);

// Units of one index.
struct IndexUnits {
  std::string index;
  bool local = false;
  double units = 0;
  friend bool operator==(const IndexUnits&, const IndexUnits&) = default;
};

// Bytes written to one vector index, which are counted apart from units.
struct VectorBytes {
  std::string index;
  double bytes = 0;
  friend bool operator==(const VectorBytes&, const VectorBytes&) = default;
};

// What an operation consumes on one table: units of the table itself, and of each index that was
// read or written (each index once).
struct Charge {
  double table = 0;
  std::vector<IndexUnits> indexes = {};
  std::vector<VectorBytes> vectors = {};

  // The sum of all units.
  double Total() const;
  void Add(const Charge& other);
  // Transactions cost twice the units.
  void Double();
};

}  // namespace table
