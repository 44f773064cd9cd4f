#include "expr/parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "expr/parser_state.h"
#include "expr/reserved_words.h"

namespace expr {
namespace {

struct Function {
  Op op;
  Grammar grammar;  // where it is allowed
};
constexpr std::array<Function, 8> kFunctions = {{
    {Op::kAttributeExists, Grammar::kCondition},
    {Op::kAttributeNotExists, Grammar::kCondition},
    {Op::kAttributeType, Grammar::kCondition},
    {Op::kBeginsWith, Grammar::kCondition},
    {Op::kContains, Grammar::kCondition},
    {Op::kSize, Grammar::kCondition},
    {Op::kIfNotExists, Grammar::kUpdate},
    {Op::kListAppend, Grammar::kUpdate},
}};

const Function* FindFunction(std::string_view name) {
  for (const Function& function : kFunctions) {
    if (OpName(function.op) == name) return &function;  // case-sensitive, unlike keywords
  }
  return nullptr;
}

// Words that are no names, in any grammar: there is one lexer for all of them.
bool IsKeywordOfAny(std::string_view word) {
  constexpr std::array<std::string_view, 9> kKeywords = {"AND", "OR",     "NOT", "BETWEEN", "IN",
                                                         "SET", "REMOVE", "ADD", "DELETE"};
  return std::ranges::any_of(kKeywords,
                             [&](std::string_view keyword) { return IsKeyword(word, keyword); });
}

base::Error TooLong(Grammar grammar, std::string_view text) {
  std::string message = "Expression size has exceeded the maximum allowed size;";
  // Only conditions tell how long they are.
  if (grammar == Grammar::kCondition) message += " expression size: " + std::to_string(text.size());
  return base::InvalidArgument(std::move(message));
}

}  // namespace

// An operand that has begun and not ended: a parenthesis or a call.
struct ParserState::OpenOperand {
  std::string_view function;      // empty for a parenthesis
  std::vector<NodeId> arguments;  // so far
};

bool ParserState::AtKeyword(std::string_view keyword) const {
  return At(TokenKind::kIdentifier) && IsKeyword(token().text, keyword);
}

bool ParserState::Skip(TokenKind kind) {
  if (!At(kind)) return false;
  ++next_;
  return true;
}

bool ParserState::SkipKeyword(std::string_view keyword) {
  if (!AtKeyword(keyword)) return false;
  ++next_;
  return true;
}

base::Status ParserState::Expect(TokenKind kind) {
  if (!Skip(kind)) return SyntaxError();
  return {};
}

// Quotes the token with its neighbours as they stand in the text.
base::Error ParserState::SyntaxError() const {
  const bool at_end = At(TokenKind::kEnd);
  const std::string_view first = tokens_[next_ == 0 ? 0 : next_ - 1].text;
  // The end is a token where the text ends, so whitespace before it is quoted too.
  const std::string_view last = tokens_[at_end ? next_ : next_ + 1].text;
  const char* begin = tokens_.size() == 1 ? tree_->text.data() : first.data();
  const std::string_view near(begin, last.data() + last.size() - begin);
  return base::InvalidArgument("Syntax error; token: \"" +
                               std::string(at_end ? "<EOF>" : token().text) + "\", near: \"" +
                               std::string(near) + "\"");
}

void ParserState::Note(const char* place, std::string message) {
  if (fault_place_ != nullptr && fault_place_ <= place) return;
  fault_place_ = place;
  fault_ = std::move(message);
}

void ParserState::NoteMisuse(NodeId function) {
  Note(function_names_[function],
       "The function is not allowed to be used this way in an expression; function: " +
           std::string(OpName(tree_->node(function).op)));
}

bool ParserState::AtName() const {
  return At(TokenKind::kNamePlaceholder) ||
         (At(TokenKind::kIdentifier) && !IsKeywordOfAny(token().text));
}

base::Result<PathSyntax::Element> ParserState::ParseName() {
  if (!AtName()) return SyntaxError();
  const std::string_view text = token().text;
  PathSyntax::Element element;
  if (At(TokenKind::kNamePlaceholder)) {
    element = {.kind = PathSyntax::Element::Kind::kPlaceholder, .name = text};
  } else {
    element = {.kind = PathSyntax::Element::Kind::kName, .name = text};
    if (IsReservedWord(text)) {
      Note(text.data(),
           "Attribute name is a reserved keyword; reserved keyword: " + std::string(text));
    }
  }
  ++next_;
  return element;
}

base::Result<PathSyntax::Element> ParserState::ParseIndex() {
  if (!At(TokenKind::kInteger)) return SyntaxError();
  const std::string_view digits = token().text;
  size_t index = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (parsed.ec != std::errc() || index > kListIndexMax) {
    Note(digits.data(),
         "List index is not within the allowable range; index: [" + std::string(digits) + "]");
  }
  ++next_;
  TRY(Expect(TokenKind::kRightBracket));
  return PathSyntax::Element{.kind = PathSyntax::Element::Kind::kIndex, .name = {}, .index = index};
}

base::Result<PathId> ParserState::ParsePath() {
  PathSyntax path;
  TRY_ASSIGN(path.elements.emplace_back(), ParseName());
  TRY(ParsePathElements(&path));
  tree_->paths.push_back(std::move(path));
  return static_cast<PathId>(tree_->paths.size() - 1);
}

base::Status ParserState::ParsePathElements(PathSyntax* path) {
  while (true) {
    if (Skip(TokenKind::kDot)) {
      TRY_ASSIGN(path->elements.emplace_back(), ParseName());
    } else if (Skip(TokenKind::kLeftBracket)) {
      TRY_ASSIGN(path->elements.emplace_back(), ParseIndex());
    } else {
      return {};
    }
  }
}

base::Result<bool> ParserState::ContinuePath(NodeId operand) {
  const Node& node = tree_->node(operand);
  const bool goes_on = At(TokenKind::kDot) || At(TokenKind::kLeftBracket);
  if (node.op != Op::kPath || !goes_on) return false;
  TRY(ParsePathElements(&tree_->paths[node.index]));
  return true;
}

base::Result<NodeId> ParserState::ParseLeaf() {
  if (At(TokenKind::kValuePlaceholder)) {
    const auto value = static_cast<ValueId>(tree_->values.size());
    tree_->values.push_back(token().text);
    ++next_;
    return tree_->AddLeaf(Op::kValue, value);
  }
  TRY_ASSIGN(const PathId path, ParsePath());
  return tree_->AddLeaf(Op::kPath, path);
}

// Keeps what is open in a list of its own: nesting costs no stack.
base::Result<NodeId> ParserState::ParseOperand() {
  std::vector<OpenOperand> open;
  while (true) {
    if (Skip(TokenKind::kLeftParenthesis)) {
      open.push_back({});
      continue;
    }
    if (At(TokenKind::kIdentifier) && AtName() &&
        tokens_[next_ + 1].kind == TokenKind::kLeftParenthesis) {
      open.push_back({.function = token().text, .arguments = {}});
      next_ += 2;
      continue;
    }
    TRY_ASSIGN(NodeId operand, ParseLeaf());
    bool in_parentheses = false;
    // Ends what ends here.
    while (true) {
      if (open.empty()) return operand;
      OpenOperand& innermost = open.back();
      if (innermost.function.empty()) {
        TRY(Expect(TokenKind::kRightParenthesis));
        TRY_ASSIGN(const bool goes_on, ContinuePath(operand));
        if (in_parentheses && !goes_on) NoteRedundantParentheses();
        in_parentheses = !goes_on;
      } else {
        innermost.arguments.push_back(operand);
        if (Skip(TokenKind::kComma)) break;  // another argument
        TRY(Expect(TokenKind::kRightParenthesis));
        operand = AddFunction(innermost.function, innermost.arguments);
        in_parentheses = false;
      }
      open.pop_back();
    }
  }
}

NodeId ParserState::AddFunction(std::string_view name, std::span<const NodeId> operands) {
  for (const NodeId operand : operands) CheckOperandUse(operand);
  const Function* function = FindFunction(name);
  if (function == nullptr) {
    Note(name.data(), "Invalid function name; function: " + std::string(name));
  } else if (function->grammar != grammar_) {
    Note(name.data(),
         std::string(grammar_ == Grammar::kUpdate
                         ? "The function is not allowed in an update expression; function: "
                         : "The function is not allowed in a condition expression; function: ") +
             std::string(name));
  }
  // An unknown one is given a place until its fault is told.
  const NodeId node = AddOperator(function ? function->op : Op::kSize, operands);
  function_names_.resize(node + 1);
  function_names_[node] = name.data();
  return node;
}

NodeId ParserState::AddOperator(Op op, std::span<const NodeId> operands) {
  ++tree_->operators;
  return tree_->Add(op, operands);
}

void ParserState::CheckOperandUse(NodeId operand) {
  const Op op = tree_->node(operand).op;
  // The lists that list_append makes are for SET alone.
  if (IsCondition(op) || op == Op::kListAppend) NoteMisuse(operand);
}

base::Result<std::shared_ptr<const Tree>> ParserState::Finish() {
  if (!At(TokenKind::kEnd)) return SyntaxError();
  if (redundant_parentheses_) {
    return base::InvalidArgument("The expression has redundant parentheses;");
  }
  if (!fault_.empty()) return base::InvalidArgument(std::move(fault_));
  return std::shared_ptr<const Tree>(tree_);
}

base::Result<std::shared_ptr<const Tree>> Parse(Grammar grammar, std::string_view text) {
  if (text.empty()) return base::InvalidArgument("The expression can not be empty;");
  if (text.size() > kExpressionBytesMax) return TooLong(grammar, text);
  ParserState state(grammar, text);
  switch (grammar) {
    case Grammar::kCondition:
      TRY(ParseCondition(state));
      break;
    case Grammar::kProjection:
      TRY(ParseProjection(state));
      break;
    case Grammar::kUpdate:
      TRY(ParseUpdate(state));
      break;
  }
  return state.Finish();
}

}  // namespace expr
