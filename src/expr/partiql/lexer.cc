#include "expr/partiql/lexer.h"

#include <array>
#include <utility>

#include "expr/partiql/keywords.h"

namespace expr::partiql {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool BeginsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// Longer ones first.
constexpr std::array<std::string_view, 13> kOperators = {"<>", "!=", "<=", ">=", "||", "=", "<",
                                                         ">",  "+",  "-",  "*",  "/",  "%"};
constexpr std::string_view kPunctuation = ".,;()[]{}:";

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> Tokens() && {
    for (;;) {
      SkipBlanks();
      Token token = Next();
      token.length = static_cast<uint32_t>(at_ - token.offset);
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

  // Steps over one byte and keeps count of lines.
  void Step() {
    if (text_[at_++] != '\n') return;
    ++line_;
    line_start_ = at_;
  }

  void SkipBlanks() {
    while (!AtEnd()) {
      if (IsSpace(Peek())) {
        Step();
      } else if (StartsWith("--")) {
        while (!AtEnd() && Peek() != '\n') Step();
      } else if (StartsWith("/*") && !comment_has_no_end_) {
        const size_t end = text_.find("*/", at_ + 2);
        comment_has_no_end_ = end == std::string_view::npos;  // nor has any after it
        if (comment_has_no_end_) return;
        while (at_ < end + 2) Step();
      } else {
        return;
      }
    }
  }

  Token Begin() const {
    Token token;
    token.line = line_;
    token.column = static_cast<uint32_t>(at_ - line_start_ + 1);
    token.offset = at_;
    return token;
  }

  Token Next() {
    Token token = Begin();
    if (AtEnd()) return token;
    const char c = Peek();
    if (BeginsName(c)) {
      ReadName(&token);
    } else if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)) && !AfterName())) {
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

  // In "a.5" the point does not begin a number.
  bool AfterName() const {
    return !tokens_.empty() && (tokens_.back().kind == TokenKind::kIdentifier ||
                                tokens_.back().Is(TokenKind::kPunctuation, "]"));
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
  size_t line_start_ = 0;
  bool comment_has_no_end_ = false;
};

}  // namespace

std::string Token::Place() const {
  return " at " + std::to_string(line) + ":" + std::to_string(column) + ":" +
         std::to_string(length);
}

std::vector<Token> Tokenize(std::string_view text) { return Lexer(text).Tokens(); }

}  // namespace expr::partiql
