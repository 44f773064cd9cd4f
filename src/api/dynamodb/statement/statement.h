// A statement of a request, parsed, with its parameters in their places.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/api_error.h"
#include "expr/partiql/bound_statement.h"
#include "expr/partiql/statement.h"
#include "value/value.h"

namespace api::dynamodb::statement {

using ParsedStatement = std::shared_ptr<const expr::partiql::Statement>;

// Before a statement is parsed, or planned: notes what that takes, and gives way to the thread's
// other requests if it is time (run/give_way.h).
void NoteStatement(const std::string& text);

// Errors: ValidationException.
ApiResult<ParsedStatement> ParseStatement(const std::string& text);

// Views the parameters. Errors: ValidationException.
ApiResult<expr::partiql::BoundStatement> BindParameters(
    ParsedStatement statement, const std::optional<std::vector<value::Value>>& parameters);

// With what `request` gives it, which also tells whether that can be used: the input of
// ExecuteStatement, or a statement of the operations that take several.
template <typename Request>
ApiResult<expr::partiql::BoundStatement> BindStatement(ParsedStatement statement,
                                                       const Request& request) {
  if (request.invalid_parameter) return *request.invalid_parameter;
  return BindParameters(std::move(statement), request.parameters);
}

// That the table has a name that a table can have, or an ARN's form. Errors: ValidationException.
ApiResult<void> CheckStatementTable(const expr::partiql::Statement& statement);

}  // namespace api::dynamodb::statement
