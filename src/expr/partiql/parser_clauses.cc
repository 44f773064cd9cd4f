// What takes expressions: WHERE, SET, REMOVE.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "expr/lexer.h"
#include "expr/partiql/parser_expression.h"
#include "value/value.h"

namespace expr::partiql {
namespace {

void CheckOperatorCount(ParserState& state, const Tree& tree) {
  if (tree.operators <= kOperatorsMax) return;
  state.Note("The expression contains too many operators; operator count: " +
             std::to_string(tree.operators));
}

// How messages name what is assigned to the path: "root.a.b[0]".
std::string UnderOf(const Path& target) {
  std::string under = "root";
  for (const Path::Element& element : target.elements) {
    if (const auto* index = std::get_if<size_t>(&element)) {
      under.append("[").append(std::to_string(*index)).append("]");
    } else {
      under.append(".").append(std::get<Name>(element).text());
    }
  }
  return under;
}

// SET_ADD and SET_DELETE: the actions that the other API has as ADD and DELETE. Nullopt if the
// assigned data is none of them.
base::Result<std::optional<Action>> ParseSetFunction(ParserState& state, Clauses* clauses,
                                                     PathId target) {
  const Token name = state.token();
  const bool adds = IsKeyword(name.text, "SET_ADD");
  if (name.kind != TokenKind::kIdentifier || name.quoted ||
      !(adds || IsKeyword(name.text, "SET_DELETE")) ||
      !state.token(1).Is(TokenKind::kPunctuation, "(")) {
    return std::optional<Action>();
  }
  const std::string function = adds ? "SET_ADD" : "SET_DELETE";
  ExpressionParser parser(state, Use::kUpdate, clauses);
  state.Step();
  state.Step();
  std::vector<Token> starts;
  Nodes operands;
  while (!state.AtPunctuation(")")) {
    if (!operands.empty()) TRY(state.ExpectPunctuation(","));
    starts.push_back(state.token());
    TRY_ASSIGN(operands.emplace_back(), parser.Parse(kSetBinding));
  }
  state.Step();
  if (InfixOperatorAt(state.token()) != nullptr) {
    state.Note("Unrecognized function: " + name.text + name.Place());
    TRY(SkipExpression(state));
  }
  if (operands.size() != 2) {
    state.Note(function + " must have exactly two arguments" + name.Place());
    return std::optional(Action{.clause = Clause::kRemove, .target = target});
  }
  const Node& first = clauses->tree.node(operands[0]);
  if (first.op != Op::kPath || !(clauses->paths[first.index] == clauses->paths[target])) {
    state.Note("The first argument to " + function + " must equal the assignment value" +
               name.Place());
  }
  const Node& second = clauses->tree.node(operands[1]);
  const Operand* set = second.op == Op::kValue ? &clauses->operands[second.index] : nullptr;
  if (set == nullptr || (!set->parameter && !value::ValueView(set->encoded).is_set())) {
    state.Note("The second argument to " + function + " must be a value with type SET" +
               starts[0].Place());
  }
  return std::optional(Action{
      .clause = adds ? Clause::kAdd : Clause::kDelete, .target = target, .value = operands[1]});
}

}  // namespace

base::Status ParseCondition(ParserState& state, Clauses* clauses) {
  ExpressionParser parser(state, Use::kCondition, clauses);
  TRY_ASSIGN(clauses->tree.root, parser.Parse(kSetBinding));
  if (!IsCondition(clauses->tree.node(clauses->tree.root).op)) {
    state.Note("WHERE clause must contain an expression that resolves to a boolean");
  }
  CheckOperatorCount(state, clauses->tree);
  return {};
}

base::Status ParseAssignment(ParserState& state, Clauses* clauses) {
  TRY_ASSIGN(Path target, state.ParsePath());
  ExpressionParser parser(state, Use::kUpdate, clauses, UnderOf(target));
  Action action{.clause = Clause::kSet, .target = parser.AddPath(std::move(target))};
  if (!state.SkipOperator("=")) {
    return state.NotWellFormed("Expected '=' for update assignment");
  }
  TRY_ASSIGN(const std::optional<Action> set_action,
             ParseSetFunction(state, clauses, action.target));
  if (set_action) {
    action = *set_action;
  } else {
    TRY_ASSIGN(action.value, parser.Parse(kSetBinding));
    if (IsCondition(clauses->tree.node(action.value).op)) {
      state.Note("Unsupported operator in Update Expression. Operator: " +
                 std::string(OpName(clauses->tree.node(action.value).op)));
    }
  }
  clauses->tree.actions.push_back(action);
  CheckOperatorCount(state, clauses->tree);
  return {};
}

base::Status ParseRemoval(ParserState& state, Clauses* clauses) {
  TRY_ASSIGN(Path target, state.ParsePath());
  ExpressionParser parser(state, Use::kUpdate, clauses);
  clauses->tree.actions.push_back(
      {.clause = Clause::kRemove, .target = parser.AddPath(std::move(target))});
  return {};
}

base::Result<Token> SkipExpression(ParserState& state) {
  const Token first = state.token();
  const bool continues = InfixOperatorAt(first) != nullptr && !state.AtKeyword("NOT");
  if (continues) state.Step();
  TRY_ASSIGN(const ExpressionSpan span, state.SpanHere());
  state.SkipTo(span.end);
  return continues ? first : state.token_at(span.place);
}

}  // namespace expr::partiql
