#include "table/item/check_index_keys.h"

#include "table/index/index_entry.h"
#include "table/index/index_errors.h"
#include "table/vector/entry.h"

namespace table::item {

base::Status CheckIndexKeys(const TableDescription& table, const value::RowView& item) {
  TRY(index::CheckEachIndex(
      table, [&](const IndexDescription& index) { return index::CheckEntryKeys(index, item); }));
  return index::CheckEachOf({&table.vector_indexes}, [&](const IndexDescription& index) {
    return vector::CheckVectorAttributes(index, item);
  });
}

}  // namespace table::item
