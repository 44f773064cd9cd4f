// Expressions and paths. Statements are in grammar_statement.cc.
#include <algorithm>
#include <array>
#include <string>

#include "expr/partiql/grammar_parser.h"
#include "expr/partiql/operators.h"
#include "expr/partiql/statement.h"

namespace expr::partiql {
namespace {

// The functions that PartiQL keeps words for; only they may be called by a keyword.
constexpr std::array<std::string_view, 8> kFunctionKeywords = {
    "COALESCE", "DATE_ADD", "EXISTS", "LOWER", "NULLIF", "SIZE", "SUBSTRING", "UPPER"};
constexpr std::array<std::string_view, 5> kAggregates = {"AVG", "COUNT", "MAX", "MIN", "SUM"};

// What stands between operands, and so nowhere else.
constexpr std::array<std::string_view, 10> kOperatorKeywords = {
    "AND", "BETWEEN", "EXCEPT", "IN", "INTERSECT", "IS", "LIKE", "NOT", "OR", "UNION"};

template <size_t n>
bool IsOneOf(const Token& token, const std::array<std::string_view, n>& words) {
  return token.kind == TokenKind::kKeyword && std::ranges::find(words, token.text) != words.end();
}

// In small letters, as the service keeps it.
std::string CalledName(const Token& name) {
  std::string text = name.text;
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

base::Error GrammarParser::NotWellFormed(std::string_view problem) const {
  return base::InvalidArgument(std::string(problem));
}

base::Status GrammarParser::Expect(std::string_view punctuation, std::string_view type) {
  if (Skip(punctuation)) return {};
  return NotWellFormed("Expected " + std::string(type));
}

base::Status GrammarParser::ExpectKeyword(std::string_view word) {
  if (SkipKeyword(word)) return {};
  return NotWellFormed("Expected " + std::string(word) + " keyword");
}

base::Result<size_t> GrammarParser::Expression(int binding) {
  const Level level(*this);
  if (levels_ > kNestingMax) return NotWellFormed("Expressions are nested too deeply");
  TRY_ASSIGN(size_t place, Unary());
  for (;;) {
    const InfixOperator* infix = InfixOperatorAt(token());
    if (infix == nullptr || infix->binding < binding) return place;
    // NOT is none by itself.
    if (infix->text == "NOT" && !NegatesOperator(1)) return place;
    place = next_;
    TRY(Infix(*infix));
  }
}

bool GrammarParser::NegatesOperator(size_t ahead) const {
  const Token& after = token(ahead);
  return after.Is(TokenKind::kKeyword, "IN") || after.Is(TokenKind::kKeyword, "BETWEEN") ||
         after.Is(TokenKind::kKeyword, "LIKE");
}

base::Status GrammarParser::Infix(const InfixOperator& infix) {
  if (infix.text == "NOT") Step();
  const Token operation = token();
  Step();
  if (operation.Is(TokenKind::kKeyword, "IS")) {
    SkipKeyword("NOT");
    return Type();
  }
  if (infix.binding == kSetBinding) SkipKeyword("ALL");
  if (operation.Is(TokenKind::kKeyword, "IN") && At("(") && !IsKeyword(1, "SELECT")) {
    return Arguments(")", "RIGHT_PAREN");
  }
  if (AtEnd()) return NotWellFormed("Missing right-hand side expression of infix operator");
  TRY(Expression(infix.binding + 1));
  if (operation.Is(TokenKind::kKeyword, "BETWEEN")) {
    TRY(ExpectKeyword("AND"));
    if (AtEnd()) return NotWellFormed("Expected expression after AND");
    TRY(Expression(infix.binding + 1));
  } else if (operation.Is(TokenKind::kKeyword, "LIKE") && SkipKeyword("ESCAPE")) {
    if (AtEnd()) return NotWellFormed("Expected expression after ESCAPE");
    TRY(Expression(infix.binding + 1));
  }
  return {};
}

// NAME [( number, … )]
base::Status GrammarParser::Type() {
  const bool is_word =
      AtKind(TokenKind::kKeyword) || (AtKind(TokenKind::kIdentifier) && !token().quoted);
  if (!is_word || !IsTypeName(token().text)) return NotWellFormed("Expected type name");
  const std::string name = token().text;
  Step();
  if (name == "DOUBLE") TRY(ExpectKeyword("PRECISION"));
  if (name == "CHARACTER") SkipKeyword("VARYING");
  return At("(") ? Arguments(")", "RIGHT_PAREN") : base::Status();
}

base::Result<size_t> GrammarParser::Unary() {
  const size_t place = next_;
  if (IsKeyword(0, "NOT") && !NegatesOperator(1)) {
    Step();
    TRY(Expression(kNotBinding));
    return place;
  }
  if (AtOperator("+") || AtOperator("-")) {
    const Level level(*this);
    if (levels_ > kNestingMax) return NotWellFormed("Expressions are nested too deeply");
    Step();
    TRY(Unary());
    return place;
  }
  return PathTerm();
}

base::Result<size_t> GrammarParser::PathTerm() {
  TRY_ASSIGN(const size_t place, Term());
  while (At(".") || At("[")) TRY(PathStep(PathOf::kExpression));
  return place;
}

base::Status GrammarParser::SimplePath() {
  if (!AtKind(TokenKind::kIdentifier)) return NotWellFormed("Expected identifier for simple path");
  Step();
  while (At(".") || At("[")) TRY(PathStep(PathOf::kSimple));
  return {};
}

base::Status GrammarParser::PathStep(PathOf of) {
  if (Skip(".")) {
    if (AtOperator("*") && of == PathOf::kSimple) {
      return NotWellFormed("Invalid path dot component for simple path");
    }
    if (!AtKind(TokenKind::kIdentifier) && !AtOperator("*")) {
      return NotWellFormed("Invalid path dot component");
    }
    Step();
    return {};
  }
  Step();
  const size_t begin = next_;
  const bool wildcard = SkipOperator("*");
  if (!wildcard) TRY(Expression(kSetBinding));
  const bool is_atom = !wildcard && IsAtom(begin, next_);
  TRY(Expect("]", "RIGHT_BRACKET"));
  if (of == PathOf::kSimple && !is_atom) {
    return NotWellFormed("Invalid path component for simple path");
  }
  return {};
}

// A name or a literal; numbers with their signs.
bool GrammarParser::IsAtom(size_t begin, size_t end) const {
  while (end - begin > 2 && tokens_[begin].Is(TokenKind::kPunctuation, "(")) {
    ++begin;
    --end;
  }
  while (end - begin > 1 && tokens_[end - 1].kind == TokenKind::kNumber &&
         (tokens_[begin].Is(TokenKind::kOperator, "-") ||
          tokens_[begin].Is(TokenKind::kOperator, "+"))) {
    ++begin;
  }
  const TokenKind kind = tokens_[begin].kind;
  return end - begin == 1 && kind != TokenKind::kParameter && kind != TokenKind::kPunctuation;
}

base::Result<size_t> GrammarParser::Term() {
  const size_t place = next_;
  switch (token().kind) {
    case TokenKind::kOperator:
      TRY(OperatorTerm());
      return place;
    case TokenKind::kKeyword:
      TRY(KeywordTerm());
      return place;
    case TokenKind::kPunctuation:
      if (At("(")) return Parentheses();
      TRY(Collection());
      return place;
    case TokenKind::kIdentifier:
      Step();
      if (At("(")) TRY(Call(tokens_[place]));
      return place;
    case TokenKind::kParameter:
    case TokenKind::kIonLiteral:
    case TokenKind::kString:
    case TokenKind::kNumber:
      Step();
      return place;
    default:
      return NotWellFormed("Unexpected term");
  }
}

// @name
base::Status GrammarParser::OperatorTerm() {
  if (AtOperator("*")) return NotWellFormed("Unexpected term");
  if (!SkipOperator("@")) return NotWellFormed("Unexpected operator");
  if (!AtKind(TokenKind::kIdentifier)) return NotWellFormed("Identifier must follow @-operator");
  Step();
  return {};
}

base::Status GrammarParser::KeywordTerm() {
  const Token word = token();
  if (IsOneOf(word, kOperatorKeywords)) return NotWellFormed("Unexpected operator");
  for (const std::string_view literal : {"TRUE", "FALSE", "NULL", "MISSING"}) {
    if (SkipKeyword(literal)) return {};
  }
  if (AtStatement()) return StatementTerm();
  if (SkipKeyword("CASE")) return Case();
  if (SkipKeyword("CAST")) return Cast();
  if (SkipKeyword("VALUES")) return Rows();
  if (SkipKeyword("EXTRACT")) return Extract();
  if (SkipKeyword("TRIM")) return Trim();
  const bool called = token(1).Is(TokenKind::kPunctuation, "(");
  const bool aggregates = IsOneOf(word, kAggregates);
  if (!called || !(aggregates || IsOneOf(word, kFunctionKeywords))) {
    return NotWellFormed("Unexpected keyword");
  }
  Step();
  return aggregates ? Aggregate(word) : Call(word);
}

// (a) is a; (a, b) is a list.
base::Result<size_t> GrammarParser::Parentheses() {
  const size_t open = next_;
  Step();
  TRY_ASSIGN(const size_t place, Expression(kSetBinding));
  const bool single = !At(",");
  if (Skip(",")) TRY(List());
  TRY(Expect(")", "RIGHT_PAREN"));
  return single ? place : open;
}

base::Status GrammarParser::List() {
  do {
    TRY(Expression(kSetBinding));
  } while (Skip(","));
  return {};
}

// From what opens it to what closes it, with something between.
base::Status GrammarParser::Arguments(std::string_view close, std::string_view type) {
  Step();
  TRY(List());
  return Expect(close, type);
}

base::Status GrammarParser::Collection() {
  const bool is_list = At("[");
  if (is_list || At("<<")) {
    const std::string_view close = is_list ? "]" : ">>";
    if (!token(1).Is(TokenKind::kPunctuation, close)) {
      return Arguments(close, is_list ? "RIGHT_BRACKET" : "RIGHT_DOUBLE_ANGLE_BRACKET");
    }
    Step();
    Step();
    return {};
  }
  if (!Skip("{")) return NotWellFormed("Unexpected term");
  if (Skip("}")) return {};
  do {
    TRY(Expression(kSetBinding));
    TRY(Expect(":", "COLON"));
    TRY(Expression(kSetBinding));
  } while (Skip(","));
  return Expect("}", "RIGHT_CURLY");
}

base::Status GrammarParser::Call(const Token& name) {
  if (token(1).Is(TokenKind::kOperator, "*")) {
    return NotWellFormed(CalledName(name) + "(*) is not allowed");
  }
  if (token(1).Is(TokenKind::kPunctuation, ")")) {
    Step();
    Step();
    return {};
  }
  if (!name.Is(TokenKind::kKeyword, "SUBSTRING")) return Arguments(")", "RIGHT_PAREN");
  Step();
  TRY(List());
  if (SkipKeyword("FROM")) TRY(Expression(kSetBinding));
  if (SkipKeyword("FOR")) TRY(Expression(kSetBinding));
  return Expect(")", "RIGHT_PAREN");
}

base::Status GrammarParser::Aggregate(const Token& name) {
  constexpr std::string_view kUnary = "Aggregate functions are always unary";
  Step();
  if (At(")")) return NotWellFormed(kUnary);
  if (AtOperator("*")) {
    if (name.text != "COUNT") return NotWellFormed(CalledName(name) + "(*) is not allowed");
    Step();
    return Expect(")", "RIGHT_PAREN");
  }
  if (!SkipKeyword("DISTINCT")) SkipKeyword("ALL");
  TRY(Expression(kSetBinding));
  if (At(",")) return NotWellFormed(kUnary);
  return Expect(")", "RIGHT_PAREN");
}

// CASE [operand] WHEN … THEN … [ELSE …] END
base::Status GrammarParser::Case() {
  if (!IsKeyword(0, "WHEN")) TRY(Expression(kSetBinding));
  if (!IsKeyword(0, "WHEN")) return NotWellFormed("Expected a WHEN clause in CASE");
  while (SkipKeyword("WHEN")) {
    TRY(Expression(kSetBinding));
    TRY(ExpectKeyword("THEN"));
    TRY(Expression(kSetBinding));
  }
  if (SkipKeyword("ELSE")) TRY(Expression(kSetBinding));
  return ExpectKeyword("END");
}

// CAST ( expression AS type )
base::Status GrammarParser::Cast() {
  if (!Skip("(")) return NotWellFormed("Missing left parenthesis after CAST");
  TRY(Expression(kSetBinding));
  if (!SkipKeyword("AS")) return NotWellFormed("Expected AS");
  TRY(Type());
  return Expect(")", "RIGHT_PAREN");
}

// VALUES ( … ), …
base::Status GrammarParser::Rows() {
  do {
    if (!At("(")) return NotWellFormed("Expected LEFT_PAREN for row value constructor");
    TRY(Arguments(")", "RIGHT_PAREN"));
  } while (Skip(","));
  return {};
}

// EXTRACT ( part FROM expression )
base::Status GrammarParser::Extract() {
  TRY(Expect("(", "LEFT_PAREN"));
  TRY(Expression(kSetBinding));
  TRY(ExpectKeyword("FROM"));
  TRY(Expression(kSetBinding));
  return Expect(")", "RIGHT_PAREN");
}

// TRIM ( [[LEADING | TRAILING | BOTH] [what] FROM] expression )
base::Status GrammarParser::Trim() {
  TRY(Expect("(", "LEFT_PAREN"));
  while (!At(")")) {
    SkipKeyword("FROM");
    TRY(Expression(kSetBinding));
  }
  return Expect(")", "RIGHT_PAREN");
}

base::Result<ExpressionSpan> SpanOfExpression(std::span<const Token> tokens, size_t begin,
                                              int binding) {
  GrammarParser parser(tokens, begin);
  TRY_ASSIGN(const size_t place, parser.Expression(binding));
  return ExpressionSpan{.end = parser.position(), .place = place};
}

}  // namespace expr::partiql
