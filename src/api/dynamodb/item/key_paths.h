// Checks the paths in expressions that lead to key attributes.
#pragma once

#include <optional>
#include <vector>

#include "api/api_error.h"
#include "expr/path.h"
#include "table/table.h"

namespace api::dynamodb::item {

// An error if a path leads into a key attribute of the table or of an index. Such an attribute has
// no parts, so a path may only end there. Errors: ValidationException.
ApiResult<void> CheckKeyPaths(const std::vector<expr::Path>& paths,
                              const table::TableDescription& table);

// The same for an optional condition or projection.
template <typename Expression>
ApiResult<void> CheckKeyPaths(const std::optional<Expression>& expression,
                              const table::TableDescription& table) {
  if (!expression) return {};
  return CheckKeyPaths(expression->paths(), table);
}

}  // namespace api::dynamodb::item
