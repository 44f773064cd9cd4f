#include "auth/authenticator.h"

#include <atomic>
#include <utility>

#include "auth/sha256.h"
#include "auth/signature_params.h"
#include "auth/signing_key.h"
#include "auth/timestamp.h"
#include "auth/verification.h"
#include "wire/ascii.h"

namespace auth {
namespace {

uint64_t NextAuthenticatorId() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

// What a check writes into, kept by its thread so that the next one need not allocate. No longer
// than a few times the longest request head that the server takes.
struct Scratch {
  std::string params;
  std::vector<std::string_view> signed_headers;
  std::string texts;
};

tl::unexpected<Failure> Incomplete(std::string message) {
  return tl::unexpected(Failure{FailureKind::kIncompleteSignature, std::move(message)});
}

// Reads what the signature says, as far as it can be read without knowing whether it is right.
// `*signed_headers` is overwritten, and viewed by the result.
tl::expected<SignedRequest, Failure> ReadSignature(const wire::HttpRequest& request,
                                                   const SignatureParams& params,
                                                   std::vector<std::string_view>* signed_headers) {
  if (params.algorithm != kAlgorithm) {
    return Incomplete("Unsupported AWS 'algorithm': '" + std::string(params.algorithm) + "'. ");
  }
  const auto scope = ParseCredential(params.credential);
  if (!scope) {
    return Incomplete(
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got '" +
        std::string(params.credential) + "'");
  }
  auto signed_at = ParseIsoBasic(params.timestamp);
  if (!signed_at) signed_at = ParseHttpDate(params.timestamp);
  if (!signed_at) {
    return Incomplete("Date must be in ISO-8601 'basic format'. Got '" +
                      std::string(params.timestamp) +
                      "'. See http://en.wikipedia.org/wiki/ISO_8601");
  }
  const SignedHeaderNames names = SplitSignedHeaders(params.signed_headers, signed_headers);
  if (names == SignedHeaderNames::kUnusable) {
    return Incomplete("'SignedHeaders' must name each header once, and no more than " +
                      std::to_string(kSignedHeadersMax) + " of them.");
  }
  return SignedRequest{.request = request,
                       .params = params,
                       .scope = *scope,
                       .signed_at = *signed_at,
                       .signed_headers = *signed_headers,
                       .canonical = names == SignedHeaderNames::kCanonical};
}

// The identity that a request claims, for kAny. A credential need not have all of its five parts.
CredentialScope ClaimedScope(std::string_view credential) {
  CredentialScope scope;
  scope.access_key_id = wire::TakeUntil('/', &credential);
  scope.date = wire::TakeUntil('/', &credential);
  scope.region = wire::TakeUntil('/', &credential);
  if (!IsRegion(scope.region)) scope.region = kDefaultRegion;
  return scope;
}

Identity MakeIdentity(const CredentialScope& scope, const Credential* credential) {
  return {.access_key_id = std::string(scope.access_key_id),
          .account_id = credential ? credential->account_id : std::string(kDefaultAccountId),
          .region = std::string(scope.region),
          .name = credential ? credential->name : std::string()};
}

}  // namespace

Authenticator::Authenticator(Mode mode, std::vector<Credential> credentials,
                             const base::Clock& clock)
    : mode_(mode), id_(NextAuthenticatorId()), clock_(clock) {
  for (Credential& credential : credentials) {
    std::string access_key_id = credential.access_key_id;
    credentials_.insert_or_assign(std::move(access_key_id), std::move(credential));
  }
}

AuthResult Authenticator::Authenticate(const wire::HttpRequest& request,
                                       std::string_view service) const {
  thread_local Scratch scratch;
  const auto params = ParseSignatureParams(request, &scratch.params);
  if (!params) return tl::unexpected(params.error());
  if (mode_ == Mode::kAny) {
    const CredentialScope scope = ClaimedScope(params->credential);
    return MakeIdentity(scope, Find(scope.access_key_id));
  }

  const auto signed_request = ReadSignature(request, *params, &scratch.signed_headers);
  if (!signed_request) return tl::unexpected(signed_request.error());
  const Credential* const credential = Find(signed_request->scope.access_key_id);
  if (auto failure = Verify(*signed_request, service, credential, &scratch.texts)) {
    return tl::unexpected(*std::move(failure));
  }
  return MakeIdentity(signed_request->scope, credential);
}

const Credential* Authenticator::Find(std::string_view access_key_id) const {
  const auto found = credentials_.find(access_key_id);
  return found == credentials_.end() ? nullptr : &found->second;
}

// Cheapest first; of several faults the time is told first, as the service does. Whether the access
// key exists is told to those alone who ask in time and in form.
std::optional<Failure> Authenticator::Verify(const SignedRequest& signed_request,
                                             std::string_view service, const Credential* credential,
                                             std::string* scratch) const {
  const Time now = std::chrono::floor<std::chrono::seconds>(clock_.Now());
  if (auto failure = CheckTime(signed_request, now)) return failure;
  if (auto failure = CheckScope(signed_request, service)) return failure;
  if (auto failure = CheckSignedHeaders(signed_request)) return failure;
  if (!credential) return UnrecognizedClient();
  if (auto failure = CheckSessionToken(signed_request, *credential)) return failure;

  const CredentialScope& scope = signed_request.scope;
  const SigningKeyId id = {.authenticator = id_,
                           .access_key_id = scope.access_key_id,
                           .date = scope.date,
                           .region = scope.region,
                           .service = scope.service};
  SigningKeyCache& cache = SigningKeyCache::OfThisThread();
  if (const HmacSha256Key* const key = cache.Find(id)) {
    return CheckSignature(signed_request, *key, scratch);
  }
  const HmacSha256Key key(View(
      DeriveSigningKey(credential->secret_access_key, scope.date, scope.region, scope.service)));
  if (auto failure = CheckSignature(signed_request, key, scratch)) return failure;
  cache.Insert(id, key);  // only now: whoever has no secret cannot push out the keys of others
  return std::nullopt;
}

}  // namespace auth
