// Checks an item against the indexes of its table.
#pragma once

#include "base/result.h"
#include "table/table.h"
#include "value/row.h"

namespace table::item {

// An error if an attribute of the item cannot be a key of one of the table's secondary indexes, or
// the vector of one of its vector indexes. Attributes that the item lacks are no error. Errors:
// kInvalidArgument, as EntryOf's (index/index_entry.h) and CheckVectorAttributes' (vector/entry.h);
// if several indexes have one, that of the first index by name.
base::Status CheckIndexKeys(const TableDescription& table, const value::RowView& item);

}  // namespace table::item
