// Expressions as tokens. One lexer for all kinds of expressions; which identifiers are keywords is
// the parser's to know.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace expr {

enum class TokenKind : uint8_t {
  kIdentifier,        // a letter, then letters, digits and underscores
  kNamePlaceholder,   // #name
  kValuePlaceholder,  // :value
  kInteger,           // digits, the first of which is no 0 unless it is the only one
  kLeftParenthesis,
  kRightParenthesis,
  kLeftBracket,
  kRightBracket,
  kComma,
  kDot,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kPlus,
  kMinus,
  kInvalid,  // a character that begins no token; the parser refuses it where it stands
  kEnd,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;  // within the expression; empty at its end for kEnd
};

// The tokens of `text`, which they view, and kEnd. Whitespace separates and is dropped.
std::vector<Token> Tokenize(std::string_view text);

// Whether `text` is `keyword` (in capitals), in any case.
bool IsKeyword(std::string_view text, std::string_view keyword);

// Letters, digits and underscores, one at least: what follows the # or : of a placeholder.
bool IsPlaceholderName(std::string_view text);

}  // namespace expr
