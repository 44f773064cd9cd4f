#include "expr/lexer.h"

#include <algorithm>

namespace expr {
namespace {

// The language is ASCII; <cctype> would ask the locale.
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordPart(char c) { return IsLetter(c) || IsDigit(c) || c == '_'; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool IsUtf8Continuation(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

template <typename Predicate>
size_t RunLength(std::string_view text, Predicate predicate) {
  return std::find_if_not(text.begin(), text.end(), predicate) - text.begin();
}

TokenKind KindOfSymbol(char c) {
  switch (c) {
    case '(':
      return TokenKind::kLeftParenthesis;
    case ')':
      return TokenKind::kRightParenthesis;
    case '[':
      return TokenKind::kLeftBracket;
    case ']':
      return TokenKind::kRightBracket;
    case ',':
      return TokenKind::kComma;
    case '.':
      return TokenKind::kDot;
    case '=':
      return TokenKind::kEqual;
    case '<':
      return TokenKind::kLess;
    case '>':
      return TokenKind::kGreater;
    case '+':
      return TokenKind::kPlus;
    case '-':
      return TokenKind::kMinus;
    default:
      return TokenKind::kInvalid;
  }
}

// The token at the front of `text`, which is not empty and does not begin with whitespace.
Token FirstToken(std::string_view text) {
  const char c = text.front();
  if (IsLetter(c)) return {TokenKind::kIdentifier, text.substr(0, RunLength(text, IsWordPart))};
  if (c == '0') return {TokenKind::kInteger, text.substr(0, 1)};
  if (IsDigit(c)) return {TokenKind::kInteger, text.substr(0, RunLength(text, IsDigit))};
  if (c == '#' || c == ':') {
    const size_t length = RunLength(text.substr(1), IsWordPart);
    if (length == 0) return {TokenKind::kInvalid, text.substr(0, 1)};
    return {c == '#' ? TokenKind::kNamePlaceholder : TokenKind::kValuePlaceholder,
            text.substr(0, 1 + length)};
  }
  if (text.starts_with("<>")) return {TokenKind::kNotEqual, text.substr(0, 2)};
  if (text.starts_with("<=")) return {TokenKind::kLessOrEqual, text.substr(0, 2)};
  if (text.starts_with(">=")) return {TokenKind::kGreaterOrEqual, text.substr(0, 2)};
  const TokenKind kind = KindOfSymbol(c);
  if (kind != TokenKind::kInvalid) return {kind, text.substr(0, 1)};
  // The whole code point, so that a message that quotes it is still UTF-8.
  return {kind, text.substr(0, 1 + RunLength(text.substr(1), IsUtf8Continuation))};
}

}  // namespace

std::vector<Token> Tokenize(std::string_view text) {
  std::vector<Token> tokens;
  while (true) {
    text.remove_prefix(RunLength(text, IsSpace));
    if (text.empty()) break;
    tokens.push_back(FirstToken(text));
    text.remove_prefix(tokens.back().text.size());
  }
  tokens.push_back({TokenKind::kEnd, text});
  return tokens;
}

bool IsKeyword(std::string_view text, std::string_view keyword) {
  return std::equal(text.begin(), text.end(), keyword.begin(), keyword.end(), [](char a, char b) {
    return a == b || (a >= 'a' && a <= 'z' && a - 'a' + 'A' == b);
  });
}

bool IsPlaceholderName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsWordPart);
}

}  // namespace expr
