// What a decision about an item means for the store: its row, the entries that the table's indexes
// have of it, and the counters of all that, changed in one commit, which takes effect only if the
// item is still what the decision was made on.
//
//   ReadBefore → decide → ItemChanges::Add, for each item → ItemChanges::Commit
//
// Whoever goes this way holds the latches of the items from before the first step to after the last
// (key_latch.h), and goes by the table that its SchemaGate::Pass gave.
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

// What is to become of one item.
struct Decision {
  enum class Kind { kNothing, kPut, kDelete };
  Kind kind = Kind::kNothing;
  value::Row row = {};  // for kPut; its key is the one that was read
};

// What a write did. Sizes as DynamoDB counts items; zero where there is none.
struct WriteOutcome {
  std::optional<value::Row> old_item;  // only if asked for
  size_t old_item_bytes = 0;
  size_t new_item_bytes = 0;
  std::vector<IndexUnits> index_units;    // of the indexes in which something was written
  std::vector<VectorBytes> vector_bytes;  // of the vector indexes, the same
  // Of a table with local indexes: what the item's collection weighs now, its index entries too.
  std::optional<int64_t> collection_bytes;
};

// What the write is charged.
Charge ChargeOf(const WriteOutcome& outcome);

// An item that may be changed, and where it lies. What it points to must outlive it.
struct ItemPlace {
  ItemPlace(const TableDescription& of, const ItemKey& at)
      : table(&of), key(&at), shard(of.ShardOf(at.token)) {}

  const TableDescription* table;
  const ItemKey* key;
  kv::ShardId shard;
};

// What was there before a change. Release it before the commit waits.
struct ItemBefore {
  kv::Found found;
  value::RowView row;  // in `found`; an empty one if there is no item
  // Of a table with local indexes: what the item's collection weighs.
  int64_t collection_bytes = 0;

  bool exists() const { return found.value.has_value(); }
};

// What is there now. Errors: kNotFound (the table is gone), kCorruption, the store's others.
base::Result<ItemBefore> ReadBefore(kv::Store& store, const ItemPlace& place);

// The same of several items, in their order; with `one_cut` all of one instant.
base::Result<std::vector<ItemBefore>> ReadBefore(kv::Store& store,
                                                 std::span<const ItemPlace> places, bool one_cut);

// The bounds on what items may become that are not a matter of one item.
struct ItemLimits {
  int64_t collection_bytes_max = kItemCollectionBytesMax;
};

// One commit of changes of any number of items, of any tables, each item at most once. For one
// thread. After an error of Add nothing of it may be committed, but the others' errors may still be
// asked for.
class ItemChanges {
 public:
  ItemChanges(kv::Store& store, const ItemLimits& limits, vector::VectorCache& vectors)
      : store_(store), limits_(limits), vectors_(store, vectors) {}

  // Adds what makes `decision` come true; tells `outcome` all but the old item. Deleting what is
  // not there, and deciding for nothing, changes nothing. Putting an item as it was is a change:
  // every write that is acknowledged is a commit, for whoever reads along later.
  // Errors: kInvalidArgument (an attribute cannot be an index's key, or its vector: CheckIndexKeys
  // in index_entry.h, but one that is as it was before is let be); kLimitExceeded (the item
  // collection would grow beyond its limit); the store's.
  base::Status Add(const ItemPlace& place, const ItemBefore& before, Decision decision,
                   WriteOutcome* outcome);

  // The commit conflicts unless the item is what was read: for whoever only looked at it.
  void Check(const ItemPlace& place, const ItemBefore& before);

  // For what else belongs into the same commit.
  kv::Batch& batch() { return batch_; }

  // True once all of it is durable; false if an item is no longer what was read: nothing was
  // changed, and everything is to be read and decided again. Without changes there is no commit.
  // Errors: kNotFound (the table is gone), the store's others.
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
