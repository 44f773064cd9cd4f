// The grammars of updates and projections.
//
//   update := (SET path = value, … | REMOVE path, … | ADD path :value, … | DELETE path :value, …)…
//   value  := operand | operand + operand | operand - operand | ( value )
#include <optional>

#include "expr/parser_state.h"

namespace expr {
namespace {

base::Result<NodeId> ParseArithmetic(ParserState& state, NodeId left) {
  const Op op = state.Skip(TokenKind::kPlus) ? Op::kPlus : Op::kMinus;
  if (op == Op::kMinus) TRY(state.Expect(TokenKind::kMinus));
  TRY_ASSIGN(const NodeId right, state.ParseOperand());
  state.CheckOperandUse(left);
  state.CheckOperandUse(right);
  return state.AddOperator(op, std::array{left, right});
}

// A parenthesis may be around the whole value or around its first operand.
base::Result<NodeId> ParseSetValue(ParserState& state) {
  size_t open = 0;
  while (state.Skip(TokenKind::kLeftParenthesis)) ++open;
  TRY_ASSIGN(NodeId value, state.ParseOperand());
  bool in_parentheses = false;
  bool arithmetic = false;
  while (true) {
    if (open > 0 && state.Skip(TokenKind::kRightParenthesis)) {
      --open;
      TRY_ASSIGN(const bool goes_on, state.ContinuePath(value));
      if (in_parentheses && !goes_on) state.NoteRedundantParentheses();
      in_parentheses = !goes_on;
    } else if (!arithmetic && (state.At(TokenKind::kPlus) || state.At(TokenKind::kMinus))) {
      TRY_ASSIGN(value, ParseArithmetic(state, value));
      arithmetic = true;
      in_parentheses = false;
    } else {
      break;
    }
  }
  if (open > 0) return state.SyntaxError();
  return value;
}

base::Result<NodeId> ParseActionValue(ParserState& state, Clause clause) {
  switch (clause) {
    case Clause::kSet:
      TRY(state.Expect(TokenKind::kEqual));
      return ParseSetValue(state);
    case Clause::kRemove:
      return NodeId{0};
    case Clause::kAdd:
    case Clause::kDelete:
      if (!state.At(TokenKind::kValuePlaceholder)) return state.SyntaxError();
      return state.ParseOperand();
  }
  return state.SyntaxError();
}

std::optional<Clause> SkipClauseKeyword(ParserState& state) {
  for (const Clause clause : {Clause::kSet, Clause::kRemove, Clause::kAdd, Clause::kDelete}) {
    if (state.SkipKeyword(ClauseName(clause))) return clause;
  }
  return std::nullopt;
}

}  // namespace

base::Status ParseUpdate(ParserState& state) {
  std::array<bool, 4> seen{};
  do {
    const std::optional<Clause> clause = SkipClauseKeyword(state);
    if (!clause) return state.SyntaxError();
    do {
      Action action{.clause = *clause};
      TRY_ASSIGN(action.target, state.ParsePath());
      TRY_ASSIGN(action.value, ParseActionValue(state, *clause));
      state.tree().actions.push_back(action);
    } while (state.Skip(TokenKind::kComma));
    // Told after what is wrong within the section.
    if (std::exchange(seen[static_cast<size_t>(*clause)], true)) {
      state.Note(state.token().text.data(),
                 "The \"" + std::string(ClauseName(*clause)) +
                     "\" section can only be used once in an update expression;");
    }
  } while (!state.At(TokenKind::kEnd));
  return {};
}

base::Status ParseProjection(ParserState& state) {
  do {
    TRY(state.ParsePath());
  } while (state.Skip(TokenKind::kComma));
  return {};
}

}  // namespace expr
