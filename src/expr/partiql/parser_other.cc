// What is PartiQL, but none of DynamoDB's statements.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "expr/partiql/parser_state.h"

namespace expr::partiql {
namespace {

std::string OperationOfKeyword(std::string_view word, std::string_view next) {
  struct Named {
    std::string_view word;
    std::string_view operation;
  };
  constexpr std::array<Named, 14> kOperations = {{{"AVG", "CallAgg"},
                                                  {"CAST", "Typed"},
                                                  {"COUNT", "CallAgg"},
                                                  {"FALSE", "Literal"},
                                                  {"MAX", "CallAgg"},
                                                  {"MIN", "CallAgg"},
                                                  {"MISSING", "LiteralMissing"},
                                                  {"NULL", "Literal"},
                                                  {"PIVOT", "Select"},
                                                  {"REMOVE", "DataManipulation"},
                                                  {"SET", "DataManipulation"},
                                                  {"SUM", "CallAgg"},
                                                  {"TRUE", "Literal"},
                                                  {"VALUES", "Seq"}}};
  if (word == "CREATE") return next == "TABLE" ? "CreateTable" : "CreateIndex";
  if (word == "DROP") return next == "TABLE" ? "DropTable" : "DropIndex";
  if (word == "CASE") return next == "WHEN" ? "SearchedCase" : "SimpleCase";
  const auto* known = std::ranges::find(kOperations, word, &Named::word);
  return std::string(known == kOperations.end() ? "NAry" : known->operation);
}

// What the service calls the expression from `begin` to where the parser is now. `place` is the
// token by which messages place it.
std::string OperationOf(const ParserState& state, size_t begin, const Token& place) {
  const Token& first = state.token_at(begin);
  const Token& second = state.token_at(std::min(begin + 1, state.position()));
  if (place.offset != first.offset) return "NAry";
  switch (first.kind) {
    case TokenKind::kIdentifier:
      if (second.Is(TokenKind::kPunctuation, "(")) return "NAry";
      return state.position() == begin + 1 ? "VariableReference" : "Path";
    case TokenKind::kParameter:
      return "Parameter";
    case TokenKind::kPunctuation:
      return first.text == "{" ? "Struct" : "Seq";
    case TokenKind::kOperator:
      return "NAry";
    case TokenKind::kKeyword:
      return OperationOfKeyword(first.text, second.text);
    default:
      return "Literal";
  }
}

}  // namespace

base::Status ParseOther(ParserState& state) {
  const size_t begin = state.position();
  TRY_ASSIGN(const Token place, SkipExpression(state));
  state.Note("Unsupported operation: " + OperationOf(state, begin, place));
  return {};
}

}  // namespace expr::partiql
