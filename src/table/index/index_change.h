// Changes an index's entry of an item, in the commit that changes the item. Entries of local and
// global secondary indexes are written here and, when an index is filled, in
// table/background/index_backfill.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/result.h"
#include "kv/store.h"
#include "table/index/index_entry.h"
#include "table/key_schema.h"
#include "table/table.h"
#include "value/row.h"

namespace table::index {

// The change of an item: its place, the old row and the new row. nullopt: there is no item.
struct ItemChange {
  const TableDescription& table;
  kv::ShardId shard;
  const ItemKey& key;
  std::optional<value::RowView> old_item;
  std::optional<value::RowView> new_item;
};

// The effect of a change on the index.
struct IndexOutcome {
  double units = 0;   // write units consumed; zero: the entry did not change
  int64_t grown = 0;  // by how many bytes the entries of the index grow
};

// Adds the writes of the entry and of the counters to `batch`. An entry that stays the same adds
// nothing. REQUIRES: index.IsKept().
//
// While an index is being filled, an older item may have no entry yet. Then ChangeIndex reads
// whether it has one, and adds a check: the commit conflicts if that changes. Errors:
// kInvalidArgument (EntryOf's, for the new item; but not for an attribute that the old item had
// already: such an item is not in the index), kCorruption, the store's.
base::Result<IndexOutcome> ChangeIndex(kv::Store& store, const IndexDescription& index,
                                       const ItemChange& change, kv::Batch* batch);

}  // namespace table::index
