#include "api/dynamodb/expression/legacy_parameters.h"

#include <string_view>

#include "expr/legacy_condition.h"
#include "expr/legacy_projection.h"
#include "expr/legacy_update.h"
#include "run/give_way.h"

namespace api::dynamodb::expression {
namespace {

using Comparisons = std::vector<expr::AttributeComparison>;

// What an element and an operand take, about: there is no limit on how many a request has.
constexpr size_t kElementSteps = 300;
constexpr size_t kOperandSteps = 10;

expr::ComparisonOperator OperatorOf(ComparisonOperator op) {
  return expr::ComparisonOperatorFromName(ToText(op)).value();
}

std::vector<value::ValueView> ViewsOf(const std::optional<std::vector<value::Value>>& values) {
  std::vector<value::ValueView> views;
  if (!values) return views;
  views.reserve(values->size());
  run::LongLoop loop;
  for (const value::Value& value : *values) {
    views.push_back(value.view());
    loop.Next(kOperandSteps);
  }
  return views;
}

expr::AttributeComparison ComparisonOf(std::string_view attribute, const Condition& condition) {
  return {.attribute = attribute,
          .op = OperatorOf(condition.comparison_operator),
          .operands = ViewsOf(condition.attribute_value_list)};
}

ApiResult<void> CheckName(const std::string& attribute) {
  if (attribute.empty()) return Validation("Empty attribute name");
  return {};
}

ApiError InvalidExpected(const std::string& problem, const std::string& attribute) {
  return Validation("One or more parameter values were invalid: " + problem +
                    " for Attribute: " + attribute);
}

// An element of Expected with a ComparisonOperator. Its operands are in AttributeValueList, or the
// only one in Value.
ApiResult<expr::AttributeComparison> ComparisonOf(const std::string& attribute,
                                                  const ExpectedAttributeValue& expected) {
  expr::AttributeComparison comparison = {.attribute = attribute,
                                          .op = OperatorOf(*expected.comparison_operator),
                                          .operands = ViewsOf(expected.attribute_value_list)};
  if (expected.exists) {
    return InvalidExpected("Exists and ComparisonOperator cannot be used together", attribute);
  }
  if (expected.value) {
    comparison.operands = {expected.value->view()};
  } else if (!expected.attribute_value_list && comparison.op != expr::ComparisonOperator::kNull &&
             comparison.op != expr::ComparisonOperator::kNotNull) {
    return InvalidExpected("Value or AttributeValueList must be used with ComparisonOperator: " +
                               std::string(expr::ComparisonOperatorName(comparison.op)),
                           attribute);
  }
  TRY(expr::CheckComparison(comparison));
  return comparison;
}

// An element of Expected in its oldest form: Value, or the word that there is none.
ApiResult<expr::AttributeComparison> ExistenceOf(const std::string& attribute,
                                                 const ExpectedAttributeValue& expected) {
  if (expected.attribute_value_list) {
    return InvalidExpected("AttributeValueList can only be used with a ComparisonOperator",
                           attribute);
  }
  const bool exists = expected.exists.value_or(true);
  if (exists && !expected.value) {
    return InvalidExpected(
        std::string("Value must be provided when Exists is ") + (expected.exists ? "true" : "null"),
        attribute);
  }
  if (!exists && expected.value) {
    return InvalidExpected("Value cannot be used when Exists is false", attribute);
  }
  expr::AttributeComparison comparison = {
      .attribute = attribute, .op = expr::ComparisonOperator::kNull, .operands = {}};
  if (exists) {
    comparison.op = expr::ComparisonOperator::kEq;
    comparison.operands = {expected.value->view()};
  }
  return comparison;
}

ApiResult<expr::AttributeComparison> ReadElement(const std::string& attribute,
                                                 const ExpectedAttributeValue& expected) {
  if (expected.value && expected.attribute_value_list) {
    return InvalidExpected("Value and AttributeValueList cannot be used together", attribute);
  }
  if (expected.comparison_operator) return ComparisonOf(attribute, expected);
  return ExistenceOf(attribute, expected);
}

ApiResult<expr::AttributeComparison> ReadElement(const std::string& attribute,
                                                 const Condition& condition) {
  expr::AttributeComparison comparison = ComparisonOf(attribute, condition);
  TRY(expr::CheckComparison(comparison));
  return comparison;
}

// What Expected and the filters have in common.
template <typename Element>
ApiResult<std::optional<expr::Condition>> ReadMap(
    const AttributeMap<Element>& elements,
    const std::optional<ConditionalOperator>& conditional_operator) {
  Comparisons comparisons;
  if (elements) {
    run::LongLoop loop;
    for (const auto& [attribute, element] : *elements) {
      loop.Next(kElementSteps);
      TRY(CheckName(attribute));
      TRY_ASSIGN(expr::AttributeComparison comparison, ReadElement(attribute, element));
      comparisons.push_back(std::move(comparison));
    }
  }
  if (conditional_operator && comparisons.empty()) {
    return Validation("ConditionalOperator cannot be used without Filter or Expected");
  }
  if (conditional_operator && comparisons.size() == 1) {
    return Validation(
        "ConditionalOperator can only be used when Filter or Expected has two or more elements");
  }
  if (comparisons.empty()) return std::optional<expr::Condition>();
  return std::optional<expr::Condition>(
      expr::LegacyCondition(comparisons, conditional_operator == ConditionalOperator::kOr
                                             ? expr::ConditionalOperator::kOr
                                             : expr::ConditionalOperator::kAnd));
}

expr::AttributeAction ActionOf(const std::optional<AttributeAction>& action) {
  switch (action.value_or(AttributeAction::kPut)) {
    case AttributeAction::kPut:
      return expr::AttributeAction::kPut;
    case AttributeAction::kAdd:
      return expr::AttributeAction::kAdd;
    case AttributeAction::kDelete:
      return expr::AttributeAction::kDelete;
  }
  return expr::AttributeAction::kPut;
}

}  // namespace

ApiResult<std::optional<expr::Condition>> ReadExpected(
    const AttributeMap<ExpectedAttributeValue>& expected,
    const std::optional<ConditionalOperator>& conditional_operator) {
  return ReadMap(expected, conditional_operator);
}

ApiResult<std::optional<expr::Condition>> ReadFilter(
    const AttributeMap<Condition>& filter,
    const std::optional<ConditionalOperator>& conditional_operator) {
  return ReadMap(filter, conditional_operator);
}

ApiResult<std::optional<expr::Update>> ReadAttributeUpdates(
    const AttributeMap<AttributeValueUpdate>& updates) {
  if (!updates || updates->empty()) return std::optional<expr::Update>();
  std::vector<expr::AttributeUpdate> attribute_updates;
  attribute_updates.reserve(updates->size());
  run::LongLoop loop;
  for (const auto& [attribute, update] : *updates) {
    loop.Next(kElementSteps);
    TRY(CheckName(attribute));
    expr::AttributeUpdate& added = attribute_updates.emplace_back();
    added.attribute = attribute;
    added.action = ActionOf(update.action);
    if (update.value) added.value = update.value->view();
  }
  TRY_ASSIGN(expr::Update update, expr::LegacyUpdate(attribute_updates));
  return std::optional<expr::Update>(std::move(update));
}

ApiResult<std::vector<expr::KeyCondition>> ReadKeyConditions(
    const AttributeMap<Condition>& key_conditions) {
  Comparisons comparisons;
  run::LongLoop loop;
  for (const auto& [attribute, condition] : *key_conditions) {
    loop.Next(kElementSteps);
    TRY(CheckName(attribute));
    comparisons.push_back(ComparisonOf(attribute, condition));
  }
  TRY_ASSIGN(std::vector<expr::KeyCondition> conditions, expr::LegacyKeyConditions(comparisons));
  return conditions;
}

ApiResult<std::optional<expr::Projection>> ReadAttributesToGet(
    const std::optional<std::vector<std::string>>& attributes) {
  if (!attributes) return std::optional<expr::Projection>();
  TRY_ASSIGN(expr::Projection projection, expr::LegacyProjection(*attributes));
  return std::optional<expr::Projection>(std::move(projection));
}

}  // namespace api::dynamodb::expression
