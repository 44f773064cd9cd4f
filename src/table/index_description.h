// What is known of a secondary index, as the catalog keeps it.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kv/store.h"
#include "table/key_schema.h"
#include "table/throughput.h"
#include "vectors/distance.h"

namespace table {

enum class IndexStatus { kCreating, kUpdating, kActive, kDeleting };

// Which attributes an index has of an item, besides the keys of the table and its own.
struct IndexProjection {
  enum class Type { kAll, kKeysOnly, kInclude };
  Type type = Type::kAll;
  std::vector<std::string> non_key_attributes = {};  // for kInclude
  friend bool operator==(const IndexProjection&, const IndexProjection&) = default;
};

// What a vector index has that others have not. Its items are searched by what their vectors are
// near to, not by a key; `hash` of its index may be empty then (table/vector/rows.h).
struct VectorSettings {
  std::string attribute;  // a list of so many numbers
  uint32_t dimensions = 0;
  vectors::DistanceFunction distance = vectors::DistanceFunction::kCosine;
  std::vector<KeyAttribute> filters = {};  // INLINE_FILTER, in the order they were given
  friend bool operator==(const VectorSettings&, const VectorSettings&) = default;
};

// A local index lies in its table's own shards and has its partition key; a global one, and a
// vector index, has shards and a hash space of its own.
struct IndexDescription {
  bool local = false;
  std::string name;
  // Its own among the indexes its table ever had, from 1 up: names its keys in the store.
  uint32_t number = 0;
  std::vector<KeyAttribute> hash;   // 1 to 4; of a local index the table's partition key
  std::vector<KeyAttribute> range;  // 0 to 4; of a local index 1
  IndexProjection projection;
  std::optional<VectorSettings> vector;  // of vector indexes alone

  // Of global and vector indexes; a local one is there from the first, is active, and shares the
  // throughput and the partitions of its table.
  IndexStatus status = IndexStatus::kActive;
  bool backfilling = false;  // while kCreating: entries of what is in the table are being made
  ProvisionedThroughput throughput;
  std::optional<OnDemandThroughput> on_demand;
  std::optional<WarmThroughput> warm;
  std::vector<Partition> partitions;

  bool HasKey(std::string_view attribute) const;
  // Whether writers keep its entries: not before it has shards, and not once it is to go.
  bool IsKept() const {
    return status != IndexStatus::kDeleting && (status != IndexStatus::kCreating || backfilling);
  }
  bool HasFilter(std::string_view attribute) const;
  // Whether entries of what was in the table before it are still being made.
  bool IsBuilding() const { return backfilling && status != IndexStatus::kDeleting; }
  kv::Family family() const { return local ? kv::Family::kLocalIndex : kv::Family::kGlobalIndex; }
};

}  // namespace table
