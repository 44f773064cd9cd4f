// SHA-256 and HMAC with it. Thread-safe; nothing is allocated.
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

// A key that signs many messages: what both hashes of an HMAC do with the key is done once.
class HmacSha256Key {
 public:
  HmacSha256Key() : HmacSha256Key(std::string_view()) {}
  explicit HmacSha256Key(std::string_view key);
  Sha256Digest Sign(std::string_view message) const;

  friend bool operator==(const HmacSha256Key&, const HmacSha256Key&) = default;

 private:
  // OpenSSL's SHA256_CTX.
  using State = std::array<uint32_t, 28>;

  State inner_;
  State outer_;
};

// Lower case.
Sha256Hex ToHex(const Sha256Digest& digest);

inline std::string_view View(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}
inline std::string_view View(const Sha256Hex& hex) { return {hex.data(), hex.size()}; }

}  // namespace auth
