// Splits PartiQL statements into tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expr::partiql {

enum class TokenKind : uint8_t {
  kIdentifier,   // name, "name"
  kKeyword,      // a reserved word, in any case; its text is in capitals
  kString,       // 'text'
  kNumber,       // 12, 1.5, .5, 1e3; without a sign
  kIonLiteral,   // `text`
  kParameter,    // ?
  kOperator,     // = <> != < <= > >= + - * / % || @
  kPunctuation,  // . , ; ( ) [ ] { } << >> :
  kInvalid,      // not a token, a token without an end, or a number that the service cannot hold
  kEnd,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  // Without quotes, and with escapes resolved; keywords in capitals.
  std::string text;
  bool quoted = false;  // of identifiers
  // The position for messages: counted from 1, in code points.
  uint32_t line = 1;
  uint32_t column = 1;
  uint32_t length = 0;
  size_t offset = 0;  // in the statement

  // " at 1:8:5": line, column and length.
  std::string Place() const;
  bool Is(TokenKind wanted, std::string_view wanted_text) const {
    return kind == wanted && text == wanted_text;
  }
};

// The tokens of `text`, and kEnd. Whitespace and comments (-- to the end of the line, /* … */)
// separate and are dropped. Nothing follows a token that is invalid but kEnd.
std::vector<Token> Tokenize(std::string_view text);

}  // namespace expr::partiql
