// SearchConditionExpression: which items of a vector index SearchVectors looks at.
#pragma once

#include <optional>

#include "api/api_error.h"
#include "expr/condition.h"
#include "table/index_description.h"
#include "table/vector/search.h"

namespace api::dynamodb::expression {

// "You can reference only top-level attributes from the search schema", and they "support only the
// equality operator": that the expression, which was compiled as any condition is, keeps to that.
// Errors: ValidationException.
ApiResult<void> CheckSearchCondition(const std::optional<expr::Condition>& condition);

// Sets `hash` and `filters` of the query to what the condition asks of the index. Views the
// request's values. Errors: ValidationException (an attribute that is not of the search schema, or
// of another type, or twice; the HASH attribute is missing).
ApiResult<void> ApplySearchCondition(const std::optional<expr::Condition>& condition,
                                     const table::IndexDescription& index,
                                     table::vector::VectorQuery* query);

}  // namespace api::dynamodb::expression
