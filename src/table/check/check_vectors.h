// Checks the vector indexes of a table against its items, and their own rows (vector/rows.h).
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

// Checks one table. Its memory does not grow with the number of items. An index that is being
// filled may lack entries, but must not have too many; a group whose lists are being filled may
// lack members. An index that is being deleted is not checked. Problems are reported to `tell`;
// returned errors are the store's. Not thread-safe.
class VectorChecker {
 public:
  using Tell = std::function<void(std::string problem)>;
  // REQUIRES: `store` and `table` outlive it.
  VectorChecker(kv::Store& store, const TableDescription& table, Tell tell);

  // Checks the entries of an item. The items may come in any order. REQUIRES: the item is
  // well-formed, and has this key.
  base::Status CheckItem(std::string_view item_key, const value::RowView& item);
  // To be called after the last item. REQUIRES: all shards exist.
  base::Status CheckEnd();

  uint64_t entries() const { return entries_; }

 private:
  struct Checked {
    const IndexDescription* index;
    item::ItemCounts implied;  // entries that exist and that an item implies
    item::ItemCounts found;    // entries that exist
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
