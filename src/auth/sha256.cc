#include "auth/sha256.h"

#include <openssl/evp.h>

#include <initializer_list>
#include <memory>

#include "base/check.h"

namespace auth {
namespace {

constexpr size_t kSha256BlockBytes = 64;

// One per thread. EVP_MD_fetch walks OpenSSL's providers under a lock, which costs more than
// hashing a request: it is done once for the process, and never undone since threads may outlive
// statics.
class Hasher {
 public:
  Hasher() : context_(EVP_MD_CTX_new()) {
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    CHECK(algorithm != nullptr && context_ != nullptr);
    CHECK(EVP_DigestInit_ex(context_.get(), algorithm, nullptr) == 1);
  }

  Sha256Digest Hash(std::initializer_list<std::string_view> parts) {
    CHECK(EVP_DigestInit_ex(context_.get(), nullptr, nullptr) == 1);  // the algorithm stays
    for (const std::string_view part : parts) {
      CHECK(EVP_DigestUpdate(context_.get(), part.data(), part.size()) == 1);
    }
    Sha256Digest digest;
    CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
    return digest;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

Hasher& HasherOfThisThread() {
  thread_local Hasher hasher;
  return hasher;
}

}  // namespace

Sha256Digest Sha256(std::string_view bytes) { return HasherOfThisThread().Hash({bytes}); }

// Not EVP_MAC: preparing one with a key costs more than the two blocks that this hashes anew.
Sha256Digest HmacSha256(std::string_view key, std::string_view message) {
  Hasher& hasher = HasherOfThisThread();
  Sha256Digest short_key;
  if (key.size() > kSha256BlockBytes) {
    short_key = hasher.Hash({key});
    key = View(short_key);
  }
  std::array<char, kSha256BlockBytes> inner;
  std::array<char, kSha256BlockBytes> outer;
  for (size_t i = 0; i < kSha256BlockBytes; ++i) {
    const char byte = i < key.size() ? key[i] : '\0';
    inner[i] = static_cast<char>(byte ^ 0x36);
    outer[i] = static_cast<char>(byte ^ 0x5c);
  }
  const Sha256Digest digest = hasher.Hash({{inner.data(), inner.size()}, message});
  return hasher.Hash({{outer.data(), outer.size()}, View(digest)});
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
