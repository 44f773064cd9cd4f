#include "value/number.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

namespace value {
namespace {

// The service keeps an exponent, and the scale that it makes with the digits behind the point, in
// 32 bits. What does not fit is no number to it.
constexpr int64_t kExponentMin = std::numeric_limits<int32_t>::min();
constexpr int64_t kExponentMax = std::numeric_limits<int32_t>::max();

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

base::Error NotNumeric(std::string_view text) {
  return base::InvalidArgument("The parameter cannot be converted to a numeric value: " +
                               std::string(text));
}

base::Error TooManyDigits() {
  return base::InvalidArgument("Attempting to store more than 38 significant digits in a Number");
}

base::Error Overflow() {
  return base::InvalidArgument(
      "Number overflow. Attempting to store a number with magnitude larger than supported range");
}

base::Error Underflow() {
  return base::InvalidArgument(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range");
}

// `exponent` is that of the first digit.
base::Status CheckExponent(int64_t exponent) {
  // The service counts the digits before the point in 32 bits: one more than these are negative.
  if (exponent >= kExponentMax) return Underflow();
  if (exponent > kNumberExponentMax) return Overflow();
  if (exponent < kNumberExponentMin) return Underflow();
  return {};
}

// Digits as they are read from left to right, with or without a point between them.
struct Mantissa {
  std::array<uint8_t, kNumberDigitsMax> digits{};
  int kept = 0;               // digits up to the last one that is not 0
  int64_t count = 0;          // digits from the first one that is not 0
  int64_t exponent = 0;       // of the first digit that is not 0
  int64_t last_exponent = 0;  // of the last digit, were it the only one
  bool any = false;           // a digit was read
  bool too_long = false;

  void Add(uint8_t digit, bool after_point) {
    any = true;
    // 0.00d counts down to the first digit, d00 up from it.
    if (after_point && count == 0) --exponent;
    if (!after_point && count > 0) ++exponent;
    if (after_point) --last_exponent;
    if (count == 0 && digit == 0) return;
    if (digit != 0) {
      if (count >= kNumberDigitsMax) {
        too_long = true;
      } else {
        digits[count] = digit;
        kept = static_cast<int>(count) + 1;
      }
    }
    ++count;
  }
};

// Reads digits and at most one point off the front of `*text`.
Mantissa TakeMantissa(std::string_view* text) {
  Mantissa mantissa;
  bool after_point = false;
  size_t i = 0;
  for (; i < text->size(); ++i) {
    const char c = (*text)[i];
    if (IsDigit(c)) {
      mantissa.Add(static_cast<uint8_t>(c - '0'), after_point);
    } else if (c == '.' && !after_point) {
      after_point = true;
    } else {
      break;
    }
  }
  text->remove_prefix(i);
  return mantissa;
}

// True if a minus was taken.
bool TakeSign(std::string_view* text) {
  if (text->empty() || (text->front() != '+' && text->front() != '-')) return false;
  const bool negative = text->front() == '-';
  text->remove_prefix(1);
  return negative;
}

// Reads all of `text`, which follows the mantissa: nothing, or an exponent. Nullopt if it is
// neither, or of more than 32 bits.
std::optional<int64_t> ReadExponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  const bool negative = TakeSign(&text);
  if (text.empty()) return std::nullopt;
  // from_chars takes a minus; one sign has been taken.
  if (!IsDigit(text.front())) return std::nullopt;
  int64_t exponent = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  if (negative) exponent = -exponent;
  if (exponent < kExponentMin || exponent > kExponentMax) return std::nullopt;
  return exponent;
}

// The encoding:
//
//   zero      0x80
//   positive  0x81  exponent + 130  pair…
//   negative  0x7f, and the rest of its magnitude's encoding with every bit turned
//
// A pair holds two digits (the last one may be a digit and a 0): 2 × (10a + b), plus 1 if another
// pair follows. So a number that ends is less than one that goes on after the same digits, and the
// end needs no byte of its own.
constexpr uint8_t kNegative = 0x7f;
constexpr uint8_t kZero = 0x80;
constexpr uint8_t kPositive = 0x81;
static_assert(kNumberExponentMax - kNumberExponentMin == 255);  // the exponent is one byte

// What an encoded number that is not zero begins with.
struct EncodedParts {
  explicit EncodedParts(std::string_view encoded)
      : negative(static_cast<uint8_t>(encoded[0]) == kNegative),
        turned(negative ? 0xff : 0),
        exponent((static_cast<uint8_t>(encoded[1]) ^ turned) + kNumberExponentMin) {}

