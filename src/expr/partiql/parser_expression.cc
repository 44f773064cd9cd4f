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
    TRY_ASSIGN(left, ParsePrimary());
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

NodeId ExpressionParser::Placed(NodeId node, size_t position) {
  positions_.resize(node + 1);
  positions_[node] = static_cast<uint32_t>(position);
  return node;
}

NodeId ExpressionParser::AddOperator(Op op, const Nodes& operands, size_t position) {
  ++tree_.operators;
  return Placed(tree_.Add(op, operands), position);
}

NodeId ExpressionParser::AddOperand(Operand operand, size_t position) {
  clauses_.operands.push_back(std::move(operand));
  return Placed(tree_.AddLeaf(Op::kValue, static_cast<ValueId>(clauses_.operands.size() - 1)),
                position);
}

NodeId ExpressionParser::AddText(std::string_view text, size_t position) {
  Operand operand;
  value::AppendString(text, &operand.encoded);
  return AddOperand(std::move(operand), position);
}

NodeId ExpressionParser::AddNothing(size_t position) {
  Operand null;
  value::AppendNull(&null.encoded);
  return AddOperand(std::move(null), position);
}

void ExpressionParser::NoteUnsupported(std::string_view op) {
  state_.Note("Unsupported operator in " +
              std::string(use_ == Use::kCondition ? "Condition" : "Update") +
              " Expression. Operator: " + std::string(op));
}

void ExpressionParser::CheckOperand(Op op, NodeId operand) {
  if (!IsConditionNode(operand)) return;
  state_.Note("Incorrect operand type for operator or function; operator or function: " +
              std::string(OpName(op)) + ", operand type: BOOL");
}

base::Result<NodeId> ExpressionParser::ParseNot() {
  const size_t position = state_.position();
  state_.Step();
  TRY_ASSIGN(const NodeId negated, Parse(kNotBinding));
  if (!IsConditionNode(negated)) {
    state_.Note("The argument to NOT must be a Type or Expression");
    return negated;
  }
  return AddOperator(Op::kNot, {negated}, position);
}

