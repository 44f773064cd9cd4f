// The key that signs the requests of one access key, day, region and service, and a cache of such
// keys: deriving one takes four HMACs, more than all the rest of a check.
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

// What one key is for.
struct SigningKeyId {
  // Which authenticator's: another may have another secret for the same access key id.
  uint64_t authenticator;
  std::string_view access_key_id;
  std::string_view date;
  std::string_view region;
  std::string_view service;
};

// A bounded map. Not safe from several threads: each has its own (OfThisThread), so that a hit
// takes no lock.
class SigningKeyCache {
 public:
  // A key takes some 400 bytes and lives for a day: 512 of them let each thread serve that many
  // clients at once without deriving, in 200 KiB.
  static constexpr size_t kSets = 128;
  static constexpr size_t kWays = 4;

  // The one of the calling thread.
  static SigningKeyCache& OfThisThread();

  // Null if it is not there. Good until the next Insert.
  const HmacSha256Key* Find(const SigningKeyId& id) const;

  // `id` must not be there. Another key may have to go for it: of those with which it shares a set,
  // the one inserted first.
  void Insert(const SigningKeyId& id, const HmacSha256Key& key);

 private:
  struct Entry {
    uint64_t authenticator = 0;  // of none
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
