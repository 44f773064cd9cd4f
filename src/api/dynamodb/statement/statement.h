// Parses the statements of requests, and binds their parameters.
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

// To be called before a statement is parsed or planned. Counts the work, and gives way to the
// thread's other requests if needed (run/give_way.h).
void NoteStatement(const std::string& text);

// Errors: ValidationException.
ApiResult<ParsedStatement> ParseStatement(const std::string& text);

// Views the parameters. Errors: ValidationException.
ApiResult<expr::partiql::BoundStatement> BindParameters(
    ParsedStatement statement, const std::optional<std::vector<value::Value>>& parameters);

// Binds the parameters of `request`: the input of ExecuteStatement, or one statement of an
// operation that takes several. An error if a parameter is invalid.
template <typename Request>
ApiResult<expr::partiql::BoundStatement> BindStatement(ParsedStatement statement,
                                                       const Request& request) {
  if (request.invalid_parameter) return *request.invalid_parameter;
  return BindParameters(std::move(statement), request.parameters);
}

// An error if the statement's table is neither a possible name nor an ARN. Errors:
// ValidationException.
ApiResult<void> CheckStatementTable(const expr::partiql::Statement& statement);

}  // namespace api::dynamodb::statement