base::Result<NodeId> ExpressionParser::ParseInfix(const InfixOperator& infix, NodeId left) {
  const size_t position = state_.position();
  state_.Step();
  if (infix.text == "NOT") {
    TRY_ASSIGN(const NodeId negated, ParseNegated(left));
    return IsConditionNode(negated) ? AddOperator(Op::kNot, {negated}, position) : negated;
  }
  if (infix.op == Op::kIn) return ParseIn(left, position);
  if (infix.op == Op::kBetween) return ParseBetween(left, position);
  if (infix.op == Op::kAttributeType) return ParseIs(left, position);
  if (AtEndOfOperand()) {
    return state_.NotWellFormed("Missing right-hand side expression of infix operator");
  }
  TRY_ASSIGN(const NodeId right, Parse(infix.binding + 1));
  const bool sum = infix.op == Op::kPlus || infix.op == Op::kMinus;
  if (!infix.op || (sum ? use_ == Use::kCondition : use_ == Use::kUpdate)) {
    NoteUnsupported(infix.text == "LIKE" ? "like" : infix.text);
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
  return AddOperator(*infix.op, {left, right}, position);
}

bool ExpressionParser::AtEndOfOperand() const {
  return state_.At(TokenKind::kEnd) || state_.AtPunctuation(")") || state_.AtPunctuation(";");
}

base::Result<NodeId> ExpressionParser::ParseNegated(NodeId left) {
  const size_t position = state_.position();
  if (state_.SkipKeyword("IN")) return ParseIn(left, position);
  if (state_.SkipKeyword("BETWEEN")) return ParseBetween(left, position);
  if (!state_.SkipKeyword("LIKE")) return state_.NotWellFormed("Unexpected keyword");
  TRY_ASSIGN(const NodeId pattern, Parse(kConcatenationBinding));
  NoteUnsupported("like");
  return pattern;
}

base::Result<NodeId> ExpressionParser::ParseBetween(NodeId left, size_t position) {
  TRY_ASSIGN(const NodeId low, Parse(kConcatenationBinding));
  TRY(state_.ExpectKeyword("AND"));
  TRY_ASSIGN(const NodeId high, Parse(kConcatenationBinding));
  if (use_ == Use::kUpdate) NoteUnsupported("BETWEEN");
  for (const NodeId operand : {left, low, high}) CheckOperand(Op::kBetween, operand);
  return AddOperator(Op::kBetween, {left, low, high}, position);
}

base::Result<NodeId> ExpressionParser::ParseIn(NodeId left, size_t position) {
  std::string_view close;
  if (state_.SkipPunctuation("(")) close = ")";
  if (close.empty() && state_.SkipPunctuation("[")) close = "]";
  if (close.empty() && state_.SkipPunctuation("<<")) close = ">>";
  Nodes operands = {left};
  if (close.empty()) {
    TRY(Parse(kConcatenationBinding));
  } else {
    while (!state_.AtPunctuation(close)) {
      if (operands.size() > 1) TRY(state_.ExpectPunctuation(","));
      TRY_ASSIGN(operands.emplace_back(), Parse(kConcatenationBinding));
    }
    state_.Step();
  }
  if (use_ == Use::kUpdate) NoteUnsupported("IN");
  if (operands.size() == 1) {
    state_.Note(
        "IN operator must have a left hand argument of type Variable Reference and right hand "
        "argument of type Seq with at least one member");
    return left;
  }
  for (const NodeId operand : operands) CheckOperand(Op::kIn, operand);
  return AddOperator(Op::kIn, operands, position);
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
  if (!CanBeLeftOfIs(left)) {
    state_.Note("The left hand side argument to IS must be a Variable Reference, Literal, or Path");
  }
  if (use_ == Use::kUpdate) NoteUnsupported("IS");
  if (type.kind != TokenKind::kKeyword) return state_.NotWellFormed("Expected type name");
  NodeId condition = left;
  if (type.text == "MISSING") {
    condition = AddOperator(Op::kAttributeNotExists, {left}, position);
  } else if (const auto known = AttributeTypeOfIs(type.text)) {
    const NodeId name = AddText(*known, state_.position());
    condition = AddOperator(Op::kAttributeType, {left, name}, position);
  } else if (IsOtherType(type.text)) {
    state_.Note("Unsupported data type for IS operator: " +
                (type.text == "INT" ? std::string("INTEGER") : type.text) +
                ". Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, "
                "STRUCT, TUPLE, LIST]" +
                state_.token_at(position).Place());
    // So that whatever is around it takes it for a condition.
    condition = AddOperator(Op::kAttributeNotExists, {left}, position);
  } else {
    return state_.NotWellFormed("Expected type name");
  }
  state_.Step();
  return negated ? AddOperator(Op::kNot, {condition}, position) : condition;
}

base::Result<NodeId> ExpressionParser::ParsePrimary() {
  const size_t position = state_.position();
  const Token& token = state_.token();
  const bool called = state_.token(1).Is(TokenKind::kPunctuation, "(");
  if (called && (token.kind == TokenKind::kIdentifier || token.Is(TokenKind::kKeyword, "SIZE"))) {
    return ParseFunction();
  }
  if (token.kind == TokenKind::kIdentifier) {
    TRY_ASSIGN(Path path, state_.ParsePath());
    return Placed(tree_.AddLeaf(Op::kPath, AddPath(std::move(path))), position);
  }
  if (state_.AtKeyword("EXISTS") && called) return ParseExists();
  if (state_.AtKeyword("CASE") || (token.kind == TokenKind::kKeyword && called)) {
    return ParseUnsupported();
  }
  if (state_.AtKeyword("MISSING")) {
    state_.Note("MISSING must be compared using IS operator");
    state_.Step();
    return AddNothing(position);
  }
  if (token.kind == TokenKind::kParameter) {
    state_.Step();
    return AddOperand({.parameter = state_.statement().parameter_count++, .encoded = {}}, position);
  }
  if (state_.AtOperator("-") && state_.token(1).kind != TokenKind::kNumber) {
    return ParseNegative();
  }
  if (state_.AtPunctuation("(")) return ParseParentheses();
  if (state_.At(TokenKind::kEnd)) return state_.NotWellFormed("Unexpected term");
  Operand operand;
  TRY_ASSIGN(operand.encoded, ParseLiteral(state_, "root"));
  return AddOperand(std::move(operand), position);
}

base::Result<NodeId> ExpressionParser::ParseNegative() {
  state_.Step();
  TRY_ASSIGN(const NodeId operand, Parse(kProductBinding + 1));
  if (use_ == Use::kCondition) {
    NoteUnsupported("-");
  } else {
    state_.Note(
        "Incorrect number of operands for operator or function; operator or function: -, number "
        "of operands: 1");
  }
  return operand;
}

base::Result<NodeId> ExpressionParser::ParseParentheses() {
  state_.Step();
  TRY_ASSIGN(const NodeId inner, Parse(kOrBinding));
  TRY(state_.ExpectPunctuation(")"));
  return inner;
}

base::Result<NodeId> ExpressionParser::ParseUnsupported() {
  const size_t position = state_.position();
  state_.Note("Unsupported token in expression: " + state_.token().text + state_.token().Place());
  if (state_.AtKeyword("CASE")) {
    while (!state_.AtKeyword("END")) {
      if (state_.At(TokenKind::kEnd)) return state_.NotWellFormed("Expected END");
      state_.Step();
    }
    state_.Step();
  } else {
    state_.Step();
    TRY(state_.SkipParentheses());
  }
  return AddNothing(position);
}

base::Result<NodeId> ExpressionParser::ParseExists() {
  const size_t position = state_.position();
  const Token& inner = state_.token(2);
  if (inner.Is(TokenKind::kKeyword, "SELECT")) {
    state_.Note("Unsupported token in expression: SELECT" + inner.Place());
  } else {
    state_.Note("Unrecognized function: exists" + state_.token().Place());
  }
  state_.Step();
  TRY(state_.SkipParentheses());
  return AddNothing(position);
}

base::Result<NodeId> ExpressionParser::ParseFunction() {
  const size_t position = state_.position();
  const Token name = state_.token();
  const std::optional<Op> op = FunctionOf(name);
  state_.Step();
  state_.Step();
  Nodes operands;
  while (!state_.AtPunctuation(")")) {
    if (!operands.empty()) TRY(state_.ExpectPunctuation(","));
    TRY_ASSIGN(operands.emplace_back(), Parse(kOrBinding));
  }
  state_.Step();
  if (!op) {
    state_.Note("Unrecognized function: " +
                (name.kind == TokenKind::kKeyword ? std::string("size") : name.text) +
                name.Place());
    return AddNothing(position);
  }
  const bool of_updates = *op == Op::kIfNotExists || *op == Op::kListAppend;
  if (of_updates != (use_ == Use::kUpdate)) {
    state_.Note("The function is not allowed in " +
                std::string(of_updates ? "a condition" : "an update") +
                " expression; function: " + std::string(OpName(*op)));
    return AddNothing(position);
  }
  if (operands.size() != FunctionOperands(*op)) {
    state_.Note("Incorrect number of operands for operator or function; operator or function: " +
                std::string(OpName(*op)) +
                ", number of operands: " + std::to_string(operands.size()));
    return AddNothing(position);
  }
  for (const NodeId operand : operands) CheckOperand(*op, operand);
  return AddOperator(*op, operands, position);
}

}  // namespace expr::partiql
