// Reads the legacy parameters, which are older than expressions, into the same objects to which
// expressions compile.
//
// A request may use one of both forms, not both (CheckExpressionParameters). So an operation reads
// the legacy form here, and passes the result to the function that compiles the expression, which
// returns whichever there is.
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

// Each returns nullopt if the member is absent. The result refers to the member's values. Errors of
// all: ValidationException. A ConditionalOperator is refused unless there are two elements to join.

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
