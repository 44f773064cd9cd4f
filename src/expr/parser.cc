#include "expr/parser.h"

#include <charconv>
#include <optional>

#include "expr/parser_state.h"
#include "expr/reserved_words.h"

namespace expr {
namespace {

struct Function {
  std::string_view name;
  Op op;
  size_t operands;
  Grammar grammar;  // where it is allowed
};
constexpr std::array<Function, 8> kFunctions = {{
    {"attribute_exists", Op::kAttributeExists, 1, Grammar::kCondition},
    {"attribute_not_exists", Op::kAttributeNotExists, 1, Grammar::kCondition},
    {"attribute_type", Op::kAttributeType, 2, Grammar::kCondition},
    {"begins_with", Op::kBeginsWith, 2, Grammar::kCondition},
    {"contains", Op::kContains, 2, Grammar::kCondition},
    {"size", Op::kSize, 1, Grammar::kCondition},
    {"if_not_exists", Op::kIfNotExists, 2, Grammar::kUpdate},
    {"list_append", Op::kListAppend, 2, Grammar::kUpdate},
}};

const Function* FindFunction(std::string_view name) {
  for (const Function& function : kFunctions) {
    if (function.name == name) return &function;  // case-sensitive, unlike keywords
  }
  return nullptr;
}

// Words that cannot begin a path, since the grammar gives them a meaning there.
bool IsKeywordOf(Grammar grammar, std::string_view word) {
  switch (grammar) {
    case Grammar::kCondition:
      return IsKeyword(word, "AND") || IsKeyword(word, "OR") || IsKeyword(word, "NOT") ||
             IsKeyword(word, "BETWEEN") || IsKeyword(word, "IN");
    case Grammar::kUpdate:
      return IsKeyword(word, "SET") || IsKeyword(word, "REMOVE") || IsKeyword(word, "ADD") ||
             IsKeyword(word, "DELETE");
    case Grammar::kProjection:
      return false;
  }
  return false;
}

std::string OperandCountError(std::string_view name, size_t count) {
  return "Incorrect number of operands for operator or function; operator or function: " +
         std::string(name) + ", number of operands: " + std::to_string(count);
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
  const std::string_view last = tokens_[at_end ? next_ : next_ + 1].text;
  // Of the end, there is only where the text ends: quote up to the token before it.
  const char* end = last.data() + last.size();
  if (last.empty())
    end = at_end ? first.data() + first.size() : token().text.data() + token().text.size();
  const std::string_view near(first.data(), end - first.data());
  return base::InvalidArgument("Syntax error; token: \"" +
                               std::string(at_end ? "<EOF>" : token().text) + "\", near: \"" +
                               std::string(near) + "\"");
}

void ParserState::Note(Fault fault, std::string message) {
  std::string& noted = faults_[static_cast<size_t>(fault)];
  if (noted.empty()) noted = std::move(message);
}

bool ParserState::AtName() const {
  return At(TokenKind::kNamePlaceholder) ||
         (At(TokenKind::kIdentifier) && !IsKeywordOf(grammar_, token().text));
}

base::Result<PathSyntax::Element> ParserState::ParseName() {
  if (!AtName()) return SyntaxError();
  const std::string_view text = token().text;
  PathSyntax::Element element;
  if (At(TokenKind::kNamePlaceholder)) {
    element = {.kind = PathSyntax::Element::Kind::kPlaceholder, .name = {}, .index = names_++};
    tree_->placeholders.push_back(text);
  } else {
    element = {.kind = PathSyntax::Element::Kind::kName, .name = text};
    if (IsReservedWord(text)) {
      Note(Fault::kReservedWord,
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
    Note(Fault::kListIndexOutOfRange,
         "List index is not within the allowable range; index: [" + std::string(digits) + "]");
  }
  ++next_;
  TRY(Expect(TokenKind::kRightBracket));
  return PathSyntax::Element{.kind = PathSyntax::Element::Kind::kIndex, .name = {}, .index = index};
}

base::Result<PathId> ParserState::ParsePath() {
  PathSyntax path;
  TRY_ASSIGN(path.elements.emplace_back(), ParseName());
  while (true) {
    if (Skip(TokenKind::kDot)) {
      TRY_ASSIGN(path.elements.emplace_back(), ParseName());
    } else if (Skip(TokenKind::kLeftBracket)) {
      TRY_ASSIGN(path.elements.emplace_back(), ParseIndex());
    } else {
      break;
    }
  }
  const size_t dereferences = path.elements.size() - 1;
  if (dereferences > kPathDereferencesMax) {
    Note(Fault::kPathTooDeep, "The document path has too many nesting elements; nesting levels: " +
                                  std::to_string(dereferences));
  }
  tree_->paths.push_back(std::move(path));
  return static_cast<PathId>(tree_->paths.size() - 1);
}

base::Result<NodeId> ParserState::ParseLeaf() {
  if (At(TokenKind::kValuePlaceholder)) {
    tree_->placeholders.push_back(token().text);
    ++next_;
    return tree_->AddLeaf(Op::kValue, static_cast<ValueId>(values_++));
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
        if (in_parentheses) {
          Note(Fault::kRedundantParentheses, "The expression has redundant parentheses;");
        }
        in_parentheses = true;
      } else {
        innermost.arguments.push_back(operand);
        if (Skip(TokenKind::kComma)) break;  // another argument
        TRY(Expect(TokenKind::kRightParenthesis));
        TRY_ASSIGN(operand, AddFunction(innermost.function, innermost.arguments));
        in_parentheses = false;
      }
      open.pop_back();
    }
  }
}

base::Result<NodeId> ParserState::AddFunction(std::string_view name,
                                              std::span<const NodeId> operands) {
  for (const NodeId operand : operands) CheckOperandUse(operand);
  const Function* function = FindFunction(name);
  if (function == nullptr) {
    Note(Fault::kUnknownFunction, "Invalid function name; function: " + std::string(name));
    return AddOperator(Op::kSize, operands);  // stands in until the fault is told
  }
  if (function->grammar != grammar_) {
    Note(Fault::kUnknownFunction,
         std::string(grammar_ == Grammar::kUpdate
                         ? "The function is not allowed in an update expression; function: "
                         : "The function is not allowed in a condition expression; function: ") +
             std::string(name));
  }
  if (function->operands != operands.size() && tree_->operand_count_error.empty()) {
    tree_->operand_count_error = OperandCountError(name, operands.size());
  }
  return AddOperator(function->op, operands);
}

base::Result<NodeId> ParserState::AddOperator(Op op, std::span<const NodeId> operands) {
  if (++operators_ > kOperatorsMax) {
    return base::InvalidArgument("The expression contains too many operators; operator count: " +
                                 std::to_string(operators_));
  }
  // The first operand of IN is what it compares with the others.
  if (op == Op::kIn && operands.size() - 1 > kInOperandsMax && tree_->operand_count_error.empty()) {
    tree_->operand_count_error = OperandCountError(OpName(op), operands.size() - 1);
  }
  return tree_->Add(op, operands);
}

void ParserState::CheckOperandUse(NodeId operand) {
  const Op op = tree_->node(operand).op;
  if (!IsCondition(op)) return;
  Note(Fault::kMisusedFunction,
       "The function is not allowed to be used this way in an expression; function: " +
           std::string(OpName(op)));
}

base::Result<std::shared_ptr<const Tree>> ParserState::Finish() {
  if (!At(TokenKind::kEnd)) return SyntaxError();
  for (std::string& fault : faults_) {
    if (!fault.empty()) return base::InvalidArgument(std::move(fault));
  }
  return std::shared_ptr<const Tree>(tree_);
}

base::Result<std::shared_ptr<const Tree>> Parse(Grammar grammar, std::string_view text) {
  if (text.empty()) return base::InvalidArgument("The expression can not be empty;");
  if (text.size() > kExpressionBytesMax) {
    return base::InvalidArgument(
        "Expression size has exceeded the maximum allowed size; expression size: " +
        std::to_string(text.size()));
  }
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
