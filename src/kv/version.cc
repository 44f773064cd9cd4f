#include "kv/version.h"

#include <xxhash.h>

#include <array>

#include "base/random.h"

namespace kv {
namespace {

// As long as the default one of XXH3, which asks for 136 bytes at least (XXH3_SECRET_SIZE_MIN). All
// of it is random: a seed would only be added to bytes that everybody knows.
constexpr size_t kSecretBytes = 192;
using Secret = std::array<uint64_t, kSecretBytes / sizeof(uint64_t)>;

const Secret& ProcessSecret() {
  static const Secret secret = [] {
    base::SystemRandom random;
    Secret made;
    for (uint64_t& part : made) part = random.Next();
    return made;
  }();
  return secret;
}

}  // namespace

Version::Digest Version::DigestOf(std::string_view bytes) {
  const XXH128_hash_t hash =
      XXH3_128bits_withSecret(bytes.data(), bytes.size(), ProcessSecret().data(), kSecretBytes);
  return {hash.low64, hash.high64};
}

Version::Version(std::optional<std::string_view> bytes, ReadMark mark) : mark_(mark) {
  if (bytes) digest_ = DigestOf(*bytes);
}

bool Version::IsOf(std::optional<std::string_view> bytes) const {
  if (!bytes || !digest_) return !bytes && !digest_;
  return *digest_ == DigestOf(*bytes);
}

}  // namespace kv
