// The parameters that are older than expressions, as what expressions compile to.
//
// A request has a condition, a filter, an update or a projection in one form at most:
// CheckExpressionParameters refuses both forms together. So an operation reads the older form here
// and gives it to what compiles the newer one, which gives back whichever there is.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "expr/condition.h"
#include "expr/key_condition.h"
#include "expr/projection.h"
#include "expr/update.h"

namespace api::dynamodb::expression {

// A member of type map, as the model has it.
template <typename T>
using AttributeMap = std::optional<std::vector<std::pair<std::string, T>>>;

// Each gives nullopt for a member that is not given. What it gives refers to the member's values.
// Errors of all: ValidationException. Those that take a ConditionalOperator refuse it without two
// elements to join.

// Expected. An empty map demands nothing.
ApiResult<std::optional<expr::Condition>> ReadExpected(
    const AttributeMap<ExpectedAttributeValue>& expected,
    const std::optional<ConditionalOperator>& conditional_operator);

// QueryFilter or ScanFilter. An empty map filters nothing.
ApiResult<std::optional<expr::Condition>> ReadFilter(
    const AttributeMap<Condition>& filter,
    const std::optional<ConditionalOperator>& conditional_operator);

// AttributeUpdates. An empty map updates nothing.
ApiResult<std::optional<expr::Update>> ReadAttributeUpdates(
    const AttributeMap<AttributeValueUpdate>& updates);

// KeyConditions, which must be given.
ApiResult<std::vector<expr::KeyCondition>> ReadKeyConditions(
    const AttributeMap<Condition>& key_conditions);

// AttributesToGet.
ApiResult<std::optional<expr::Projection>> ReadAttributesToGet(
    const std::optional<std::vector<std::string>>& attributes);

}  // namespace api::dynamodb::expression
