// Reads and writes items. All item operations but transactions reach the store through this class.
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

// An item that was read. It pins bytes of the store: destroy it before waiting on anything.
struct ReadItem {
  std::optional<value::RowView> row;  // nullopt: there is no such item
  std::optional<kv::Value> bytes;     // the bytes that `row` is a view of
};

struct ItemCounts {
  int64_t items = 0;
  int64_t bytes = 0;
};

constexpr size_t kVectorCacheBytesDefault = size_t{64} << 20;

// Thread-safe. All calls may block. Errors of all: kNotFound (the table was deleted), kUnavailable,
// kCorruption, and the store's others.
class Items {
 public:
  // `vector_cache_bytes` bounds the memory of vector indexes.
  explicit Items(kv::Store& store, const ItemLimits& limits = {},
                 size_t vector_cache_bytes = kVectorCacheBytesDefault)
      : store_(store), limits_(limits), vectors_(vector_cache_bytes) {}

  base::Result<ReadItem> Get(const TableDescription& table, const ItemKey& key,
                             kv::Consistency consistency);

  // The results are in the order of `keys`.
  base::Result<std::vector<ReadItem>> BatchGet(const TableDescription& table,
                                               std::span<const ItemKey> keys,
                                               kv::Consistency consistency);

  // Reads the item, calls `decide`, and commits the decision. No other request changes the item in
  // between. `decide` gets an empty row if there is no item. It must not wait, but may give way
  // (run/give_way.h). If the store reports a conflict, the item is read and decided again, a few
  // times, before kUnavailable is returned. An error of `decide`, or of ItemChanges::Add, ends the
  // write. Deleting an absent item commits nothing. Errors: also kConflict (a transaction in
  // progress holds the item; nothing was done).
  using Decide = std::function<base::Result<Decision>(const value::RowView& item, bool exists)>;
  base::Result<WriteOutcome> Write(const TableDescription& table, const ItemKey& key,
                                   const Decide& decide, bool want_old_item);

  // Puts and deletes without conditions, of any tables, in one commit. The result is nullopt for
  // each item that a transaction holds: that write is not done. REQUIRES: no item occurs twice.
  // Errors: also those of ItemChanges::Add.
  struct BatchWrite {
    const TableDescription* table;
    ItemKey key;
    Decision decision;
  };
  base::Result<std::vector<std::optional<WriteOutcome>>> WriteBatch(std::span<BatchWrite> writes);

  // Visits the items of a range of the table, or the entries of a range of its index (null: the
  // table), in order, over all partitions of the range. Ends when the visitor returns kStop; then
  // returns true, because there may be more. Returns false at the end of the range. The visitor
  // must not wait. The walk gives way to the thread's other requests now and then. It reads the
  // store in chunks, each as of one instant; it may or may not see writes that happen meanwhile.
  // Errors: also kNotFound if the index was deleted.
  using Visitor = std::function<kv::ScanStep(const value::RowView& item)>;
  // Called before the rows of each partition, with the partition's position in the table or index.
  using EnterPartition = std::function<void(size_t partition)>;
  base::Result<bool> Walk(const TableDescription& table, const IndexDescription* index,
                          const KeyRange& range, const Visitor& visitor,
                          const EnterPartition& enter = {});
  base::Result<bool> Walk(const TableDescription& table, const KeyRange& range,
                          const Visitor& visitor) {
    return Walk(table, nullptr, range, visitor);
  }

  // Finds the entries of a vector index that are nearest to a vector (vector/search.h). REQUIRES:
  // the index is active. Errors: also kNotFound if the index was deleted.
  base::Result<vector::VectorSearch> SearchVectors(const IndexDescription& index,
                                                   const vector::VectorQuery& query);

  // The number and the size of the items of the table, or of its index (null: the table). Exact, as
  // of a recent commit: the sum of the counters of all partitions (system_keys.h), which commits of
  // items keep up to date. The table's size excludes its indexes'. Zero for an index whose shards
  // are not made yet.
  base::Result<ItemCounts> Counts(const TableDescription& table,
                                  const IndexDescription* index = nullptr);

  // For code that changes items in other ways than Write and WriteBatch (item_change.h).
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