  // Of well-formed bytes, and within the table of pairs for any.
  int PairOf(char byte) const {
    return std::min((static_cast<uint8_t>(byte) ^ turned) >> 1, kPairMax);
  }

  static constexpr int kPairMax = 99;
  bool negative;
  uint8_t turned;
  int exponent;
};

// "00", "01", … "99".
constexpr std::array<char, 200> kTwoDigits = [] {
  std::array<char, 200> digits{};
  for (size_t i = 0; i < 100; ++i) {
    digits[2 * i] = static_cast<char>('0' + i / 10);
    digits[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return digits;
}();

// Writes ±d.ddd × 10^exponent in plain digits; the end of it.
char* WritePlain(bool negative, int exponent, std::string_view digits, char* to) {
  if (negative) *to++ = '-';
  const char* from = digits.data();
  const char* const end = from + digits.size();
  if (exponent < 0) {
    *to++ = '0';
    *to++ = '.';
    to = std::fill_n(to, -exponent - 1, '0');
  } else {
    const int whole = std::min(exponent + 1, static_cast<int>(digits.size()));
    to = std::copy(from, from + whole, to);
    from += whole;
    to = std::fill_n(to, exponent + 1 - whole, '0');
    if (from < end) *to++ = '.';
  }
  return std::copy(from, end, to);
}

}  // namespace

Number Number::FromInt(int64_t value) {
  Number number;
  number.negative_ = value < 0;
  auto magnitude = static_cast<uint64_t>(value);
  if (value < 0) magnitude = 0 - magnitude;
  std::array<uint8_t, std::numeric_limits<uint64_t>::digits10 + 1> reversed;
  int count = 0;
  for (; magnitude != 0; magnitude /= 10) reversed[count++] = magnitude % 10;
  int trailing_zeros = 0;
  while (trailing_zeros < count && reversed[trailing_zeros] == 0) ++trailing_zeros;
  number.digit_count_ = static_cast<uint8_t>(count - trailing_zeros);
  number.exponent_ = static_cast<int16_t>(count == 0 ? 0 : count - 1);
  for (int i = 0; i < number.digit_count_; ++i) number.digits_[i] = reversed[count - 1 - i];
  return number;
}

base::Result<Number> Number::Parse(std::string_view text) {
  if (text.empty()) {
    return base::InvalidArgument("The parameter cannot be converted to a numeric value");
  }
  std::string_view rest = text;
  const bool negative = TakeSign(&rest);
  const Mantissa mantissa = TakeMantissa(&rest);
  if (!mantissa.any) return NotNumeric(text);
  const std::optional<int64_t> exponent_part = ReadExponent(rest);
  if (!exponent_part) return NotNumeric(text);
  const int64_t scale = -(mantissa.last_exponent + *exponent_part);
  if (scale < kExponentMin || scale > kExponentMax) return NotNumeric(text);
  if (mantissa.count == 0) {
    // A zero has a magnitude, too: that of a 1 in place of its last digit.
    TRY(CheckExponent(mantissa.last_exponent + *exponent_part));
    return Number();
  }
  if (mantissa.too_long) return TooManyDigits();
  const int64_t exponent = mantissa.exponent + *exponent_part;
  TRY(CheckExponent(exponent));
  Number number;
  number.negative_ = negative;
  number.exponent_ = static_cast<int16_t>(exponent);
  number.digit_count_ = static_cast<uint8_t>(mantissa.kept);
  number.digits_ = mantissa.digits;
  return number;
}

std::optional<std::string_view> Number::TakeEncodedBytes(std::string_view* in) {
  if (in->empty()) return std::nullopt;
  const auto head = static_cast<uint8_t>(in->front());
  size_t size = 1;
  if (head != kZero) {
    if (head != kPositive && head != kNegative) return std::nullopt;
    const uint8_t more = head == kPositive ? 1 : 0;
    const size_t end = std::min(in->size(), kEncodedNumberBytesMax);
    size = 2;
    while (size < end && (static_cast<uint8_t>((*in)[size]) & 1) == more) ++size;
    if (size >= end) return std::nullopt;
    ++size;
  }
  const std::string_view taken = in->substr(0, size);
  in->remove_prefix(size);
  return taken;
}

std::optional<Number> Number::TakeEncoded(std::string_view* in) {
  const auto encoded = TakeEncodedBytes(in);
  if (!encoded) return std::nullopt;
  Number number;
  if (encoded->size() == 1) return number;
  number.negative_ = static_cast<uint8_t>(encoded->front()) == kNegative;
  const uint8_t turned = number.negative_ ? 0xff : 0;
  number.exponent_ =
      static_cast<int16_t>((static_cast<uint8_t>((*encoded)[1]) ^ turned) + kNumberExponentMin);
  int count = 0;
  for (const char byte : encoded->substr(2)) {
    const int pair = (static_cast<uint8_t>(byte) ^ turned) >> 1;
    if (pair > 99) return std::nullopt;
    number.digits_[count++] = static_cast<uint8_t>(pair / 10);
    number.digits_[count++] = static_cast<uint8_t>(pair % 10);
  }
  if (number.digits_[count - 1] == 0) --count;
  // Equal numbers have equal bytes: no leading zero, no trailing pair of zeros.
  if (number.digits_[0] == 0 || number.digits_[count - 1] == 0) return std::nullopt;
  number.digit_count_ = static_cast<uint8_t>(count);
  return number;
}

void Number::AppendEncoded(std::string* out) const {
  if (is_zero()) {
    out->push_back(static_cast<char>(kZero));
    return;
  }
  std::array<char, kEncodedNumberBytesMax> bytes;
  const uint8_t turned = negative_ ? 0xff : 0;
  bytes[0] = static_cast<char>(negative_ ? kNegative : kPositive);
  bytes[1] = static_cast<char>((exponent_ - kNumberExponentMin) ^ turned);
  size_t size = 2;
  for (int i = 0; i < digit_count_; i += 2) {
    // Beyond the last digit stand zeros; 38 is even.
    const int pair = 10 * digits_[i] + digits_[i + 1];
    const int more = i + 2 < digit_count_ ? 1 : 0;
    bytes[size++] = static_cast<char>((2 * pair + more) ^ turned);
  }
  out->append(bytes.data(), size);
}

void Number::AppendText(std::string* out) const {
  std::array<char, kNumberTextBytesMax> text;
  char* end = text.data();
  if (is_zero()) {
    *end++ = '0';
  } else {
    std::array<char, kNumberDigitsMax> digits;
    for (int i = 0; i < digit_count_; ++i) digits[i] = static_cast<char>('0' + digits_[i]);
    end = WritePlain(negative_, exponent_, {digits.data(), digit_count_}, end);
  }
  out->append(text.data(), end - text.data());
}

char* Number::WriteEncodedText(std::string_view encoded, char* to) {
  if (encoded.size() == 1) {
    *to++ = '0';
    return to;
  }
  const EncodedParts parts(encoded);
  std::array<char, kNumberDigitsMax> digits;
  int count = 0;
  for (const char byte : encoded.substr(2)) {
    const char* const two = &kTwoDigits[parts.PairOf(byte) * 2];
    digits[count++] = two[0];
    digits[count++] = two[1];
  }
  if (digits[count - 1] == '0') --count;
  return WritePlain(parts.negative, parts.exponent, {digits.data(), static_cast<size_t>(count)},
                    to);
}

size_t Number::EncodedItemBytes(std::string_view encoded) {
  if (encoded.size() == 1) return 1;
  const EncodedParts parts(encoded);
  const int odd = parts.PairOf(encoded.back()) % 10 == 0 ? 1 : 0;
  return ItemBytesOf(parts.negative, parts.exponent,
                     2 * (static_cast<int>(encoded.size()) - 2) - odd);
}

std::string Number::ToText() const {
  std::string text;
  AppendText(&text);
  return text;
}

std::optional<int64_t> Number::ToInt() const {
  if (is_zero()) return 0;
  // 19 digits fit 64 bits without a sign.
  if (exponent_ < digit_count_ - 1 || exponent_ > std::numeric_limits<int64_t>::digits10) {
    return std::nullopt;
  }
  uint64_t magnitude = 0;
  for (int i = 0; i <= exponent_; ++i) magnitude = magnitude * 10 + digits_[i];
  constexpr auto kMax = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (magnitude > kMax + (negative_ ? 1 : 0)) return std::nullopt;
  return static_cast<int64_t>(negative_ ? 0 - magnitude : magnitude);
}

base::Result<Number> Number::Add(const Number& a, const Number& b) { return Sum(a, b, false); }

base::Result<Number> Number::Subtract(const Number& a, const Number& b) { return Sum(a, b, true); }

base::Result<Number> Number::Sum(const Number& a, const Number& b, bool negate) {
  Number other = b;
  other.negative_ = !b.is_zero() && b.negative_ != negate;
  if (a.is_zero()) return other;
  if (b.is_zero()) return a;

  // Columns of equal weight, from a carry before the greatest digit down to the least. A result of
  // 38 digits never needs more: if the operands overlap by so little that there are more columns,
  // neither the first nor the last digit can vanish.
  constexpr int kColumnsMax = kNumberDigitsMax + 2;
  const int top = std::max(a.exponent_, b.exponent_) + 1;
  const int bottom = std::min(a.exponent_ - a.digit_count_, b.exponent_ - b.digit_count_) + 1;
  const int count = top - bottom + 1;
  if (count > kColumnsMax) return Overflow();
  std::array<int, kColumnsMax> columns{};
  const std::array<const Number*, 2> operands{&a, &other};
  for (const Number* number : operands) {
    const int sign = number->negative_ ? -1 : 1;
    for (int i = 0; i < number->digit_count_; ++i) {
      columns[top - number->exponent_ + i] += sign * number->digits_[i];
    }
  }

  // The first column that is not 0 outweighs all that follow, so its sign is the sum's.
  int first = 0;
  while (first < count && columns[first] == 0) ++first;
  if (first == count) return Number();
  Number sum;
  sum.negative_ = columns[first] < 0;
  int carry = 0;
  for (int i = count - 1; i >= 0; --i) {
    int digit = (sum.negative_ ? -columns[i] : columns[i]) + carry;
    carry = digit < 0 ? -1 : digit / 10;
    columns[i] = digit - 10 * carry;
  }

  first = 0;
  while (columns[first] == 0) ++first;
  int end = count;
  while (columns[end - 1] == 0) --end;
  TRY(CheckExponent(top - first));
  if (end - first > kNumberDigitsMax) return Overflow();
  sum.exponent_ = static_cast<int16_t>(top - first);
  sum.digit_count_ = static_cast<uint8_t>(end - first);
  for (int i = first; i < end; ++i) sum.digits_[i - first] = static_cast<uint8_t>(columns[i]);
  return sum;
}

std::strong_ordering Number::operator<=>(const Number& other) const {
  const auto sign = [](const Number& number) {
    return number.is_zero() ? 0 : number.negative_ ? -1 : 1;
  };
  if (sign(*this) != sign(other)) return sign(*this) <=> sign(other);
  const Number& low = negative_ ? other : *this;
  const Number& high = negative_ ? *this : other;
  if (low.exponent_ != high.exponent_) return low.exponent_ <=> high.exponent_;
  return std::memcmp(low.digits_.data(), high.digits_.data(), kNumberDigitsMax) <=> 0;
}

}  // namespace value
