// The grammar of conditions, by operator precedence: what is begun waits in a list, not on the
// stack.
//
//   condition := operand comparator operand | operand BETWEEN operand AND operand
//              | operand IN ( operand, … ) | function
//              | condition AND condition | condition OR condition | NOT condition | ( condition )
//
// Whether a parenthesis opens a condition or an operand shows only after it is closed, so both are
// read alike and told apart where they are used.
#include <optional>

#include "expr/parser_state.h"

namespace expr {
namespace {

// Binding of what waits for its right side; higher binds tighter.
enum class Pending : uint8_t { kOpenParenthesis, kOr, kAnd, kNot };

// Something parsed: an operand or a condition.
struct Part {
  NodeId node = 0;
  bool in_parentheses = false;
};

class ConditionParser {
 public:
  explicit ConditionParser(ParserState& state) : state_(state) {}
  base::Result<NodeId> Parse();

 private:
  base::Status ParsePart();
  base::Result<bool> ParseAfterPart();
  base::Status Close();
  base::Status Compare();
  base::Result<bool> ParseBinary();
  base::Status Reduce(Pending at_least);
  base::Status CheckCondition(NodeId node);
  void AddCondition(Op op, std::span<const NodeId> operands);

  ParserState& state_;
  std::vector<Part> parts_;
  std::vector<Pending> pending_;
};

std::optional<Op> ComparatorOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::kEqual:
      return Op::kEqual;
    case TokenKind::kNotEqual:
      return Op::kNotEqual;
    case TokenKind::kLess:
      return Op::kLess;
    case TokenKind::kLessOrEqual:
      return Op::kLessOrEqual;
    case TokenKind::kGreater:
      return Op::kGreater;
    case TokenKind::kGreaterOrEqual:
      return Op::kGreaterOrEqual;
    default:
      return std::nullopt;
  }
}

base::Result<NodeId> ConditionParser::Parse() {
  while (true) {
    TRY(ParsePart());
    bool another = false;
    bool more = true;
    while (more && !another) {
      TRY_ASSIGN(another, ParseBinary());
      if (another) break;
      TRY_ASSIGN(more, ParseAfterPart());
    }
    if (another) continue;
    TRY(Reduce(Pending::kOr));
    if (!pending_.empty()) return state_.SyntaxError();  // a parenthesis is still open
    TRY(CheckCondition(parts_.back().node));
    return parts_.back().node;
  }
}

// Prefixes, and an operand or function.
base::Status ConditionParser::ParsePart() {
  while (true) {
    if (state_.SkipKeyword("NOT")) {
      pending_.push_back(Pending::kNot);
    } else if (state_.Skip(TokenKind::kLeftParenthesis)) {
      pending_.push_back(Pending::kOpenParenthesis);
    } else {
      break;
    }
  }
  TRY_ASSIGN(const NodeId node, state_.ParseOperand());
  parts_.push_back({.node = node});
  return {};
}

// AND or OR, after which another part must come; false if neither is there.
base::Result<bool> ConditionParser::ParseBinary() {
  Pending binary;
  if (state_.AtKeyword("AND")) {
    binary = Pending::kAnd;
  } else if (state_.AtKeyword("OR")) {
    binary = Pending::kOr;
  } else {
    return false;
  }
  TRY(Reduce(binary));  // the same binds to the left
  TRY(CheckCondition(parts_.back().node));
  state_.Skip(TokenKind::kIdentifier);
  pending_.push_back(binary);
  return true;
}

// A closing parenthesis, or a comparison with the part before; false if neither is there.
base::Result<bool> ConditionParser::ParseAfterPart() {
  if (state_.At(TokenKind::kRightParenthesis)) {
    TRY(Close());
    return true;
  }
  if (ComparatorOf(state_.token().kind) || state_.AtKeyword("BETWEEN") || state_.AtKeyword("IN")) {
    TRY(Compare());
    return true;
  }
  return false;
}

base::Status ConditionParser::Close() {
  TRY(Reduce(Pending::kOr));
  if (pending_.empty()) return state_.SyntaxError();  // none is open
  pending_.pop_back();
  state_.Skip(TokenKind::kRightParenthesis);
  Part& part = parts_.back();
  TRY_ASSIGN(const bool goes_on, state_.ContinuePath(part.node));
  if (part.in_parentheses && !goes_on) state_.NoteRedundantParentheses();
  part.in_parentheses = !goes_on;
  return {};
}

base::Status ConditionParser::Compare() {
  const Part left = parts_.back();
  const Op left_op = state_.tree().node(left.node).op;
  // A bare function is a fault (a misuse), any other condition breaks the grammar.
  if (IsCondition(left_op) && !IsFunction(left_op)) return state_.SyntaxError();

  std::vector<NodeId> operands = {left.node};
  Op op;
  if (const auto comparator = ComparatorOf(state_.token().kind)) {
    op = *comparator;
    state_.Skip(state_.token().kind);
    TRY_ASSIGN(operands.emplace_back(), state_.ParseOperand());
  } else if (state_.SkipKeyword("BETWEEN")) {
    op = Op::kBetween;
    TRY_ASSIGN(operands.emplace_back(), state_.ParseOperand());
    if (!state_.SkipKeyword("AND")) return state_.SyntaxError();
    TRY_ASSIGN(operands.emplace_back(), state_.ParseOperand());
  } else {
    state_.SkipKeyword("IN");
    op = Op::kIn;
    TRY(state_.Expect(TokenKind::kLeftParenthesis));
    do {
      TRY_ASSIGN(operands.emplace_back(), state_.ParseOperand());
    } while (state_.Skip(TokenKind::kComma));
    TRY(state_.Expect(TokenKind::kRightParenthesis));
  }
  for (const NodeId operand : operands) state_.CheckOperandUse(operand);
  parts_.back() = {.node = state_.AddOperator(op, operands)};
  return {};
}

// Applies what waits and binds at least as tightly, back to the innermost open parenthesis.
base::Status ConditionParser::Reduce(Pending at_least) {
  while (!pending_.empty() && pending_.back() >= at_least) {
    const Pending pending = pending_.back();
    pending_.pop_back();
    const NodeId right = parts_.back().node;
    TRY(CheckCondition(right));
    if (pending == Pending::kNot) {
      AddCondition(Op::kNot, std::array{right});
      continue;
    }
    parts_.pop_back();
    const NodeId left = parts_.back().node;
    AddCondition(pending == Pending::kAnd ? Op::kAnd : Op::kOr, std::array{left, right});
  }
  return {};
}

void ConditionParser::AddCondition(Op op, std::span<const NodeId> operands) {
  parts_.back() = {.node = state_.AddOperator(op, operands)};
}

// A path or a value where a condition must be is an error at the token that shows it.
base::Status ConditionParser::CheckCondition(NodeId node) {
  const Op op = state_.tree().node(node).op;
  if (op == Op::kPath || op == Op::kValue) return state_.SyntaxError();
  if (op == Op::kSize) state_.NoteMisuse(node);
  return {};
}

}  // namespace

base::Status ParseCondition(ParserState& state) {
  TRY_ASSIGN(state.tree().root, ConditionParser(state).Parse());
  return {};
}

}  // namespace expr
