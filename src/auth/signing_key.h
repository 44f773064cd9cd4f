// Signing keys: one for each access key, day, region and service. And a cache of them, because
// deriving a key takes four HMACs, more than the rest of a check.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "auth/sha256.h"

namespace auth {

// HMAC(HMAC(HMAC(HMAC("AWS4" + secret, date), region), service), "aws4_request").
Sha256Digest DeriveSigningKey(std::string_view secret_access_key, std::string_view date,
                              std::string_view region, std::string_view service);

// The identity of a signing key.
struct SigningKeyId {
  // The id of the authenticator: another one may have another secret for the same access key id.
  uint64_t authenticator;
  std::string_view access_key_id;
  std::string_view date;
  std::string_view region;
  std::string_view service;
};

// A bounded map. Not thread-safe: each thread has its own (OfThisThread), so that a hit takes no
// lock.
class SigningKeyCache {
 public:
  // A key takes some 400 bytes and lives for a day: 512 of them let each thread serve that many
  // clients at once without deriving, in 200 KiB.
  static constexpr size_t kSets = 128;
  static constexpr size_t kWays = 4;

  // The cache of the calling thread.
  static SigningKeyCache& OfThisThread();

  // Returns null if the key is not cached. The pointer is valid until the next Insert.
  const HmacSha256Key* Find(const SigningKeyId& id) const;

  // Adds a key. If its set is full, this replaces the key of the set that was inserted first.
  // REQUIRES: the key is not in the cache.
  void Insert(const SigningKeyId& id, const HmacSha256Key& key);

 private:
  struct Entry {
    uint64_t authenticator = 0;  // the id of no authenticator
    std::string access_key_id;
    std::string date;
    std::string region;
    std::string service;
    HmacSha256Key key;

    bool Is(const SigningKeyId& id) const;
  };
  struct Set {
    std::array<Entry, kWays> entries;
    size_t next = 0;  // the entry to overwrite
  };

  static size_t SetIndex(const SigningKeyId& id);

  std::array<Set, kSets> sets_;
};

}  // namespace auth
