// Whether the indexes of a table take an item.
#pragma once

#include "base/result.h"
#include "table/table.h"
#include "value/row.h"

namespace table::item {

// Whether an item may be written as far as the indexes of its table go, vector indexes among them:
// an attribute that it lacks is no matter. Errors: kInvalidArgument, as EntryOf's (index_entry.h)
// and CheckVectorAttributes' (vector/entry.h), of the index that comes first by its name.
base::Status CheckIndexKeys(const TableDescription& table, const value::RowView& item);

}  // namespace table::item
