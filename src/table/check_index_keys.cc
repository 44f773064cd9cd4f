#include "table/check_index_keys.h"

#include "table/index.h"
#include "table/index_errors.h"
#include "table/vector/entry.h"

namespace table {

base::Status CheckIndexKeys(const TableDescription& table, const value::RowView& item) {
  TRY(CheckEachIndex(table,
                     [&](const IndexDescription& index) { return CheckEntryKeys(index, item); }));
  return CheckEachOf({&table.vector_indexes}, [&](const IndexDescription& index) {
    return CheckVectorAttributes(index, item);
  });
}

}  // namespace table
