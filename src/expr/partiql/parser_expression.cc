#include "expr/partiql/parser_expression.h"

#include <optional>
#include <string>

#include "expr/partiql/operators.h"
#include "value/value.h"

namespace expr::partiql {

base::Result<NodeId> ExpressionParser::Parse(int binding) {
  const ParserState::Level level(state_);
  TRY(state_.CheckLevels());
  NodeId left = 0;
  if (state_.AtKeyword("NOT")) {
    TRY_ASSIGN(left, ParseNot());
  } else {
    TRY_ASSIGN(left, ParsePathTerm());
  }
  for (;;) {
    const InfixOperator* infix = InfixOperatorAt(state_.token());
    if (infix == nullptr || infix->binding < binding) return left;
    TRY_ASSIGN(left, ParseInfix(*infix, left));
  }
}

PathId ExpressionParser::AddPath(Path path) {
  clauses_.paths.push_back(std::move(path));
  return static_cast<PathId>(clauses_.paths.size() - 1);
}

NodeId ExpressionParser::AddOperator(Op op, const Nodes& operands) {
  ++tree_.operators;
  return tree_.Add(op, operands);
}

NodeId ExpressionParser::AddOperand(Operand operand) {
  clauses_.operands.push_back(std::move(operand));
  return tree_.AddLeaf(Op::kValue, static_cast<ValueId>(clauses_.operands.size() - 1));
}

NodeId ExpressionParser::AddText(std::string_view text) {
  Operand operand;
  value::AppendString(text, &operand.encoded);
  return AddOperand(std::move(operand));
}

NodeId ExpressionParser::AddNothing() {
  Operand null;
  value::AppendNull(&null.encoded);
  return AddOperand(std::move(null));
}

void ExpressionParser::NoteUnsupported(std::string_view op) {
  state_.Note("Unsupported operator in " +
              std::string(use_ == Use::kCondition ? "Condition" : "Update") +
              " Expression. Operator: " + std::string(op));
}

void ExpressionParser::CheckOperand(Op op, NodeId operand) {
  // True and false are values, which can be compared with others.
  const bool takes_any = op == Op::kEqual || op == Op::kNotEqual || op == Op::kIn;
  if (takes_any || !IsConditionNode(operand)) return;
  state_.Note("Incorrect operand type for operator or function; operator or function: " +
              std::string(OpName(op)) + ", operand type: BOOL");
}

base::Result<NodeId> ExpressionParser::ParseNot() {
  state_.Step();
  TRY_ASSIGN(const NodeId negated, Parse(kNotBinding));
  if (!IsConditionNode(negated)) {
    state_.Note("The argument to NOT must be a Type or Expression");
    return negated;
  }
  return AddOperator(Op::kNot, {negated});
}

base::Result<NodeId> ExpressionParser::ParseInfix(const InfixOperator& infix, NodeId left) {
  const size_t position = state_.position();
  state_.Step();
  if (infix.text == "NOT") {
    TRY_ASSIGN(const NodeId negated, ParseNegated(left));
    return IsConditionNode(negated) ? AddOperator(Op::kNot, {negated}) : negated;
  }
  if (infix.op == Op::kIn) return ParseIn(left);
  if (infix.op == Op::kBetween) return ParseBetween(left);
  if (infix.op == Op::kAttributeType) return ParseIs(left, position);
  if (infix.text == "LIKE") return ParseLike();
  if (infix.binding == kSetBinding) state_.SkipKeyword("ALL");
  TRY_ASSIGN(const NodeId right, Parse(infix.binding + 1));
  const bool sum = infix.op == Op::kPlus || infix.op == Op::kMinus;
  if (!infix.op || (sum ? use_ == Use::kCondition : use_ == Use::kUpdate)) {
    NoteUnsupported(infix.text);
    return left;
  }
  if (*infix.op == Op::kAnd || *infix.op == Op::kOr) {
    if (!IsConditionNode(left) || !IsConditionNode(right)) {
      state_.Note("The arguments to AND/OR must be Expressions");
      return left;
    }
  } else {
    CheckOperand(*infix.op, left);
    CheckOperand(*infix.op, right);
  }
  return AddOperator(*infix.op, {left, right});
}

base::Result<NodeId> ExpressionParser::ParseNegated(NodeId left) {
  if (state_.SkipKeyword("IN")) return ParseIn(left);
  if (state_.SkipKeyword("BETWEEN")) return ParseBetween(left);
  TRY(state_.ExpectKeyword("LIKE"));
  return ParseLike();
}

base::Result<NodeId> ExpressionParser::ParseLike() {
  TRY_ASSIGN(const NodeId pattern, Parse(kConcatenationBinding));
  if (state_.SkipKeyword("ESCAPE")) TRY(Parse(kConcatenationBinding));
  NoteUnsupported("like");
  return pattern;
}

base::Result<NodeId> ExpressionParser::ParseBetween(NodeId left) {
  TRY_ASSIGN(const NodeId low, Parse(kConcatenationBinding));
  TRY(state_.ExpectKeyword("AND"));
  TRY_ASSIGN(const NodeId high, Parse(kConcatenationBinding));
  if (use_ == Use::kUpdate) NoteUnsupported("BETWEEN");
  for (const NodeId operand : {left, low, high}) CheckOperand(Op::kBetween, operand);
  return AddOperator(Op::kBetween, {left, low, high});
}

base::Result<NodeId> ExpressionParser::ParseIn(NodeId left) {
  TRY_ASSIGN(const ExpressionSpan right, state_.SpanHere(kConcatenationBinding));
  std::string_view close;
  if (!state_.token(1).Is(TokenKind::kKeyword, "SELECT") && state_.SkipPunctuation("(")) {
    close = ")";
  } else if (state_.SkipPunctuation("[")) {
    close = "]";
  } else if (state_.SkipPunctuation("<<")) {
    close = ">>";
  }
  Nodes operands = {left};
  if (!close.empty()) {
    while (!state_.AtPunctuation(close)) {
      if (operands.size() > 1) TRY(state_.ExpectPunctuation(","));
      TRY_ASSIGN(operands.emplace_back(), Parse(kSetBinding));
    }
    state_.Step();
  }
  if (use_ == Use::kUpdate) NoteUnsupported("IN");
  if (operands.size() == 1 || state_.position() != right.end) {
    state_.Note(
        "IN operator must have a left hand argument of type Variable Reference and right hand "
        "argument of type Seq with at least one member");
    state_.SkipTo(right.end);
    return left;
  }
  for (const NodeId operand : operands) CheckOperand(Op::kIn, operand);
  return AddOperator(Op::kIn, operands);
}

bool ExpressionParser::CanBeLeftOfIs(NodeId operand) const {
  const Node& node = tree_.node(operand);
  if (node.op != Op::kValue) return node.op == Op::kPath;
  const Operand& literal = clauses_.operands[node.index];
  if (literal.parameter) return true;
  // Lists, maps and sets are no literals to PartiQL.
  const value::ValueView value(literal.encoded);
  return value.type() != value::Type::kL && value.type() != value::Type::kM && !value.is_set();
}

base::Result<NodeId> ExpressionParser::ParseIs(NodeId left, size_t position) {
  const bool negated = state_.SkipKeyword("NOT");
  const Token type = state_.token();
  state_.Step();
  const bool of_two_words = state_.SkipKeyword("PRECISION") || state_.SkipKeyword("VARYING");
  if (!CanBeLeftOfIs(left)) {
    state_.Note("The left hand side argument to IS must be a Variable Reference, Literal, or Path");
  }
  if (use_ == Use::kUpdate) NoteUnsupported("IS");
  NodeId condition = left;
  const auto known = AttributeTypeOfIs(type.text);
  if (known && !state_.AtPunctuation("(")) {
    condition = AddOperator(Op::kAttributeType, {left, AddText(*known)});
  } else {
    if (type.text != "MISSING") {
      const bool other = IsOtherType(type.text) && !of_two_words;
      state_.Note(other ? "Unsupported data type for IS operator: " +
                              (type.text == "INT" ? std::string("INTEGER") : type.text) +
                              ". Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, "
                              "NUMERIC, STRUCT, TUPLE, LIST]" +
                              state_.token_at(position).Place()
                        : std::string("Unsupported operation: IsType"));
    }
    // Also where something was noted, so that whatever is around it takes it for a condition.
    condition = AddOperator(Op::kAttributeNotExists, {left});
  }
  if (state_.AtPunctuation("(")) {
    state_.Note("Unsupported operation: IsType");
    state_.SkipParentheses();
  }
  return negated ? AddOperator(Op::kNot, {condition}) : condition;
}

base::Result<NodeId> ExpressionParser::ParsePathTerm() {
  const Token start = state_.token();
  TRY_ASSIGN(const NodeId term, ParseTerm());
  if (!state_.AtPunctuation(".") && !state_.AtPunctuation("[")) return term;
  if (tree_.node(term).op == Op::kPath) {
    TRY(state_.ParseSteps(&clauses_.paths[tree_.node(term).index]));
    return term;
  }
  state_.Note("Unexpected path component" + start.Place());
  Path ignored;
  TRY(state_.ParseSteps(&ignored));
  return term;
}

base::Result<NodeId> ExpressionParser::ParseTerm() {
  const Token& token = state_.token();
  const bool called = state_.token(1).Is(TokenKind::kPunctuation, "(");
  if (called && (token.kind == TokenKind::kIdentifier || token.Is(TokenKind::kKeyword, "SIZE"))) {
    return ParseFunction();
  }
  if (token.kind == TokenKind::kIdentifier) {
    TRY_ASSIGN(Path path, state_.ParsePath());
    return tree_.AddLeaf(Op::kPath, AddPath(std::move(path)));
  }
  if (state_.AtKeyword("EXISTS") && called) return ParseExists();
  if (state_.AtKeyword("MISSING")) {
    state_.Note("MISSING must be compared using IS operator");
    state_.Step();
    return AddNothing();
  }
  if (token.kind == TokenKind::kParameter) {
    state_.Step();
    return AddOperand({.parameter = state_.statement().parameter_count++, .encoded = {}});
  }
  if (AtSignOfTerm()) return ParseSigned();
  if (state_.AtPunctuation("(")) return ParseParentheses();
  const bool is_literal =
      state_.AtKeyword("TRUE") || state_.AtKeyword("FALSE") || state_.AtKeyword("NULL");
  if (token.kind == TokenKind::kKeyword && !is_literal) return ParseUnsupported();
  if (state_.AtOperator("@")) return ParseUnsupported();
  return ParseLiteralTerm();
}

base::Result<NodeId> ExpressionParser::ParseLiteralTerm() {
  Operand operand;
  TRY_ASSIGN(operand.encoded, ParseLiteral(state_, under_));
  return AddOperand(std::move(operand));
}

bool ExpressionParser::AtSignOfTerm() const {
  const auto is_sign = [](const Token& token) {
    return token.Is(TokenKind::kOperator, "-") || token.Is(TokenKind::kOperator, "+");
  };
  size_t signs = 0;
  while (is_sign(state_.token(signs))) ++signs;
  return signs > 0 && state_.token(signs).kind != TokenKind::kNumber;
}

base::Result<NodeId> ExpressionParser::ParseSigned() {
  const std::string sign = state_.token().text;
  state_.Step();
  TRY_ASSIGN(const NodeId operand, Parse(kTermBinding));
  if (use_ == Use::kCondition) {
    NoteUnsupported(sign);
  } else {
    state_.Note("Incorrect number of operands for operator or function; operator or function: " +
                sign + ", number of operands: 1");
  }
  return operand;
}

base::Result<NodeId> ExpressionParser::ParseParentheses() {
  const size_t open = state_.position();
  state_.Step();
  TRY_ASSIGN(const ExpressionSpan first, state_.SpanHere());
  if (state_.token_at(first.end).Is(TokenKind::kPunctuation, ",")) {
    state_.SkipTo(open);
    return ParseLiteralTerm();
  }
  TRY_ASSIGN(const NodeId inner, Parse(kSetBinding));
  TRY(state_.ExpectPunctuation(")"));
  return inner;
}

base::Result<NodeId> ExpressionParser::ParseUnsupported() {
  state_.Note("Unsupported token in expression: " + state_.token().text + state_.token().Place());
  TRY(state_.SkipTerm());
  return AddNothing();
}

base::Result<NodeId> ExpressionParser::ParseExists() {
  const Token& inner = state_.token(2);
  if (inner.Is(TokenKind::kKeyword, "SELECT")) {
    state_.Note("Unsupported token in expression: SELECT" + inner.Place());
  } else {
    state_.Note("Unrecognized function: exists" + state_.token().Place());
  }
  TRY(state_.SkipTerm());
  return AddNothing();
}

base::Result<NodeId> ExpressionParser::ParseFunction() {
  const Token name = state_.token();
  const std::optional<Op> op = FunctionOf(name);
  state_.Step();
  state_.Step();
  Nodes operands;
  while (!state_.AtPunctuation(")")) {
    if (!operands.empty()) TRY(state_.ExpectPunctuation(","));
    TRY_ASSIGN(operands.emplace_back(), Parse(kSetBinding));
  }
  state_.Step();
  if (!op) {
    state_.Note("Unrecognized function: " + name.text + name.Place());
    return AddNothing();
  }
  const bool of_updates = *op == Op::kIfNotExists || *op == Op::kListAppend;
  if (of_updates != (use_ == Use::kUpdate)) {
    state_.Note("The function is not allowed in " +
                std::string(of_updates ? "a condition" : "an update") +
                " expression; function: " + std::string(OpName(*op)));
    return AddNothing();
  }
  if (operands.size() != FunctionOperands(*op)) {
    state_.Note("Incorrect number of operands for operator or function; operator or function: " +
                std::string(OpName(*op)) +
                ", number of operands: " + std::to_string(operands.size()));
    return AddNothing();
  }
  for (const NodeId operand : operands) CheckOperand(*op, operand);
  return AddOperator(*op, operands);
}

}  // namespace expr::partiql
