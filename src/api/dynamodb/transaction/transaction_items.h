// The items of a transaction's actions, each of which may be there once.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "api/api_error.h"
#include "expr/projection.h"
#include "table/key_schema.h"
#include "table/table.h"
#include "value/row.h"

namespace api::dynamodb::transaction {

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

// What a transaction tells of an item that it read: nullopt if the projection leaves nothing of it,
// unlike GetItem, which tells of an item without attributes.
inline std::optional<value::Row> Projected(const std::optional<expr::Projection>& projection,
                                           const value::RowView& item) {
  if (!projection) return value::Row(item);
  value::Row projected = projection->Apply(item);
  if (projected.view().count() == 0) return std::nullopt;
  return projected;
}

}  // namespace api::dynamodb::transaction
