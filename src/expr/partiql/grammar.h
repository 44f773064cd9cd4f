// Checks the grammar of PartiQL, of which DynamoDB's dialect is a part. A statement that is not
// PartiQL is refused before any other check, with the messages of the parser on which the service's
// is based. The only result is where the expressions of a statement end.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"
#include "expr/partiql/lexer.h"

namespace expr::partiql {

// An error unless the tokens are one statement. Errors: kInvalidArgument with the text that follows
// "Statement wasn't well formed, can't be processed: "; empty if a token is invalid.
base::Status CheckGrammar(std::span<const Token> tokens);

// An expression that begins at `tokens[begin]`.
struct ExpressionSpan {
  size_t end;    // the token after it
  size_t place;  // the token by which messages place it: an operator's own, else its first
};
// The expression of operators that bind at least as tightly as `binding`. Errors: as CheckGrammar;
// none if the tokens passed CheckGrammar.
base::Result<ExpressionSpan> SpanOfExpression(std::span<const Token> tokens, size_t begin,
                                              int binding);

}  // namespace expr::partiql
