// Test support: writing items in few words.
#pragma once

#include <utility>

#include "base/result.h"
#include "table/item/items.h"
#include "table/testing/test_tables.h"
#include "value/row.h"

namespace table::item {

inline Items::Decide Puts(value::Row row) {
  return [row = std::move(row)](const value::RowView&, bool) {
    return base::Result<Decision>(Decision{Decision::Kind::kPut, row});
  };
}
inline Items::Decide Deletes() {
  return [](const value::RowView&, bool) {
    return base::Result<Decision>(Decision{Decision::Kind::kDelete, value::Row()});
  };
}
inline base::Result<WriteOutcome> PutItem(Items& items, const TableDescription& table,
                                          const value::Row& item) {
  return items.Write(table, KeyOf(table, item), Puts(item), true);
}

}  // namespace table::item
