#include "auth/claimed_service.h"

#include <optional>
#include <string_view>

#include "auth/signature_params.h"
#include "auth/uri.h"
#include "wire/ascii.h"

namespace auth {
namespace {

// Of several the last counts, as for the signature.
std::string_view CredentialIn(std::string_view authorization) {
  std::string_view credential;
  while (true) {
    std::string_view value = TakeAuthorizationPart(&authorization);
    if (value.empty()) return credential;
    if (wire::TakeUntil('=', &value) == "Credential") credential = value;
  }
}

std::string PresignedCredential(std::string_view target) {
  std::string_view query = SplitTarget(target).query;
  std::string credential;
  for (QueryParameter parameter; TakeQueryParameter(&query, &parameter);) {
    if (parameter.name != "X-Amz-Credential") continue;
    AppendQueryDecoded(parameter.value, &credential);
    break;
  }
  return credential;
}

}  // namespace

std::string ClaimedService(const wire::HttpRequest& request) {
  const std::optional<std::string_view> authorization = request.Header("authorization");
  const std::string credential = authorization ? std::string(CredentialIn(*authorization))
                                               : PresignedCredential(request.target);
  std::string_view rest = credential;
  for (int part = 0; part < 3; ++part) wire::TakeUntil('/', &rest);
  return std::string(wire::TakeUntil('/', &rest));
}

}  // namespace auth
