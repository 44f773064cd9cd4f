// A statement of a request, parsed, with its parameters in their places.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/api_error.h"
#include "expr/partiql/bound_statement.h"
#include "expr/partiql/statement.h"
#include "value/value.h"

namespace api::dynamodb {

using ParsedStatement = std::shared_ptr<const expr::partiql::Statement>;

// Before a statement is parsed, or planned: notes what that takes, and gives way to the thread's
// other requests if it is time (base/give_way.h).
void NoteStatement(const std::string& text);

// Errors: ValidationException.
ApiResult<ParsedStatement> ParseStatement(const std::string& text);

// Views the parameters. Errors: ValidationException.
ApiResult<expr::partiql::BoundStatement> BindStatement(
    ParsedStatement statement, const std::optional<std::vector<value::Value>>& parameters);

// That the table has a name that a table can have, or an ARN's form. Errors: ValidationException.
ApiResult<void> CheckStatementTable(const expr::partiql::Statement& statement);

}  // namespace api::dynamodb
