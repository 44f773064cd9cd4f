// Which index is named when several refuse an item.
#pragma once

#include <utility>

#include "base/result.h"
#include "table/index.h"
#include "table/table.h"

namespace table {

// What `check`, a base::Status of an IndexDescription, finds wrong with the local and global
// indexes that are kept: of the index that comes first by its name. Without an error each is asked
// once.
template <typename Check>
base::Status CheckEachIndex(const TableDescription& table, const Check& check) {
  const IndexDescription* refusing = nullptr;
  base::Status found;
  for (const auto* indexes : {&table.local_indexes, &table.global_indexes}) {
    for (const IndexDescription& index : *indexes) {
      if (!index.IsKept() || (refusing != nullptr && refusing->name < index.name)) continue;
      base::Status status = check(index);
      if (status.ok()) continue;
      refusing = &index;
      found = std::move(status);
    }
  }
  return found;
}

}  // namespace table
