// Which index is named when several refuse an item.
#pragma once

#include <initializer_list>
#include <utility>
#include <vector>

#include "base/result.h"
#include "table/index_description.h"
#include "table/table.h"

namespace table::index {

// Of several indexes that refuse an item the one that comes first by its name.
class FirstRefusal {
 public:
  // An error that is not about the item is returned at once.
  base::Status Note(const IndexDescription& index, base::Error error) {
    if (error.code != base::ErrorCode::kInvalidArgument) return error;
    if (refusing_ != nullptr && refusing_->name < index.name) return {};
    refusing_ = &index;
    error_ = std::move(error);
    return {};
  }
  // What is told of the item, if anything.
  base::Status Told() && {
    if (refusing_ == nullptr) return {};
    return std::move(error_);
  }

 private:
  const IndexDescription* refusing_ = nullptr;
  base::Error error_;
};

// What `check`, a base::Status of an IndexDescription, finds wrong with those of `lists` that are
// kept: of the index that comes first by its name. Without an error each is asked once.
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

// The same of the local and global indexes; vector indexes come behind them.
template <typename Check>
base::Status CheckEachIndex(const TableDescription& table, const Check& check) {
  return CheckEachOf({&table.local_indexes, &table.global_indexes}, check);
}

}  // namespace table::index
