// Authenticates requests by AWS Signature Version 4, in the Authorization header or in the query
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

// The largest difference between the time in a signature and the server's time, either way ("15
// min." in the service's messages).
constexpr std::chrono::minutes kClockSkewMax{15};

// The longest life of a presigned request: a week, the highest X-Amz-Expires that AWS takes.
constexpr std::chrono::seconds kPresignedLifeMax = std::chrono::hours(24 * 7);

// The account of credentials that name none.
constexpr std::string_view kDefaultAccountId = "000000000000";

// The region of a request whose credential scope names none (kAny only).
constexpr std::string_view kDefaultRegion = "us-east-1";

enum class Mode {
  // All credentials are accepted, as by DynamoDB Local. A request must have every part of a
  // signature, but nothing is checked against a secret or a clock.
  kAny,
  // The signature must be valid, and made with one of the configured credentials.
  kRequired,
};

// One access key.
struct Credential {
  std::string access_key_id{};
  std::string secret_access_key{};
  std::string session_token{};                // if not empty, each request must carry it
  std::string account_id{kDefaultAccountId};  // 12 digits
  std::string name{};                         // of the owner, for people; may be empty
};

// The sender of a request, and the region that the request is for.
struct Identity {
  std::string access_key_id{};
  std::string account_id{};  // of the credential; kDefaultAccountId if the key is unknown
  // From the credential scope: letters, digits, "-" and "_".
  std::string region{};
  std::string name{};  // of the credential

  friend bool operator==(const Identity&, const Identity&) = default;
};

// Each kind is an error of DynamoDB: its name followed by "Exception".
enum class FailureKind {
  kMissingAuthenticationToken,  // the request is not signed
  kIncompleteSignature,         // a part of the signature is absent or cannot be parsed
  kUnrecognizedClient,          // an unknown access key, or the wrong session token
  kInvalidSignature,            // wrong, of the wrong scope, expired, or not yet valid
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
  // If two credentials have the same access key id, the later one counts. REQUIRES: `clock`
  // outlives the authenticator.
  Authenticator(Mode mode, std::vector<Credential> credentials, const base::Clock& clock);
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;

  // Returns the sender of `request`, or the reason to refuse it. The credential scope must name
  // `service` (DynamoDB Streams are signed for "dynamodb", too).
  //
  // In kRequired, the signature must cover the Host header, every x-amz-* header and, unless
  // x-amz-content-sha256 is UNSIGNED-PAYLOAD, the body.
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
  // The checks of kRequired: returns the first failure, if there is one. `credential` is null if
  // the access key is unknown.
  std::optional<Failure> Verify(const SignedRequest& signed_request, std::string_view service,
                                const Credential* credential, std::string* scratch) const;

  const Mode mode_;
  const uint64_t id_;        // unique among the authenticators of the process: see SigningKeyId
  Credentials credentials_;  // as constructed
  const base::Clock& clock_;
};

}  // namespace auth
