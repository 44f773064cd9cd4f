// The grammar of PartiQL, of which DynamoDB's dialect is a part: what is no PartiQL at all is told
// before anything else is looked at, in the words of the parser that the service's is made from.
// Nothing is kept of a statement but where its expressions end.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"
#include "expr/partiql/lexer.h"

namespace expr::partiql {

// Whether the tokens are one statement. Errors: kInvalidArgument with what follows "Statement
// wasn't well formed, can't be processed: ", which is nothing if a token is none.
base::Status CheckGrammar(std::span<const Token> tokens);

// An expression that begins at `tokens[begin]`.
struct ExpressionSpan {
  size_t end;    // the token after it
  size_t place;  // the token by which messages place it: an operator's own, else its first
};
// Of what binds as tightly as `binding`, or more. Errors: as CheckGrammar, of which tokens that
// passed that have none.
base::Result<ExpressionSpan> SpanOfExpression(std::span<const Token> tokens, size_t begin,
                                              int binding);

}  // namespace expr::partiql
