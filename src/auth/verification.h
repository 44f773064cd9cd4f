// The checks of Mode::kRequired. Each returns a failure, or nullopt if the request passes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "auth/authenticator.h"
#include "auth/sha256.h"
#include "auth/signature_params.h"
#include "auth/timestamp.h"
#include "wire/http_message.h"

namespace auth {

// What x-amz-content-sha256 says instead of a hash if the body is not signed.
constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

// A request and the parsed parts of its signature.
struct SignedRequest {
  const wire::HttpRequest& request;
  SignatureParams params;
  CredentialScope scope;
  Time signed_at{};
  std::span<const std::string_view> signed_headers;  // in order
  bool canonical = true;  // signed_headers were sent in canonical order; if not, the check fails
};

// There is no such access key, or its session token is another.
Failure UnrecognizedClient();

// The credential scope names a region, `service`, and the day of the timestamp.
std::optional<Failure> CheckScope(const SignedRequest& signed_request, std::string_view service);

// The signature is not from the future, and has not expired: kClockSkewMax after it was made, or
// X-Amz-Expires after it if the request is presigned and has that.
std::optional<Failure> CheckTime(const SignedRequest& signed_request, Time now);

// The Host and every x-amz-* header that the request has are signed.
std::optional<Failure> CheckSignedHeaders(const SignedRequest& signed_request);

// The request brings the session token of the credential, or none if that has none.
std::optional<Failure> CheckSessionToken(const SignedRequest& signed_request,
                                         const Credential& credential);

// The signature is the one that `signing_key` gives, and x-amz-content-sha256, if it is there,
// tells the truth. `*scratch` is overwritten; its capacity is what a call may reuse.
std::optional<Failure> CheckSignature(const SignedRequest& signed_request,
                                      const HmacSha256Key& signing_key, std::string* scratch);

}  // namespace auth
