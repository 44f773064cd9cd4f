// Writes integers into byte strings, and reads them back from untrusted bytes.
//
// Byte strings are std::string, and views of them std::string_view; the bytes need not be text.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace base {

// Big-endian: the order of the bytes is the order of the numbers.
inline void AppendBigEndian64(uint64_t value, std::string* out) {
  value = __builtin_bswap64(value);
  out->append(reinterpret_cast<const char*>(&value), sizeof(value));
}
inline uint64_t ReadBigEndian64(const char* from) {
  uint64_t value;
  std::memcpy(&value, from, sizeof(value));
  return __builtin_bswap64(value);
}

inline void AppendLittleEndian64(uint64_t value, std::string* out) {
  out->append(reinterpret_cast<const char*>(&value), sizeof(value));
}
inline uint64_t ReadLittleEndian64(const char* from) {
  uint64_t value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}
static_assert(std::endian::native == std::endian::little);

// Varint: seven bits in each byte, the lowest first; the top bit says that another byte follows.
// Ten bytes at most.
constexpr size_t kVarintBytesMax = 10;

inline size_t VarintBytes(uint64_t value) { return (std::bit_width(value | 1) + 6) / 7; }

inline void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

// Takes a varint off the front of `*in`. Nullopt if the bytes end early or the number does not fit
// into 64 bits; `*in` is then unspecified.
inline std::optional<uint64_t> TakeVarint(std::string_view* in) {
  // Nearly all varints have one byte.
  if (!in->empty() && static_cast<uint8_t>(in->front()) < 0x80) [[likely]] {
    const auto value = static_cast<uint8_t>(in->front());
    in->remove_prefix(1);
    return value;
  }
  uint64_t value = 0;
  for (size_t i = 0; i < in->size() && i < kVarintBytesMax; ++i) {
    const auto byte = static_cast<uint8_t>((*in)[i]);
    if (i == kVarintBytesMax - 1 && byte > 1) return std::nullopt;
    value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      in->remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

// Takes `count` bytes off the front of `*in`; nullopt if there are fewer.
inline std::optional<std::string_view> TakeBytes(size_t count, std::string_view* in) {
  if (count > in->size()) return std::nullopt;
  const std::string_view taken = in->substr(0, count);
  in->remove_prefix(count);
  return taken;
}

// Length-prefixed: the length as a varint, then the bytes.
inline void AppendLengthPrefixed(std::string_view bytes, std::string* out) {
  AppendVarint(bytes.size(), out);
  out->append(bytes);
}
inline std::optional<std::string_view> TakeLengthPrefixed(std::string_view* in) {
  const auto size = TakeVarint(in);
  if (!size) return std::nullopt;
  return TakeBytes(*size, in);
}

// The smallest byte string greater than every string that begins with `prefix`; nullopt if there is
// none (the prefix is empty or all 0xff).
std::optional<std::string> PrefixEnd(std::string_view prefix);

// Lower-case hexadecimal.
std::string ToHex(std::string_view bytes);

}  // namespace base
