// NextToken of ExecuteStatement: the place where a statement's next page begins.
//
//   token := base64( mac(16) varint(range) row )
//
// The mac covers the rest of the token, the statement, its parameters and the table. So a token is
// valid only for the statement that returned it, and cannot be made up.
#pragma once

#include <optional>
#include <string>

#include "api/api_error.h"
#include "api/dynamodb/statement/statement_read.h"
#include "api/model/dynamodb.h"

namespace api::dynamodb::statement {

std::string WriteNextToken(const ExecuteStatementInput& input, const StatementRead& read,
                           const StatementPlace& place);

// Nullopt if the request has none. Errors: ValidationException ("Invalid NextToken").
ApiResult<std::optional<StatementPlace>> ReadNextToken(const ExecuteStatementInput& input,
                                                       const StatementRead& read);

}  // namespace api::dynamodb::statement
