// Signature Version 4 of one account: the signing key is derived once a day, and a request costs
// the hash of its body, that of its canonical form, and one HMAC.
#pragma once

#include <openssl/sha.h>

#include <array>
#include <string>

#include "floor_server/http.h"

namespace floor_server {

class Signatures {
 public:
  Signatures(std::string access_key_id, std::string secret_access_key);

  // Throws Refusal. A signed value with spaces in a row is not understood, nor is a query.
  void Check(const Request& request, const Clock& clock);

 private:
  // What both hashes of the HMAC do with the key is done.
  struct Key {
    SHA256_CTX inner;
    SHA256_CTX outer;
  };
  using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

  static Key MakeKey(std::string_view key);
  static Digest Sign(const Key& key, std::string_view text);
  void DeriveKey(std::string_view scope);

  const std::string access_key_id_;
  const std::string secret_access_key_;
  std::string scope_;  // that key_ is of: 20261121/us-east-1/dynamodb/aws4_request
  Key key_{};
  std::string canonical_;
  std::string to_sign_;
};

}  // namespace floor_server
