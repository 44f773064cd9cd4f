#include "api/dynamodb/expression/expression_parameters.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "table/limits.h"

namespace api::dynamodb::expression {
namespace {

std::string Join(const std::vector<std::string_view>& names, std::string_view separator) {
  std::string joined;
  for (const std::string_view name : names) {
    if (!joined.empty()) joined += separator;
    joined += name;
  }
  return joined;
}

std::vector<std::string_view> NamesOf(std::initializer_list<Given> members) {
  std::vector<std::string_view> names;
  for (const Given& member : members) {
    if (member.given) names.push_back(member.name);
  }
  return names;
}

bool TakesValues(const Given& expression) { return expression.given && expression.takes_values; }

// "FilterExpression and KeyConditionExpression are null"
std::string AreNull(std::initializer_list<Given> expressions) {
  std::vector<std::string_view> names;
  for (const Given& expression : expressions) {
    if (expression.takes_values) names.push_back(expression.name);
  }
  return Join(names, " and ") + (names.size() == 1 ? " is null" : " are null");
}

ApiResult<void> CheckSubstitutionBytes(const ExpressionParameters& parameters) {
  size_t bytes = 0;
  if (parameters.names && *parameters.names) {
    for (const auto& [placeholder, name] : **parameters.names) {
      bytes += placeholder.size() + name.size();
    }
  }
  if (bytes > table::kSubstitutionBytesMax) {
    return Validation("ExpressionAttributeNames exceeds max size");
  }
  if (parameters.values && *parameters.values) bytes += (*parameters.values)->view().ItemBytes();
  if (bytes > table::kSubstitutionBytesMax) {
    return Validation("ExpressionAttributeValues exceeds max size");
  }
  return {};
}

}  // namespace

ApiResult<void> CheckNotMixed(std::initializer_list<Given> expressions,
                              std::initializer_list<Given> legacy) {
  if (std::ranges::none_of(expressions, &Given::given) ||
      std::ranges::none_of(legacy, &Given::given)) {
    return {};
  }
  return Validation(
      "Can not use both expression and non-expression parameters in the same request: "
      "Non-expression parameters: {" +
      Join(NamesOf(legacy), ", ") + "} Expression parameters: {" +
      Join(NamesOf(expressions), ", ") + "}");
}

ApiResult<expr::Placeholders> CheckExpressionParameters(const ExpressionParameters& parameters) {
  const bool has_names = parameters.names && parameters.names->has_value();
  const bool has_values = parameters.values && parameters.values->has_value();
  const bool any_expression = std::ranges::any_of(parameters.expressions, &Given::given);
  if (any_expression) {
    TRY(CheckNotMixed(parameters.expressions, parameters.legacy));
  } else if (has_names) {
    return Validation("ExpressionAttributeNames can only be specified when using expressions");
  }
  if (has_values && std::ranges::none_of(parameters.expressions, TakesValues)) {
    return Validation("ExpressionAttributeValues can only be specified when using expressions: " +
                      AreNull(parameters.expressions));
  }
  TRY(CheckSubstitutionBytes(parameters));
  expr::Placeholders placeholders(has_names ? &**parameters.names : nullptr,
                                  has_values ? &**parameters.values : nullptr);
  TRY(placeholders.Check());
  if (parameters.invalid_value) return *parameters.invalid_value;
  return placeholders;
}

ApiResult<std::optional<expr::Condition>> CompileCondition(std::string_view parameter,
                                                           const std::optional<std::string>& text,
                                                           expr::Placeholders& placeholders,
                                                           std::optional<expr::Condition> legacy) {
  if (!text) return legacy;
  TRY_ASSIGN(expr::Condition condition, expr::Condition::Compile(parameter, *text, placeholders));
  return std::optional<expr::Condition>(std::move(condition));
}

ApiResult<std::optional<expr::Projection>> CompileProjection(
    const std::optional<std::string>& text, expr::Placeholders& placeholders,
    std::optional<expr::Projection> legacy) {
  if (!text) return legacy;
  TRY_ASSIGN(expr::Projection projection, expr::Projection::Compile(*text, placeholders));
  return std::optional<expr::Projection>(std::move(projection));
}

}  // namespace api::dynamodb::expression
