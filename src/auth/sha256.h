// SHA-256 and HMAC with it. Safe from any thread; nothing is allocated.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace auth {

constexpr size_t kSha256Bytes = 32;
using Sha256Digest = std::array<uint8_t, kSha256Bytes>;
using Sha256Hex = std::array<char, 2 * kSha256Bytes>;

Sha256Digest Sha256(std::string_view bytes);

// RFC 2104. `key` may be of any length.
Sha256Digest HmacSha256(std::string_view key, std::string_view message);

// Lower case.
Sha256Hex ToHex(const Sha256Digest& digest);

inline std::string_view View(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}
inline std::string_view View(const Sha256Hex& hex) { return {hex.data(), hex.size()}; }

}  // namespace auth
