// OpenSSL's own advice is EVP, but in 3.0 each EVP_DigestInit_ex allocates a context, even when one
// is used again. SHA256_CTX is a plain struct that runs the same assembly: nothing is allocated,
// and a whole check takes a tenth less (bench/auth_bench.cc).
#define OPENSSL_SUPPRESS_DEPRECATED

#include "auth/sha256.h"

#include <openssl/sha.h>

#include <bit>

namespace auth {
namespace {

// OpenSSL's functions fail for no input (they return 1).

SHA256_CTX Begun() {
  SHA256_CTX context;
  SHA256_Init(&context);
  return context;
}

void Update(std::string_view bytes, SHA256_CTX* context) {
  SHA256_Update(context, bytes.data(), bytes.size());
}

Sha256Digest Ended(SHA256_CTX context) {
  Sha256Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

// A block of the key, each byte turned by `turn`.
std::array<char, SHA256_CBLOCK> KeyBlock(std::string_view key, char turn) {
  std::array<char, SHA256_CBLOCK> block;
  for (size_t i = 0; i < block.size(); ++i) {
    block[i] = static_cast<char>((i < key.size() ? key[i] : '\0') ^ turn);
  }
  return block;
}

template <typename State>
State AfterBlock(const std::array<char, SHA256_CBLOCK>& block) {
  SHA256_CTX context = Begun();
  Update({block.data(), block.size()}, &context);
  return std::bit_cast<State>(context);
}

}  // namespace

Sha256Digest Sha256(std::string_view bytes) {
  SHA256_CTX context = Begun();
  Update(bytes, &context);
  return Ended(context);
}

HmacSha256Key::HmacSha256Key(std::string_view key) {
  Sha256Digest short_key;
  if (key.size() > SHA256_CBLOCK) {
    short_key = Sha256(key);
    key = View(short_key);
  }
  inner_ = AfterBlock<State>(KeyBlock(key, 0x36));
  outer_ = AfterBlock<State>(KeyBlock(key, 0x5c));
}

Sha256Digest HmacSha256Key::Sign(std::string_view message) const {
  auto inner = std::bit_cast<SHA256_CTX>(inner_);
  Update(message, &inner);
  auto outer = std::bit_cast<SHA256_CTX>(outer_);
  Update(View(Ended(inner)), &outer);
  return Ended(outer);
}

Sha256Digest HmacSha256(std::string_view key, std::string_view message) {
  return HmacSha256Key(key).Sign(message);
}

Sha256Hex ToHex(const Sha256Digest& digest) {
  // Two digits for each byte.
  static constexpr auto kDigits = [] {
    std::array<std::array<char, 2>, 256> digits{};
    for (size_t i = 0; i < digits.size(); ++i) {
      digits[i] = {"0123456789abcdef"[i >> 4], "0123456789abcdef"[i & 0xf]};
    }
    return digits;
  }();
  Sha256Hex hex;
  for (size_t i = 0; i < digest.size(); ++i) {
    hex[2 * i] = kDigits[digest[i]][0];
    hex[2 * i + 1] = kDigits[digest[i]][1];
  }
  return hex;
}

}  // namespace auth
