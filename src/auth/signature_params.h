// Reads the parts of a signature out of a request, without judging whether they are right.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "auth/authenticator.h"
#include "wire/http_message.h"

namespace auth {

// The only algorithm that is taken (not AWS4-ECDSA-P256-SHA256, SigV4a).
constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// The most headers that a request may sign; SDKs sign about ten. Each one is looked for among all
// the headers.
constexpr size_t kSignedHeadersMax = 100;

// Views of the request, or of the storage given to ParseSignatureParams.
struct SignatureParams {
  bool presigned = false;
  std::string_view algorithm;
  std::string_view credential;      // "AKIDEXAMPLE/20150830/us-east-1/dynamodb/aws4_request"
  std::string_view signed_headers;  // "content-type;host;x-amz-date"
  std::string_view signature;
  std::string_view timestamp;  // X-Amz-Date; in the header form, else Date
  // The rest are nullopt if absent.
  std::optional<std::string_view> session_token;
  std::optional<std::string_view> content_sha256;
  std::optional<std::string_view> expires;  // presigned only
};

// `*storage` is overwritten, and must stay as it is for as long as the result is used.
//
// Failures: kMissingAuthenticationToken if the request does not look signed, kIncompleteSignature
// if something that every signature has is absent or empty, kInvalidSignature if the request is
// signed in both ways.
tl::expected<SignatureParams, Failure> ParseSignatureParams(const wire::HttpRequest& request,
                                                            std::string* storage);

// Takes the first part off the front of an Authorization header ("Credential=…"). Parts are
// separated by commas, spaces or both; an empty one is the end.
std::string_view TakeAuthorizationPart(std::string_view* authorization);

// What a credential is good for.
struct CredentialScope {
  std::string_view access_key_id;
  std::string_view date;  // "20150830"
  std::string_view region;
  std::string_view service;
  std::string_view terminator;
};

// Nullopt unless `credential` has exactly five parts.
std::optional<CredentialScope> ParseCredential(std::string_view credential);

// Whether `region` can be one: letters, digits, "-" and "_", at most kRegionBytesMax. The longest
// of AWS's is 14 bytes; tests make up their own ("local", "MOCK_REGION").
constexpr size_t kRegionBytesMax = 64;
bool IsRegion(std::string_view region);

enum class SignedHeaderNames {
  kCanonical,
  kOutOfOrder,  // or one of them is empty ("host;"): nothing signed right has such a list
  kUnusable,    // more than kSignedHeadersMax, or one twice (without regard to case)
};

// Splits at ";" into `*names`, in their order and none empty: what is signed can so be no longer
// than what was sent.
SignedHeaderNames SplitSignedHeaders(std::string_view signed_headers,
                                     std::vector<std::string_view>* names);

}  // namespace auth
