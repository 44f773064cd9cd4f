// Paths in expressions that lead to key attributes.
#pragma once

#include <optional>
#include <vector>

#include "api/api_error.h"
#include "expr/path.h"
#include "table/key_schema.h"

namespace api::dynamodb {

// A key attribute has no parts: a path may end there, but not lead further.
// Errors: ValidationException.
ApiResult<void> CheckKeyPaths(const std::vector<expr::Path>& paths, const table::KeySchema& schema);

// The same for a condition or projection that may not have been given.
template <typename Expression>
ApiResult<void> CheckKeyPaths(const std::optional<Expression>& expression,
                              const table::KeySchema& schema) {
  if (!expression) return {};
  return CheckKeyPaths(expression->paths(), schema);
}

}  // namespace api::dynamodb
