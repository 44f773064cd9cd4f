#include "expr/partiql/operators.h"

#include <algorithm>
#include <array>
#include <string>

#include "expr/lexer.h"

namespace expr::partiql {
namespace {

constexpr std::array<InfixOperator, 23> kInfixOperators = {{
    {"UNION", TokenKind::kKeyword, kSetBinding, std::nullopt},
    {"EXCEPT", TokenKind::kKeyword, kSetBinding, std::nullopt},
    {"INTERSECT", TokenKind::kKeyword, kSetBinding, std::nullopt},
    {"OR", TokenKind::kKeyword, kOrBinding, Op::kOr},
    {"AND", TokenKind::kKeyword, kAndBinding, Op::kAnd},
    {"NOT", TokenKind::kKeyword, kComparisonBinding, std::nullopt},  // NOT IN, NOT BETWEEN
    {"IN", TokenKind::kKeyword, kComparisonBinding, Op::kIn},
    {"BETWEEN", TokenKind::kKeyword, kComparisonBinding, Op::kBetween},
    {"IS", TokenKind::kKeyword, kComparisonBinding, Op::kAttributeType},
    {"LIKE", TokenKind::kKeyword, kComparisonBinding, std::nullopt},
    {"=", TokenKind::kOperator, kComparisonBinding, Op::kEqual},
    {"<>", TokenKind::kOperator, kComparisonBinding, Op::kNotEqual},
    {"!=", TokenKind::kOperator, kComparisonBinding, Op::kNotEqual},
    {"<", TokenKind::kOperator, kComparisonBinding, Op::kLess},
    {"<=", TokenKind::kOperator, kComparisonBinding, Op::kLessOrEqual},
    {">", TokenKind::kOperator, kComparisonBinding, Op::kGreater},
    {">=", TokenKind::kOperator, kComparisonBinding, Op::kGreaterOrEqual},
    {"||", TokenKind::kOperator, kConcatenationBinding, std::nullopt},
    {"+", TokenKind::kOperator, kSumBinding, Op::kPlus},
    {"-", TokenKind::kOperator, kSumBinding, Op::kMinus},
    {"*", TokenKind::kOperator, kProductBinding, std::nullopt},
    {"/", TokenKind::kOperator, kProductBinding, std::nullopt},
    {"%", TokenKind::kOperator, kProductBinding, std::nullopt},
}};

// The types of IS, and the names of attribute_type for them.
struct IsType {
  std::string_view word;
  std::string_view type;
};
constexpr std::array<IsType, 9> kIsTypes = {{{"NULL", "NULL"},
                                             {"BOOLEAN", "BOOL"},
                                             {"BOOL", "BOOL"},
                                             {"BLOB", "B"},
                                             {"STRING", "S"},
                                             {"NUMERIC", "N"},
                                             {"STRUCT", "M"},
                                             {"TUPLE", "M"},
                                             {"LIST", "L"}}};
// Types that IS says it does not take here.
constexpr std::array<std::string_view, 14> kOtherTypes = {
    "BAG", "BIT",     "CHAR", "CLOB", "DATE",     "DECIMAL",   "FLOAT",
    "INT", "INTEGER", "REAL", "SEXP", "SMALLINT", "TIMESTAMP", "VARCHAR"};
// Types of which IS says nothing of its own.
constexpr std::array<std::string_view, 15> kMoreTypes = {
    "ANY",      "BIGINT",   "CHARACTER", "DEC",  "DOUBLE", "INT2",   "INT4",   "INT8",
    "INTEGER2", "INTEGER4", "INTEGER8",  "TEXT", "TIME",   "SYMBOL", "MISSING"};

std::string InCapitals(std::string_view word) {
  std::string capitals(word);
  for (char& c : capitals) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return capitals;
}

constexpr std::array<Op, 8> kFunctions = {Op::kSize,
                                          Op::kIfNotExists,
                                          Op::kListAppend,
                                          Op::kAttributeExists,
                                          Op::kAttributeNotExists,
                                          Op::kAttributeType,
                                          Op::kBeginsWith,
                                          Op::kContains};

}  // namespace

const InfixOperator* InfixOperatorAt(const Token& token) {
  for (const InfixOperator& infix : kInfixOperators) {
    if (token.Is(infix.kind, infix.text)) return &infix;
  }
  return nullptr;
}

std::optional<std::string_view> AttributeTypeOfIs(std::string_view word) {
  const auto* known = std::ranges::find(kIsTypes, word, &IsType::word);
  if (known == kIsTypes.end()) return std::nullopt;
  return known->type;
}

bool IsOtherType(std::string_view word) {
  return std::ranges::find(kOtherTypes, word) != kOtherTypes.end();
}

bool IsTypeName(std::string_view word) {
  const std::string name = InCapitals(word);
  return AttributeTypeOfIs(name) || IsOtherType(name) ||
         std::ranges::find(kMoreTypes, name) != kMoreTypes.end();
}

std::optional<Op> FunctionOf(const Token& token) {
  for (const Op op : kFunctions) {
    if (IsKeyword(token.text, InCapitals(OpName(op)))) return op;
  }
  return std::nullopt;
}

}  // namespace expr::partiql
