// Turns decisions about items into one commit: the items' rows, their entries in the table's
// indexes, and the counters of both. The commit takes effect only if the items are still as they
// were when the decisions were made.
//
//   ReadBefore → decide → ItemChanges::Add, for each item → ItemChanges::Commit
//
// REQUIRES: the caller holds the latches of the items (key_latch.h) from before the first step to
// after the last, and uses the table description of its catalog::SchemaGate::Pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "kv/store.h"
#include "table/capacity.h"
#include "table/key_schema.h"
#include "table/limits.h"
#include "table/table.h"
#include "table/vector/vector_change.h"
#include "value/row.h"

namespace table::item {

// What a request decides to do with one item.
struct Decision {
  enum class Kind { kNothing, kPut, kDelete };
  Kind kind = Kind::kNothing;
  value::Row row = {};  // for kPut; REQUIRES: it has the key of the item that was read
};

// What a write did. Sizes are as DynamoDB counts items; zero if there is no item.
struct WriteOutcome {
  std::optional<value::Row> old_item;  // only if requested
  size_t old_item_bytes = 0;
  size_t new_item_bytes = 0;
  std::vector<IndexUnits> index_units;    // for each index whose entries changed
  std::vector<VectorBytes> vector_bytes;  // for each vector index whose entries changed
  // If the table has local indexes: the new size of the item collection, with its index entries.
  std::optional<int64_t> collection_bytes;
};

// The capacity that the write consumed.
Charge ChargeOf(const WriteOutcome& outcome);

// The place of an item in the store. REQUIRES: `table` and `key` outlive it.
struct ItemPlace {
  ItemPlace(const TableDescription& of, const ItemKey& at)
      : table(&of), key(&at), shard(of.ShardOf(at.token)) {}

  const TableDescription* table;
  const ItemKey* key;
  kv::ShardId shard;
};

// An item before a change. It pins bytes of the store: destroy it before waiting for the commit.
struct ItemBefore {
  kv::Found found;
  value::RowView row;  // a view into `found`; empty if there is no item
  // If the table has local indexes: the size of the item collection.
  int64_t collection_bytes = 0;

  bool exists() const { return found.value.has_value(); }
};

// Reads an item. Errors: kNotFound (the table was deleted), kCorruption, the store's others.
base::Result<ItemBefore> ReadBefore(kv::Store& store, const ItemPlace& place);

// Reads several items, in the order of `places`. With `one_cut`, as of one instant.
base::Result<std::vector<ItemBefore>> ReadBefore(kv::Store& store,
                                                 std::span<const ItemPlace> places, bool one_cut);

// Limits that concern several items together.
struct ItemLimits {
  int64_t collection_bytes_max = kItemCollectionBytesMax;
};

// One commit that changes any number of items of any tables. Not thread-safe. REQUIRES: each item
// is added at most once. After an error of Add, Commit must not be called; but Add may be called
// for the other items, to learn their errors.
class ItemChanges {
 public:
  ItemChanges(kv::Store& store, const ItemLimits& limits, vector::VectorCache& vectors)
      : store_(store), limits_(limits), vectors_(store, vectors) {}

  // Adds the changes that `decision` needs, and fills `outcome`, except old_item. kNothing, and
  // kDelete of an absent item, add no change. kPut of an item that is equal to the old one adds a
  // change all the same, so that every acknowledged write is a commit.
  // Errors: kInvalidArgument (an attribute cannot be an index's key or vector: CheckIndexKeys; an
  // attribute that is as it was before is no error); kLimitExceeded (the item collection would grow
  // beyond its limit); the store's.
  base::Status Add(const ItemPlace& place, const ItemBefore& before, Decision decision,
                   WriteOutcome* outcome);

  // For an item that is read but not changed: the commit conflicts unless it is as it was read.
  void Check(const ItemPlace& place, const ItemBefore& before);

  // The batch, for further writes of the same commit.
  kv::Batch& batch() { return batch_; }

  // Blocks. True: all changes are durable, or there were none. False: an item is no longer as it
  // was read; nothing was changed, and the caller must read and decide again. Errors: kNotFound
  // (the table was deleted), the store's others.
  base::Result<bool> Commit();

 private:
  // An item collection of a table with local indexes.
  struct Collection {
    kv::ShardId shard;
    std::string counter_key;
    int64_t bytes_before = 0;
    int64_t grown = 0;
  };

  base::Result<int64_t> ChangeIndexes(const ItemPlace& place, const ItemBefore& before,
                                      const Decision& decision, WriteOutcome* outcome);
  base::Status GrowCollection(const ItemPlace& place, const ItemBefore& before, int64_t grown,
                              WriteOutcome* outcome);

  kv::Store& store_;
  const ItemLimits limits_;
  kv::Batch batch_;
  std::vector<Collection> collections_;
  vector::VectorChanges vectors_;
};

}  // namespace table::item
