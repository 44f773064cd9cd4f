// Checks the secondary indexes and item collections of a table against its items.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kv/store.h"
#include "table/item/items.h"
#include "table/table.h"
#include "value/row.h"

namespace table::check {

// Checks one table. For each item it looks up the entries and counts them; in the end each index
// must have exactly as many entries. So its memory does not grow with the number of items.
//
// An index that is being filled may lack entries, but must not have too many. An index that is
// being deleted is not checked. Problems are reported to `tell`; returned errors are the store's.
// Not thread-safe.
class IndexChecker {
 public:
  using Tell = std::function<void(std::string problem)>;
  // REQUIRES: `store` and `table` outlive it.
  IndexChecker(kv::Store& store, const TableDescription& table, Tell tell);

  // Checks the entries of an item. REQUIRES: the items come in the order of their keys, partition
  // by partition; the item is well-formed; `shard` is that of its partition.
  base::Status CheckItem(kv::ShardId shard, const ItemKey& key, const value::RowView& item);
  // To be called after the last item of a partition: looks for entries of local indexes, and for
  // counters of collections, that no item implies.
  base::Status CheckShard(kv::ShardId shard);

  // To be called after the last item: checks the shards of global indexes, and the counters of all
  // indexes. REQUIRES: all shards exist.
  base::Status CheckEnd();

  uint64_t entries() const { return entries_; }

 private:
  struct Checked {
    const IndexDescription* index;
    item::ItemCounts implied;  // entries that exist and that an item implies
    item::ItemCounts found;    // entries that exist
  };

  base::Status CheckEntryOf(const value::RowView& item, kv::ShardId shard, Checked* checked,
                            int64_t* collection_bytes);
  base::Status CheckCollection();
  base::Status CheckGlobalIndex(Checked* checked);
  base::Status CheckLocalEntries(kv::ShardId shard);
  void CheckEntry(kv::ShardId shard, Checked* checked, std::string_view key,
                  std::string_view bytes);
  base::Status CheckCounts(const Checked& checked);
  // Reports the entries that no item implies.
  base::Status TellStrays(const Checked& checked);
  base::Result<bool> IsImplied(const IndexDescription& index, std::string_view key,
                               std::string_view bytes);
  kv::ShardId ShardOf(const IndexDescription& index, const ItemKey& entry_key) const;
  void TellOf(const IndexDescription& index, std::string_view key, const std::string& problem);

  kv::Store& store_;
  const TableDescription& table_;
  const Tell tell_;
  std::vector<Checked> indexes_;
  uint64_t entries_ = 0;

  // The item collection that is being read, and the number of collections of the shard so far.
  kv::ShardId collection_shard_;
  std::string collection_key_;
  int64_t collection_bytes_ = 0;
  uint64_t collections_ = 0;
};

// A key, as problems name it.
std::string KeyText(std::string_view key);

}  // namespace table::check
