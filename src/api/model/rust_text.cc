#include "api/model/rust_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace api {

std::string RustQuoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        quoted += "\\\"";
        break;
      case '\\':
        quoted += "\\\\";
        break;
      case '\n':
        quoted += "\\n";
        break;
      case '\r':
        quoted += "\\r";
        break;
      case '\t':
        quoted += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          std::array<char, 16> hex;
          const char* const end =
              std::to_chars(hex.data(), hex.data() + hex.size(), static_cast<unsigned>(c), 16).ptr;
          quoted.append("\\u{")
              .append(hex.data(), static_cast<size_t>(end - hex.data()))
              .append("}");
        } else {
          quoted += c;
        }
    }
  }
  return quoted + "\"";
}

std::string RustReal(double real) {
  std::array<char, 64> text;
  const char* const end = std::to_chars(text.data(), text.data() + text.size(), std::abs(real),
                                        std::chars_format::scientific)
                              .ptr;
  std::string digits(text.data(), static_cast<size_t>(end - text.data()));
  const size_t e = digits.find('e');
  const size_t from = digits[e + 1] == '+' ? e + 2 : e + 1;
  int exponent = 0;
  std::from_chars(digits.data() + from, digits.data() + digits.size(), exponent);
  digits.erase(e);
  std::erase(digits, '.');
  const std::string sign = std::signbit(real) ? "-" : "";
  if (real == 0) return sign + "0.0";
  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // of the digits, how many stand before the point
  constexpr int kPointMax = 16;
  constexpr int kPointMin = -5;
  if (count <= point && point <= kPointMax) {
    return sign + digits + std::string(static_cast<size_t>(point - count), '0') + ".0";
  }
  if (0 < point && point <= kPointMax) return sign + digits.insert(static_cast<size_t>(point), ".");
  if (kPointMin < point && point <= 0) {
    return sign + "0." + std::string(static_cast<size_t>(-point), '0') + digits;
  }
  if (count > 1) digits.insert(1, ".");
  return sign + digits + "e" + std::to_string(exponent);
}

}  // namespace api
