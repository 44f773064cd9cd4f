#include "value/base64.h"

#include <array>
#include <cstdint>

namespace value {
namespace {

constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// What a digit stands for; kNoDigit for what is none.
constexpr uint8_t kNoDigit = 64;
constexpr std::array<uint8_t, 256> kDigitValues = [] {
  std::array<uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (uint8_t i = 0; i < 64; ++i) values[static_cast<uint8_t>(kDigits[i])] = i;
  return values;
}();

uint8_t ValueOf(char digit) { return kDigitValues[static_cast<uint8_t>(digit)]; }

base::Status CheckDigits(std::string_view digits) {
  for (const char c : digits) {
    if (ValueOf(c) == kNoDigit) {
      return base::InvalidArgument("Invalid Base64 character: '" + std::string(1, c) + "'");
    }
  }
  return {};
}

}  // namespace

void AppendBase64(std::string_view bytes, std::string* out) {
  const size_t start = out->size();
  out->resize(start + (bytes.size() + 2) / 3 * 4);
  char* to = out->data() + start;
  size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const uint32_t three = static_cast<uint8_t>(bytes[i]) << 16 |
                           static_cast<uint8_t>(bytes[i + 1]) << 8 |
                           static_cast<uint8_t>(bytes[i + 2]);
    *to++ = kDigits[three >> 18];
    *to++ = kDigits[(three >> 12) & 63];
    *to++ = kDigits[(three >> 6) & 63];
    *to++ = kDigits[three & 63];
  }
  const size_t left = bytes.size() - i;
  if (left == 0) return;
  uint32_t last = static_cast<uint8_t>(bytes[i]) << 16;
  if (left == 2) last |= static_cast<uint8_t>(bytes[i + 1]) << 8;
  *to++ = kDigits[last >> 18];
  *to++ = kDigits[(last >> 12) & 63];
  *to++ = left == 2 ? kDigits[(last >> 6) & 63] : '=';
  *to++ = '=';
}

base::Status DecodeBase64(std::string_view text, std::string* out) {
  if (text.size() % 4 != 0) {
    return base::InvalidArgument(
        "Base64 encoded length is expected a multiple of 4 bytes but found: " +
        std::to_string(text.size()));
  }
  std::string_view digits = text;
  while (text.size() - digits.size() < 2 && digits.ends_with('=')) digits.remove_suffix(1);
  TRY(CheckDigits(digits));

  // Bits of the last digit beyond the last byte must be 0, so that equal bytes have equal texts.
  // The misspelling is the service's.
  const size_t pads = text.size() - digits.size();
  if (pads > 0 && (ValueOf(digits.back()) & (pads == 1 ? 0x3 : 0xf)) != 0) {
    return base::InvalidArgument("Invalid last non-pad Base64 character dectected");
  }

  const size_t start = out->size();
  out->resize(start + digits.size() * 3 / 4);
  char* to = out->data() + start;
  uint32_t bits = 0;
  size_t i = 0;
  for (; i + 4 <= digits.size(); i += 4) {
    bits = ValueOf(digits[i]) << 18 | ValueOf(digits[i + 1]) << 12 | ValueOf(digits[i + 2]) << 6 |
           ValueOf(digits[i + 3]);
    *to++ = static_cast<char>(bits >> 16);
    *to++ = static_cast<char>(bits >> 8);
    *to++ = static_cast<char>(bits);
  }
  if (pads > 0) {
    bits = ValueOf(digits[i]) << 18 | ValueOf(digits[i + 1]) << 12;
    *to++ = static_cast<char>(bits >> 16);
    if (pads == 1) *to++ = static_cast<char>((bits | ValueOf(digits[i + 2]) << 6) >> 8);
  }
  return {};
}

}  // namespace value
