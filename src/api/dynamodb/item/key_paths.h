// Paths in expressions that lead to key attributes.
#pragma once

#include <optional>
#include <vector>

#include "api/api_error.h"
#include "expr/path.h"
#include "table/table.h"

namespace api::dynamodb::item {

// An attribute of the table's key, or of an index's, has no parts: a path may end there, but not
// lead further. Errors: ValidationException.
ApiResult<void> CheckKeyPaths(const std::vector<expr::Path>& paths,
                              const table::TableDescription& table);

// The same for a condition or projection that may not have been given.
template <typename Expression>
ApiResult<void> CheckKeyPaths(const std::optional<Expression>& expression,
                              const table::TableDescription& table) {
  if (!expression) return {};
  return CheckKeyPaths(expression->paths(), table);
}

}  // namespace api::dynamodb::item
