// Who sent a request: AWS Signature Version 4, in the Authorization header or in the query
// (presigned).
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "wire/http_message.h"

namespace auth {

// How far the time in a signature may lie from ours, either way ("15 min." in the service's
// messages).
constexpr std::chrono::minutes kClockSkewMax{15};

// The longest life of a presigned request: a week, the highest X-Amz-Expires that AWS takes.
constexpr std::chrono::seconds kPresignedLifeMax = std::chrono::hours(24 * 7);

// The account of whoever has no other.
constexpr std::string_view kDefaultAccountId = "000000000000";

// The region of a request whose credential scope names none (kAny only).
constexpr std::string_view kDefaultRegion = "us-east-1";

enum class Mode {
  // Whatever credentials a request brings are taken, as DynamoDB Local does: a request must look
  // signed (have every part of a signature), but nothing is checked against a secret or a clock.
  kAny,
  // The signature must be right, and made with one of the credentials.
  kRequired,
};

// One access key.
struct Credential {
  std::string access_key_id{};
  std::string secret_access_key{};
  std::string session_token{};  // empty if it has none; else each request must bring it
  std::string account_id{kDefaultAccountId};  // 12 digits
  std::string name{};                         // whose it is, for people; may be empty
};

// Who sent a request, and for which region.
struct Identity {
  std::string access_key_id{};
  std::string account_id{};  // of the credential; kDefaultAccountId if the key is not a known one
  // As in the credential scope: any of letters, digits, "-" and "_".
  std::string region{};
  std::string name{};  // of the credential

  friend bool operator==(const Identity&, const Identity&) = default;
};

// Each is one error of DynamoDB: the name with "Exception" after it.
enum class FailureKind {
  kMissingAuthenticationToken,  // the request does not look signed at all
  kIncompleteSignature,         // a part of the signature is absent or cannot be read
  kUnrecognizedClient,          // no such access key, or not its session token
  kInvalidSignature,            // wrong, wrongly scoped, expired, or not yet current
};

struct Failure {
  FailureKind kind;
  std::string message;  // for the client, in the service's own words

  friend bool operator==(const Failure&, const Failure&) = default;
};

using AuthResult = tl::expected<Identity, Failure>;

struct SignedRequest;  // verification.h

// Checks requests against a fixed set of credentials. Thread-safe; never waits.
class Authenticator {
 public:
  // `clock` must outlive the authenticator. Of two credentials with the same access key id the
  // later counts.
  Authenticator(Mode mode, std::vector<Credential> credentials, const base::Clock& clock);
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;

  // Who sent `request`, or why that is not believed. `service` is what the credential scope must
  // name (DynamoDB Streams are signed for "dynamodb" as well).
  //
  // In kRequired, what the signature does not cover is refused: the Host and every x-amz-* header
  // must be signed, and the body, unless x-amz-content-sha256 is UNSIGNED-PAYLOAD.
  [[nodiscard]] AuthResult Authenticate(const wire::HttpRequest& request,
                                        std::string_view service = "dynamodb") const;

 private:
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
  };
  using Credentials = std::unordered_map<std::string, Credential, NameHash, std::equal_to<>>;

  // Null if there is none.
  const Credential* Find(std::string_view access_key_id) const;
  // What is wrong with it, if something is. `credential` is null if the access key is unknown.
  std::optional<Failure> Verify(const SignedRequest& signed_request, std::string_view service,
                                const Credential* credential, std::string* scratch) const;

  const Mode mode_;
  const uint64_t id_;        // no other of this process has it: see SigningKeyId
  Credentials credentials_;  // as constructed
  const base::Clock& clock_;
};

}  // namespace auth
