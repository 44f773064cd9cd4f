// Reading and writing items: the one way from a decided request to the store.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "kv/store.h"
#include "table/item/item_change.h"
#include "table/key_latch.h"
#include "table/key_range.h"
#include "table/key_schema.h"
#include "table/table.h"
#include "table/vector/cache.h"
#include "table/vector/search.h"
#include "value/row.h"

namespace table::item {

// An item read in place; absent if `row` is nullopt. Release before waiting on anything.
struct ReadItem {
  std::optional<value::RowView> row;
  std::optional<kv::Value> bytes;  // what `row` views
};

struct ItemCounts {
  int64_t items = 0;
  int64_t bytes = 0;
};

constexpr size_t kVectorCacheBytesDefault = size_t{64} << 20;

// Safe from any thread; calls may wait. Errors of all: kNotFound (the table is gone), kUnavailable,
// kCorruption, and the store's others.
class Items {
 public:
  // `vector_cache_bytes`: what vector indexes may keep in memory.
  explicit Items(kv::Store& store, const ItemLimits& limits = {},
                 size_t vector_cache_bytes = kVectorCacheBytesDefault)
      : store_(store), limits_(limits), vectors_(vector_cache_bytes) {}

  base::Result<ReadItem> Get(const TableDescription& table, const ItemKey& key,
                             kv::Consistency consistency);

  // In the order asked.
  base::Result<std::vector<ReadItem>> BatchGet(const TableDescription& table,
                                               std::span<const ItemKey> keys,
                                               kv::Consistency consistency);

  // Reads the item, has `decide` look at it (it gets an absent row as an empty one, and must not
  // wait, but may give way: run/give_way.h), and commits what it decided, alone: nobody else
  // changes the item in between. May decide again if the store reports a conflict, a few times
  // before it is kUnavailable. An error of `decide` ends the write and is returned, as do those of
  // ItemChanges::Add. Deleting what is not there commits nothing. Errors: also kConflict: a
  // transaction that is under way has the item (transactions.h), and nothing was done.
  using Decide = std::function<base::Result<Decision>(const value::RowView& item, bool exists)>;
  base::Result<WriteOutcome> Write(const TableDescription& table, const ItemKey& key,
                                   const Decide& decide, bool want_old_item);

  // Puts and deletes without conditions, of any tables, in one commit. No key twice. Those of items
  // that a transaction has are not done: nullopt. Errors: also those of ItemChanges::Add.
  struct BatchWrite {
    const TableDescription* table;
    ItemKey key;
    Decision decision;
  };
  base::Result<std::vector<std::optional<WriteOutcome>>> WriteBatch(std::span<BatchWrite> writes);

  // Visits the items of the table or the entries of its index (null: the table) in order, over as
  // many partitions as the range spans, until the visitor, which must not wait, stops it (after the
  // row at which it says so): true then, since there may be more. Gives way to the thread's other
  // requests now and then. The store is read in chunks, each of one instant; what is written
  // meanwhile may be seen or not. Errors: also kNotFound if the index is gone.
  using Visitor = std::function<kv::ScanStep(const value::RowView& item)>;
  // Is told of each partition, by its place in the table or index, before its rows are visited.
  using EnterPartition = std::function<void(size_t partition)>;
  base::Result<bool> Walk(const TableDescription& table, const IndexDescription* index,
                          const KeyRange& range, const Visitor& visitor,
                          const EnterPartition& enter = {});
  base::Result<bool> Walk(const TableDescription& table, const KeyRange& range,
                          const Visitor& visitor) {
    return Walk(table, nullptr, range, visitor);
  }

  // Finds what is nearest in a vector index, which is active (vector/search.h). Errors: also
  // kNotFound if the index is gone.
  base::Result<vector::VectorSearch> SearchVectors(const IndexDescription& index,
                                                   const vector::VectorQuery& query);

  // How many items the table, or the index (null: the table), has and what they weigh; exact, as of
  // some recent commit. The table's weight is without its indexes'. An index has none while its
  // shards are not there.
  base::Result<ItemCounts> Counts(const TableDescription& table,
                                  const IndexDescription* index = nullptr);

  // For whoever changes items in other ways than Write and WriteBatch (item_change.h).
  KeyLatches& latches() { return latches_; }
  const ItemLimits& limits() const { return limits_; }
  vector::VectorCache& vectors() { return vectors_; }

 private:
  kv::Store& store_;
  const ItemLimits limits_;
  KeyLatches latches_;
  vector::VectorCache vectors_;
};

}  // namespace table::item
