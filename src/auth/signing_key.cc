#include "auth/signing_key.h"

#include <functional>
#include <memory>

namespace auth {

Sha256Digest DeriveSigningKey(std::string_view secret_access_key, std::string_view date,
                              std::string_view region, std::string_view service) {
  std::string secret = "AWS4";
  secret += secret_access_key;
  Sha256Digest key = HmacSha256(secret, date);
  key = HmacSha256(View(key), region);
  key = HmacSha256(View(key), service);
  return HmacSha256(View(key), "aws4_request");
}

SigningKeyCache& SigningKeyCache::OfThisThread() {
  // On the heap: thread-local storage is short, and most threads never check a signature.
  thread_local const auto cache = std::make_unique<SigningKeyCache>();
  return *cache;
}

bool SigningKeyCache::Entry::Is(const SigningKeyId& id) const {
  return authenticator == id.authenticator && access_key_id == id.access_key_id &&
         date == id.date && region == id.region && service == id.service;
}

size_t SigningKeyCache::SetIndex(const SigningKeyId& id) {
  const std::hash<std::string_view> hash;
  // The service is left out: hardly any two keys differ in it alone.
  const size_t mixed = (hash(id.access_key_id) * 31 + hash(id.date)) * 31 + hash(id.region);
  return mixed % kSets;
}

const HmacSha256Key* SigningKeyCache::Find(const SigningKeyId& id) const {
  for (const Entry& entry : sets_[SetIndex(id)].entries) {
    if (entry.Is(id)) return &entry.key;
  }
  return nullptr;
}

void SigningKeyCache::Insert(const SigningKeyId& id, const HmacSha256Key& key) {
  Set& set = sets_[SetIndex(id)];
  set.entries[set.next] = {.authenticator = id.authenticator,
                           .access_key_id = std::string(id.access_key_id),
                           .date = std::string(id.date),
                           .region = std::string(id.region),
                           .service = std::string(id.service),
                           .key = key};
  set.next = (set.next + 1) % kWays;
}

}  // namespace auth
