// SearchConditionExpression: selects the items of a vector index that SearchVectors considers.
#pragma once

#include <optional>

#include "api/api_error.h"
#include "expr/condition.h"
#include "table/index_description.h"
#include "table/vector/search.h"

namespace api::dynamodb::expression {

// An error if the condition breaks the rules of search conditions: "You can reference only
// top-level attributes from the search schema", and they "support only the equality operator".
// Errors: ValidationException.
ApiResult<void> CheckSearchCondition(const std::optional<expr::Condition>& condition);

// Sets `hash` and `filters` of the query from the condition. They are views of the request's
// values. Errors: ValidationException (an attribute that is not in the search schema, has another
// type, or occurs twice; the HASH attribute is missing).
ApiResult<void> ApplySearchCondition(const std::optional<expr::Condition>& condition,
                                     const table::IndexDescription& index,
                                     table::vector::VectorQuery* query);

}  // namespace api::dynamodb::expression
