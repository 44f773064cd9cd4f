// The description of an index, as the catalog keeps it.
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

// The attributes of an item that an index contains, besides the keys of the table and of the index.
struct IndexProjection {
  enum class Type { kAll, kKeysOnly, kInclude };
  Type type = Type::kAll;
  std::vector<std::string> non_key_attributes = {};  // for kInclude
  friend bool operator==(const IndexProjection&, const IndexProjection&) = default;
};

// The settings that only vector indexes have. A vector index is searched for the nearest vectors,
// not by a key, so IndexDescription::hash may be empty (table/vector/rows.h).
struct VectorSettings {
  std::string attribute;  // the vector: a list of `dimensions` numbers
  uint32_t dimensions = 0;
  vectors::DistanceFunction distance = vectors::DistanceFunction::kCosine;
  std::vector<KeyAttribute> filters = {};  // INLINE_FILTER, in the order they were given
  friend bool operator==(const VectorSettings&, const VectorSettings&) = default;
};

// A local index lies in the shards of its table and has the table's partition key. A global index
// and a vector index have shards and a hash space of their own.
struct IndexDescription {
  bool local = false;
  std::string name;
  // From 1 up; unique among all indexes that the table ever had. Part of the index's keys in the
  // store.
  uint32_t number = 0;
  std::vector<KeyAttribute> hash;   // 1 to 4; of a local index: the table's partition key
  std::vector<KeyAttribute> range;  // 0 to 4; of a local index: 1
  IndexProjection projection;
  std::optional<VectorSettings> vector;  // set for vector indexes only

  // The rest is for global and vector indexes. A local index is made with its table, always active,
  // and shares the throughput and the partitions of the table.
  IndexStatus status = IndexStatus::kActive;
  bool backfilling = false;  // kCreating, and being filled with entries of the table's items
  ProvisionedThroughput throughput;
  std::optional<OnDemandThroughput> on_demand;
  std::optional<WarmThroughput> warm;
  std::vector<Partition> partitions;

  bool HasKey(std::string_view attribute) const;
  // Whether writes of items must change its entries, too: from when its shards are made until it is
  // deleted.
  bool IsKept() const {
    return status != IndexStatus::kDeleting && (status != IndexStatus::kCreating || backfilling);
  }
  bool HasFilter(std::string_view attribute) const;
  // Whether it is still being filled: items that are older than the index may have no entry yet.
  bool IsBuilding() const { return backfilling && status != IndexStatus::kDeleting; }
  kv::Family family() const { return local ? kv::Family::kLocalIndex : kv::Family::kGlobalIndex; }
};

}  // namespace table
