// Checking the vector indexes of a table against its items, and what they are made of (rows.h).
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

// For one table, whose items it is told in any order. Needs no more memory for many items than for
// few. An index that is being filled may lack entries but has none too many, and a group whose
// lists are being filled may lack members; an index that is being deleted is left out. Problems are
// told; errors are the store's.
class VectorChecker {
 public:
  using Tell = std::function<void(std::string problem)>;
  // What they refer to must outlive this.
  VectorChecker(kv::Store& store, const TableDescription& table, Tell tell);

  // A sound item of the table, under its key.
  base::Status CheckItem(std::string_view item_key, const value::RowView& item);
  // After the last item, if all shards are there.
  base::Status CheckEnd();

  uint64_t entries() const { return entries_; }

 private:
  // An index that is checked.
  struct Checked {
    const IndexDescription* index;
    item::ItemCounts implied;  // of the entries that items imply and that are there
    item::ItemCounts found;    // of the entries that are there
  };

  base::Status CheckEntryOf(std::string_view item_key, const value::RowView& item,
                            Checked* checked);
  base::Status CheckShard(kv::ShardId shard, Checked* checked);
  base::Status CheckCounts(const Checked& checked);

  kv::Store& store_;
  const TableDescription& table_;
  const Tell tell_;
  std::vector<Checked> indexes_;
  uint64_t entries_ = 0;
};

}  // namespace table::check
