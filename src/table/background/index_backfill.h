// Filling an index that was added to a table: the entries of the items that were there before it.
//
// Chunk by chunk, in the order of the items' keys, while requests go on. Writers keep the index
// from before the first chunk on (schema_gate.h), so that an item which a chunk does not see,
// because it was written since, has its entry from its writer; and they count an entry that they
// change only if it is there (index_change.h), as a chunk counts only what it adds. So entries and
// counters are exact at any time, for as far as the index is filled.
//
// How far that is, the cursor, is changed in the same commit as the entries. The catalog puts it
// there when the filling begins, and takes it away when that ends, however it ends: no chunk lands
// after.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "kv/store.h"
#include "table/item/items.h"
#include "table/table.h"

namespace table::background {

// What one chunk may hold up: while its items are latched, their writers wait.
constexpr size_t kBackfillItemsMax = 128;
constexpr size_t kBackfillBytesMax = 1 << 20;  // a page of Scan

struct BackfillChunk {
  size_t items = 0;    // that were looked at
  size_t entries = 0;  // that were made
  bool more = false;   // whether there may be items after them
};

// Makes the entries of the next items after the cursor. An item that cannot be in the index, for a
// key attribute of another type, say, is left out, as DynamoDB does. May wait.
//
// Preconditions: `index`, which is of `table`, IsBuilding; no write goes on that does not know it;
// `holder` has the lease IndexBuildKey (system_keys.h), on which the commit depends.
// Errors: kConflict (an item was changed by another server meanwhile, or a transaction has the
// first one, or the lease was lost: nothing was done; again), kNotFound (the index is not being
// filled any more, or the table is gone), kCorruption, the store's.
base::Result<BackfillChunk> BackfillNext(kv::Store& store, item::Items& items,
                                         const TableDescription& table,
                                         const IndexDescription& index, std::string_view holder);

}  // namespace table::background
