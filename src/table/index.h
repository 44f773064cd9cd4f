// Secondary indexes: what is known of one, and what it holds of an item.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kv/store.h"
#include "table/key_schema.h"
#include "table/throughput.h"
#include "value/row.h"
#include "vectors/distance.h"

namespace table {

struct TableDescription;

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

// What an index holds of one item.
struct IndexEntry {
  ItemKey key;     // within the index; layout below
  value::Row row;  // the projected attributes, with the keys of the table and of the index
};

// The key of an entry, which orders the index as Query walks it:
//
//   global: token(8) hash components… range components… table's key components
//   local:  token(8) index number(1) partition-key component  sort component  table's sort
//   component
//
// The token of a global index is a hash of its own hash components, that of a local one is its
// table's. The table's key at the end tells apart items of the same index key.

// What the index holds of `item`; nullopt if it lacks a key attribute of the index, and is
// therefore not in it. Errors: kInvalidArgument with DynamoDB's messages: a key attribute of the
// index is of another type
// ("… Type mismatch for Index Key a Expected: S Actual: N IndexName: i"), empty, or too long;
// kCorruption: the item has not the key of its table.
base::Result<std::optional<IndexEntry>> EntryOf(const TableDescription& table,
                                                const IndexDescription& index,
                                                const value::RowView& item);

// The two halves of it: the key, with its errors; and what is projected of an item that has one.
base::Result<std::optional<ItemKey>> EntryKeyOf(const TableDescription& table,
                                                const IndexDescription& index,
                                                const value::RowView& item);
value::Row EntryRowOf(const TableDescription& table, const IndexDescription& index,
                      const value::RowView& item);

// That a value may be this key attribute of the index. Errors: kInvalidArgument, as EntryOf's.
base::Status CheckIndexKeyValue(const IndexDescription& index, const KeyAttribute& attribute,
                                value::ValueView value);

// Whether an item may be written as far as the indexes of its table go: an attribute that it lacks
// is no matter. Errors: kInvalidArgument, as EntryOf's, and CheckVectorAttributes'
// (vector/entry.h).
base::Status CheckIndexKeys(const TableDescription& table, const value::RowView& item);

// Whether the key, of a row among the entries of all local indexes, or of a global index's, is one
// of this index.
bool IsEntryKeyOf(const IndexDescription& index, std::string_view key);

// What every entry key of these hash-key values begins with. Precondition: one value of the right
// type for each of index.hash.
std::string IndexPrefix(const IndexDescription& index,
                        const std::vector<value::ValueView>& hash_values);

// The entry's key, from the attributes of an ExclusiveStartKey: exactly the key attributes of the
// table and of the index. Errors: kInvalidArgument ("The provided key element does not match the
// schema").
base::Result<ItemKey> KeyOfStartKey(const TableDescription& table, const IndexDescription& index,
                                    const value::RowView& start_key);

// The key attributes of the table and of the index, as LastEvaluatedKey has them.
value::Row IndexKeyAttributes(const TableDescription& table, const IndexDescription& index,
                              const value::RowView& entry);

}  // namespace table
