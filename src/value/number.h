// DynamoDB's numbers: exact decimal numbers with 38 significant digits, of a magnitude from 1E-130
// to 9.9999999999999999999999999999999999999E+125, or zero.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace value {

constexpr int kNumberDigitsMax = 38;
constexpr int kNumberExponentMin = -130;  // of the most significant digit: 1E-130
constexpr int kNumberExponentMax = 125;   // 9.99…E+125
// The longest encoding: sign, exponent, 19 bytes of two digits each.
constexpr size_t kEncodedNumberBytesMax = 21;
// The longest text: sign, "0.", zeros after the point, digits.
constexpr size_t kNumberTextBytesMax = 1 + 2 - kNumberExponentMin + kNumberDigitsMax;

// Zero has no sign and no digits. Copying is cheap (44 bytes).
class Number {
 public:
  Number() = default;  // zero
  static Number FromInt(int64_t value);

  // Reads a number as DynamoDB accepts it in {"N": "…"}: digits with an optional sign, point and
  // exponent; leading and trailing zeros do not count as digits.
  // Errors: kInvalidArgument with DynamoDB's message (not numeric, more than 38 significant digits,
  // overflow, underflow).
  static base::Result<Number> Parse(std::string_view text);

  // Reads an encoded number off the front of `*in`; nullopt if the bytes are not one.
  static std::optional<Number> TakeEncoded(std::string_view* in);
  // Takes the bytes of an encoded number off the front of `*in`, without decoding the digits.
  static std::optional<std::string_view> TakeEncodedBytes(std::string_view* in);
  // AppendText for an encoded number: writes to `to` and returns the end of the text. REQUIRES:
  // `to` has room for kNumberTextBytesMax; `encoded` is exactly one number.
  static char* WriteEncodedText(std::string_view encoded, char* to);
  // ItemBytes of an encoded number. REQUIRES: `encoded` is exactly one number.
  static size_t EncodedItemBytes(std::string_view encoded);
  // Appends the encoded number. The order of the bytes is the order of the numbers, equal numbers
  // have equal bytes, and no encoding is a prefix of another.
  void AppendEncoded(std::string* out) const;

  // Plain digits without exponent, as DynamoDB answers: "0", "-12.5", "0.0001", "1000".
  void AppendText(std::string* out) const;
  std::string ToText() const;

  // The number's part in the size of an item. item_size.cc has the rule.
  size_t ItemBytes() const;

  bool is_zero() const { return digit_count_ == 0; }
  // nullopt if the number is not whole, or does not fit.
  std::optional<int64_t> ToInt() const;

  // Exact. Errors: kInvalidArgument with DynamoDB's message if the magnitude of the result is out
  // of range, or if the result needs more than 38 digits, which the service calls an overflow, too.
  static base::Result<Number> Add(const Number& a, const Number& b);
  static base::Result<Number> Subtract(const Number& a, const Number& b);

  std::strong_ordering operator<=>(const Number& other) const;
  bool operator==(const Number& other) const { return (*this <=> other) == 0; }

 private:
  // The rule of ItemBytes, for numbers other than zero.
  static size_t ItemBytesOf(bool negative, int exponent, int digit_count);
  // The sum, with the sign of `b` turned if `negate` is set.
  static base::Result<Number> Sum(const Number& a, const Number& b, bool negate);

  bool negative_ = false;
  int16_t exponent_ = 0;  // of digits_[0]: the value is ±d.ddd × 10^exponent_
  uint8_t digit_count_ = 0;
  std::array<uint8_t, kNumberDigitsMax> digits_{};  // no leading, no trailing zeros
};

}  // namespace value
