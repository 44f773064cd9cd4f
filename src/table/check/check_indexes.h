// Checking the indexes of a table, and its item collections, against its items.
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

// For one table, whose items it is told in the order of their keys, partition by partition. Needs
// no more memory for many items than for few: for each item it looks its entries up, and counts
// them; as many entries must be there in the end, and no more.
//
// An index that is being filled may lack entries but has none too many; one that is being deleted
// is left out. Problems are told; errors are the store's.
class IndexChecker {
 public:
  using Tell = std::function<void(std::string problem)>;
  // What they refer to must outlive this.
  IndexChecker(kv::Store& store, const TableDescription& table, Tell tell);

  // The next item, a sound one, of the table's partition of this shard.
  base::Status CheckItem(kv::ShardId shard, const ItemKey& key, const value::RowView& item);
  // After the last item of a partition: what else the shard has of local indexes and collections.
  base::Status CheckShard(kv::ShardId shard);

  // After the last item, if all shards are there: what the shards of global indexes have, and the
  // counters of all indexes.
  base::Status CheckEnd();

  uint64_t entries() const { return entries_; }

 private:
  // An index that is checked.
  struct Checked {
    const IndexDescription* index;
    item::ItemCounts implied;  // of the entries that items imply and that are there
    item::ItemCounts found;    // of the entries that are there
  };

  base::Status CheckEntryOf(const value::RowView& item, kv::ShardId shard, Checked* checked,
                            int64_t* collection_bytes);
  base::Status CheckCollection();
  base::Status CheckGlobalIndex(Checked* checked);
  base::Status CheckLocalEntries(kv::ShardId shard);
  void CheckEntry(kv::ShardId shard, Checked* checked, std::string_view key,
                  std::string_view bytes);
  base::Status CheckCounts(const Checked& checked);
  // Tells the entries that no item implies, when there are some.
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

  // The item collection that is being read, and the collections of the shard so far.
  kv::ShardId collection_shard_;
  std::string collection_key_;
  int64_t collection_bytes_ = 0;
  uint64_t collections_ = 0;
};

// A key, as problems name it.
std::string KeyText(std::string_view key);

}  // namespace table::check
