// What the change of an item means for one index of its table.
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

// The item, where it lies, as it was and as it is to be; no row: it is not there.
struct ItemChange {
  const TableDescription& table;
  kv::ShardId shard;
  const ItemKey& key;
  std::optional<value::RowView> old_item;
  std::optional<value::RowView> new_item;
};

// What was changed in the index.
struct IndexOutcome {
  double units = 0;   // zero: nothing
  int64_t grown = 0;  // bytes of its entries
};

// Adds to `batch` what the index, which IsKept, makes of the change: the entry and the counters. An
// entry that stays as it is costs nothing.
//
// While an index is being filled an item may have no entry yet. What is changed of it then depends
// on that, so it is read, and the commit conflicts unless it is still so.
// Errors: kInvalidArgument (EntryOf's, of the new item; but what was so in the old one is let be:
// such an item is not in the index), kCorruption, the store's.
base::Result<IndexOutcome> ChangeIndex(kv::Store& store, const IndexDescription& index,
                                       const ItemChange& change, kv::Batch* batch);

}  // namespace table::index
