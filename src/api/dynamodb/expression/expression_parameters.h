// Checks all expression parameters of a request together, before any expression is compiled.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "api/api_error.h"
#include "expr/condition.h"
#include "expr/placeholders.h"
#include "expr/projection.h"
#include "value/row.h"

namespace api::dynamodb::expression {

// The name of a request's member, and whether the request has it.
struct Given {
  std::string_view name;
  bool given = false;
  bool takes_values = true;  // an expression that may have :values in it
};

// The expression parameters of a request.
struct ExpressionParameters {
  std::initializer_list<Given> expressions;  // "ConditionExpression", …
  std::initializer_list<Given> legacy;       // what may not be mixed with them: "Expected", …
  const std::optional<expr::Placeholders::Names>* names = nullptr;
  const std::optional<value::Row>* values = nullptr;  // null: the operation has no such member
  // What the parser found wrong with an attribute value of the request. A reference, so that no
  // operation forgets it.
  const std::optional<base::Error>& invalid_value;
};

// An error if expressions and legacy parameters are mixed. Errors: ValidationException.
ApiResult<void> CheckNotMixed(std::initializer_list<Given> expressions,
                              std::initializer_list<Given> legacy);

// Checks that expressions and legacy parameters are not mixed, that placeholders are given only
// with expressions, and that placeholders and attribute values are well-formed. Errors:
// ValidationException.
ApiResult<expr::Placeholders> CheckExpressionParameters(const ExpressionParameters& parameters);

// Compile the expression, if there is one; else return `legacy`, which was made from the older
// parameters.
ApiResult<std::optional<expr::Condition>> CompileCondition(std::string_view parameter,
                                                           const std::optional<std::string>& text,
                                                           expr::Placeholders& placeholders,
                                                           std::optional<expr::Condition> legacy);
ApiResult<std::optional<expr::Projection>> CompileProjection(
    const std::optional<std::string>& text, expr::Placeholders& placeholders,
    std::optional<expr::Projection> legacy);

}  // namespace api::dynamodb::expression
