// OpenSSL's own advice is EVP, but in 3.0 each EVP_DigestInit_ex allocates a context, even when one
// is used again. SHA256_CTX is a plain struct that runs the same assembly: nothing is allocated,
// and a whole check takes a tenth less (bench/auth_bench.cc).
#define OPENSSL_SUPPRESS_DEPRECATED

#include "auth/sha256.h"

#include <openssl/sha.h>

#include <initializer_list>

namespace auth {
namespace {

// These functions fail for no input (they return 1).
Sha256Digest Hash(std::initializer_list<std::string_view> parts) {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (const std::string_view part : parts) SHA256_Update(&context, part.data(), part.size());
  Sha256Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

}  // namespace

Sha256Digest Sha256(std::string_view bytes) { return Hash({bytes}); }

Sha256Digest HmacSha256(std::string_view key, std::string_view message) {
  Sha256Digest short_key;
  if (key.size() > SHA256_CBLOCK) {
    short_key = Hash({key});
    key = View(short_key);
  }
  std::array<char, SHA256_CBLOCK> inner;
  std::array<char, SHA256_CBLOCK> outer;
  for (size_t i = 0; i < SHA256_CBLOCK; ++i) {
    const char byte = i < key.size() ? key[i] : '\0';
    inner[i] = static_cast<char>(byte ^ 0x36);
    outer[i] = static_cast<char>(byte ^ 0x5c);
  }
  const Sha256Digest digest = Hash({{inner.data(), inner.size()}, message});
  return Hash({{outer.data(), outer.size()}, View(digest)});
}

Sha256Hex ToHex(const Sha256Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  Sha256Hex hex;
  for (size_t i = 0; i < digest.size(); ++i) {
    hex[2 * i] = kDigits[digest[i] >> 4];
    hex[2 * i + 1] = kDigits[digest[i] & 0xf];
  }
  return hex;
}

}  // namespace auth
