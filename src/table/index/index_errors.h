// Decides which index an error names when several indexes refuse an item.
#pragma once

#include <initializer_list>
#include <utility>
#include <vector>

#include "base/result.h"
#include "table/index_description.h"
#include "table/table.h"

namespace table::index {

// Of the errors of several indexes, keeps that of the index that comes first by name.
class FirstRefusal {
 public:
  // Remembers an error about the item (kInvalidArgument). Any other error is returned at once.
  base::Status Note(const IndexDescription& index, base::Error error) {
    if (error.code != base::ErrorCode::kInvalidArgument) return error;
    if (refusing_ != nullptr && refusing_->name < index.name) return {};
    refusing_ = &index;
    error_ = std::move(error);
    return {};
  }
  // The remembered error, if there is one.
  base::Status Told() && {
    if (refusing_ == nullptr) return {};
    return std::move(error_);
  }

 private:
  const IndexDescription* refusing_ = nullptr;
  base::Error error_;
};

// Calls `check`, which returns a base::Status, for each index in `lists` that IsKept. Returns the
// error of the index that comes first by name.
template <typename Check>
base::Status CheckEachOf(std::initializer_list<const std::vector<IndexDescription>*> lists,
                         const Check& check) {
  FirstRefusal refusal;
  for (const auto* indexes : lists) {
    for (const IndexDescription& index : *indexes) {
      if (!index.IsKept()) continue;
      base::Status status = check(index);
      if (!status.ok()) TRY(refusal.Note(index, std::move(status).error()));
    }
  }
  return std::move(refusal).Told();
}

// The same for the local and global indexes of a table. (Vector indexes are checked after them.)
template <typename Check>
base::Status CheckEachIndex(const TableDescription& table, const Check& check) {
  return CheckEachOf({&table.local_indexes, &table.global_indexes}, check);
}

}  // namespace table::index
