#include "expr/partiql/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <utility>

#include "expr/partiql/keywords.h"

namespace expr::partiql {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool BeginsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Longer ones first.
constexpr std::array<std::string_view, 14> kOperators = {"<>", "!=", "<=", ">=", "||", "=", "<",
                                                         ">",  "+",  "-",  "*",  "/",  "%", "@"};
constexpr std::string_view kPunctuation = ".,;()[]{}:";

// Whether a number's exponent, and the scale that it makes with the digits behind the point, have
// 32 bits: the service's parser can hold no other. REQUIRES: digits follow the e.
bool FitsExponent(std::string_view number) {
  const size_t e = number.find_first_of("eE");
  if (e == std::string_view::npos) return true;
  std::string_view digits = number.substr(e + 1);
  if (digits.front() == '+') digits.remove_prefix(1);
  int32_t exponent = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (read.ec != std::errc()) return false;
  const size_t point = number.find('.');
  const auto decimals = point == std::string_view::npos ? 0 : static_cast<int64_t>(e - point - 1);
  const int64_t scale = decimals - exponent;
  return scale >= std::numeric_limits<int32_t>::min() &&
         scale <= std::numeric_limits<int32_t>::max();
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> Tokens() && {
    for (;;) {
      SkipBlanks();
      Token token = Next();
      token.length = static_cast<uint32_t>(CodePoints(token.offset, at_));
      const bool last = token.kind == TokenKind::kEnd || token.kind == TokenKind::kInvalid;
      const bool invalid = token.kind == TokenKind::kInvalid;
      tokens_.push_back(std::move(token));
      if (invalid) tokens_.push_back(Begin());
      if (last) return std::move(tokens_);
    }
  }

 private:
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool AtEnd() const { return at_ >= text_.size(); }
  bool StartsWith(std::string_view part) const { return text_.substr(at_).starts_with(part); }

  size_t CodePoints(size_t begin, size_t end) const {
    const auto begins = [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; };
    return std::ranges::count_if(text_.substr(begin, end - begin), begins);
  }

  static bool EndsLine(char c) { return c == '\n' || c == '\r'; }

  // Steps over one byte and keeps count of lines.
  void Step() {
    const char c = text_[at_++];
    if (!EndsLine(c) || (c == '\r' && Peek() == '\n')) return;
    ++line_;
    place_ = at_;
    column_ = 1;
  }

  void SkipBlanks() {
    while (!AtEnd()) {
      if (IsSpace(Peek())) {
        Step();
      } else if (StartsWith("--")) {
        while (!AtEnd() && !EndsLine(Peek())) Step();
      } else if (StartsWith("/*")) {
        const size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return;
        while (at_ < end + 2) Step();
      } else {
        return;
      }
    }
  }

  Token Begin() {
    column_ += CodePoints(place_, at_);
    place_ = at_;
    Token token;
    token.line = line_;
    token.column = static_cast<uint32_t>(column_);
    token.offset = at_;
    return token;
  }

  Token Next() {
    Token token = Begin();
    if (AtEnd()) return token;
    const char c = Peek();
    if (StartsWith("/*")) {
      // A comment that does not end.
      token.kind = TokenKind::kInvalid;
      Take(2, &token);
    } else if (BeginsName(c)) {
      ReadName(&token);
    } else if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) {
      ReadNumber(&token);
    } else if (c == '"' || c == '\'' || c == '`') {
      ReadQuoted(&token);
    } else if (c == '?') {
      token.kind = TokenKind::kParameter;
      Take(1, &token);
    } else if (StartsWith("<<") || StartsWith(">>")) {
      token.kind = TokenKind::kPunctuation;
      Take(2, &token);
    } else if (kPunctuation.find(c) != std::string_view::npos) {
      token.kind = TokenKind::kPunctuation;
      Take(1, &token);
    } else {
      ReadOperator(&token);
    }
    return token;
  }

  void Take(size_t count, Token* token) {
    token->text = text_.substr(at_, count);
    at_ += count;
  }

  void ReadName(Token* token) {
    while (BeginsName(Peek()) || IsDigit(Peek())) ++at_;
    token->text = text_.substr(token->offset, at_ - token->offset);
    token->kind = TokenKind::kIdentifier;
    if (auto keyword = KeywordOf(token->text)) {
      token->kind = TokenKind::kKeyword;
      token->text = *std::move(keyword);
    }
  }

  void ReadNumber(Token* token) {
    token->kind = TokenKind::kNumber;
    while (IsDigit(Peek())) ++at_;
    if (Peek() == '.') ++at_;
    while (IsDigit(Peek())) ++at_;
    if (Peek() == 'e' || Peek() == 'E') {
      const size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 1 : 0;
      if (!IsDigit(Peek(1 + sign))) token->kind = TokenKind::kInvalid;
      at_ += 1 + sign;
      while (IsDigit(Peek())) ++at_;
    }
    if (at_ > text_.size()) at_ = text_.size();
    if (BeginsName(Peek())) token->kind = TokenKind::kInvalid;
    token->text = text_.substr(token->offset, at_ - token->offset);
    if (token->kind == TokenKind::kNumber && !FitsExponent(token->text)) {
      token->kind = TokenKind::kInvalid;
    }
  }

  // A quote within is written twice.
  void ReadQuoted(Token* token) {
    const char quote = Peek();
    Step();
    while (!AtEnd() && (Peek() != quote || Peek(1) == quote)) {
      if (Peek() == quote) Step();
      token->text.push_back(Peek());
      Step();
    }
    if (AtEnd()) {
      token->kind = TokenKind::kInvalid;
      return;
    }
    Step();
    token->quoted = quote == '"';
    token->kind = quote == '"'    ? TokenKind::kIdentifier
                  : quote == '\'' ? TokenKind::kString
                                  : TokenKind::kIonLiteral;
  }

  void ReadOperator(Token* token) {
    for (const std::string_view op : kOperators) {
      if (!StartsWith(op)) continue;
      token->kind = TokenKind::kOperator;
      Take(op.size(), token);
      return;
    }
    token->kind = TokenKind::kInvalid;
    Take(1, token);
  }

  const std::string_view text_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  uint32_t line_ = 1;
  size_t place_ = 0;  // of which the column is column_
  size_t column_ = 1;
};

}  // namespace

std::string Token::Place() const {
  return " at " + std::to_string(line) + ":" + std::to_string(column) + ":" +
         std::to_string(length);
}

std::vector<Token> Tokenize(std::string_view text) { return Lexer(text).Tokens(); }

}  // namespace expr::partiql
