#include "auth/verification.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "auth/canonical_request.h"
#include "wire/ascii.h"

namespace auth {
namespace {

using std::chrono::seconds;

constexpr std::string_view kTerminator = "aws4_request";
constexpr std::string_view kAmzPrefix = "x-amz-";

Failure Invalid(std::string message) {
  return {FailureKind::kInvalidSignature, std::move(message)};
}

std::string Quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string Iso(Time time) { return std::string(View(FormatIsoBasic(time))); }

// "15 min.", as the service writes it; X-Amz-Expires alone can be no whole number of minutes.
std::string Written(seconds duration) {
  const auto count = duration.count();
  return count % 60 == 0 ? std::to_string(count / 60) + " min." : std::to_string(count) + " sec.";
}

bool EqualsInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// How long after it was made a signature counts. The messages about X-Amz-Expires are S3's, the
// only service that publishes any.
tl::expected<seconds, Failure> Life(const SignatureParams& params) {
  if (!params.expires) return kClockSkewMax;
  const auto unusable = [](std::string message) {
    return tl::unexpected(Failure{FailureKind::kIncompleteSignature, std::move(message)});
  };
  const std::string_view text = *params.expires;
  int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
    return unusable("X-Amz-Expires should be a number");
  }
  if (text.starts_with('-')) return unusable("X-Amz-Expires must be non-negative");
  if (error == std::errc::result_out_of_range || count > kPresignedLifeMax.count()) {
    return unusable(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
        "must be less than " +
        std::to_string(kPresignedLifeMax.count()) + " seconds");
  }
  return seconds(count);
}

bool IsSigned(const SignedRequest& signed_request, std::string_view name) {
  return std::any_of(
      signed_request.signed_headers.begin(), signed_request.signed_headers.end(),
      [name](std::string_view other) { return wire::EqualsIgnoreCase(name, other); });
}

void AppendStringToSign(const SignedRequest& signed_request, const Sha256Hex& request_hash,
                        std::string* out) {
  const CredentialScope& scope = signed_request.scope;
  out->append(kAlgorithm).append("\n");
  out->append(View(FormatIsoBasic(signed_request.signed_at))).append("\n");
  out->append(scope.date).append("/").append(scope.region).append("/");
  out->append(scope.service).append("/").append(scope.terminator).append("\n");
  out->append(View(request_hash));
}

Failure Mismatch(std::string_view canonical_request, std::string_view string_to_sign) {
  std::string message =
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for details.";
  message.append("\n\nThe Canonical String for this request should have been\n'");
  message.append(canonical_request);
  message.append("'\n\nThe String-to-Sign should have been\n'");
  message.append(string_to_sign);
  message.append("'\n");
  return Invalid(std::move(message));
}

}  // namespace

Failure UnrecognizedClient() {
  return {FailureKind::kUnrecognizedClient,
          "The security token included in the request is invalid."};
}

std::optional<Failure> CheckScope(const SignedRequest& signed_request, std::string_view service) {
  const CredentialScope& scope = signed_request.scope;
  const IsoBasic timestamp = FormatIsoBasic(signed_request.signed_at);
  const std::string_view date = View(timestamp).substr(0, kIsoDateBytes);
  // All that is wrong is said at once, as the service does.
  std::string message;
  if (!IsRegion(scope.region)) message += "Credential should be scoped to a valid region. ";
  if (scope.service != service) {
    message += "Credential should be scoped to correct service: " + Quoted(service) + ". ";
  }
  if (scope.terminator != kTerminator) {
    message += "Credential should be scoped with a valid terminator: " + Quoted(kTerminator) +
               ", not " + Quoted(scope.terminator) + ". ";
  }
  if (scope.date != date) {
    message += "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date " +
               ("from HTTP: " + Quoted(scope.date)) + " != " + Quoted(date) + ", from " +
               Quoted(View(timestamp)) + ". ";
  }
  if (message.empty()) return std::nullopt;
  return Invalid(std::move(message));
}

std::optional<Failure> CheckTime(const SignedRequest& signed_request, Time now) {
  const auto life = Life(signed_request.params);
  if (!life) return life.error();
  const Time signed_at = signed_request.signed_at;
  if (signed_at < now - *life) {
    return Invalid("Signature expired: " + Iso(signed_at) + " is now earlier than " +
                   Iso(now - *life) + " (" + Iso(now) + " - " + Written(*life) + ")");
  }
  if (signed_at > now + kClockSkewMax) {
    return Invalid("Signature not yet current: " + Iso(signed_at) + " is still later than " +
                   Iso(now + kClockSkewMax) + " (" + Iso(now) + " + " + Written(kClockSkewMax) +
                   ")");
  }
  return std::nullopt;
}

std::optional<Failure> CheckSignedHeaders(const SignedRequest& signed_request) {
  if (!IsSigned(signed_request, "host")) {
    return Invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  for (const wire::HttpHeader& header : signed_request.request.headers) {
    const bool amz = wire::EqualsIgnoreCase(header.name.substr(0, kAmzPrefix.size()), kAmzPrefix);
    if (amz && !IsSigned(signed_request, header.name)) {
      return Invalid(Quoted(header.name) + " must be a 'SignedHeader' in the AWS Authorization.");
    }
  }
  return std::nullopt;
}

std::optional<Failure> CheckSessionToken(const SignedRequest& signed_request,
                                         const Credential& credential) {
  const std::string_view token = signed_request.params.session_token.value_or(std::string_view());
  if (EqualsInConstantTime(token, credential.session_token)) return std::nullopt;
  return UnrecognizedClient();
}

std::optional<Failure> CheckSignature(const SignedRequest& signed_request,
                                      const HmacSha256Key& signing_key, std::string* scratch) {
  const wire::HttpRequest& request = signed_request.request;
  const auto& claimed_hash = signed_request.params.content_sha256;
  Sha256Hex hash;
  std::string_view payload_hash = kUnsignedPayload;
  if (claimed_hash != kUnsignedPayload) {
    hash = ToHex(Sha256(request.wire_body));
    payload_hash = View(hash);
    // S3's words; the only service that checks it apart from the signature.
    if (claimed_hash && *claimed_hash != payload_hash) {
      return Invalid(
          "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
  }
  scratch->clear();
  AppendCanonicalRequest(request, signed_request.signed_headers, payload_hash, scratch);
  const size_t canonical_bytes = scratch->size();
  AppendStringToSign(signed_request, ToHex(Sha256(*scratch)), scratch);
  const std::string_view whole = *scratch;
  const std::string_view canonical_request = whole.substr(0, canonical_bytes);
  const std::string_view string_to_sign = whole.substr(canonical_bytes);
  const Sha256Hex signature = ToHex(signing_key.Sign(string_to_sign));
  if (signed_request.canonical &&
      EqualsInConstantTime(View(signature), signed_request.params.signature)) {
    return std::nullopt;
  }
  return Mismatch(canonical_request, string_to_sign);
}

}  // namespace auth
