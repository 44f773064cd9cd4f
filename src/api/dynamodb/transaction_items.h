// The items of a transaction's actions, each of which may be there once.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "api/api_error.h"
#include "table/key_schema.h"
#include "table/table.h"

namespace api::dynamodb {

class DistinctItems {
 public:
  // Errors: ValidationException (it was added before).
  ApiResult<void> Add(const table::TableDescription& table, const table::ItemKey& key) {
    if (seen_.emplace(table.id, key.bytes).second) return {};
    return Validation("Transaction request cannot include multiple operations on one item");
  }

 private:
  std::set<std::pair<std::string, std::string>> seen_;  // table's id, key
};

}  // namespace api::dynamodb
