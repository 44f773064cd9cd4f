// Requests as the AWS SDK for JavaScript v3 sends them, signed (Signature Version 4).
#pragma once

#include <string>
#include <string_view>

#include "auth/sha256.h"
#include "base/clock.h"
#include "base/random.h"

namespace load {

struct Account {
  std::string access_key_id = "loadAccessKeyId";
  std::string secret_access_key = "loadSecretAccessKey";
  std::string region = "us-east-1";
};

// Not safe from several threads.
class Signer {
 public:
  // `host` is the Host header, "127.0.0.1:8000". `clock` and `random` must outlive the signer.
  Signer(std::string host, Account account, const base::Clock& clock, base::Random& random);

  // The whole HTTP request for `operation` ("GetItem"). Servers that check signatures take it
  // within 15 minutes.
  std::string Request(std::string_view operation, std::string_view body);

 private:
  // The key of `date`, derived once a day.
  const auth::Sha256Digest& KeyOf(std::string_view date);

  const std::string host_;
  const Account account_;
  const base::Clock& clock_;
  base::Random& random_;
  std::string key_date_;
  auth::Sha256Digest key_{};
};

}  // namespace load
