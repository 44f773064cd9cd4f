#include "api/endpoint/authentication_error.h"

#include <string_view>

namespace api {
namespace {

std::string_view NameOf(auth::FailureKind kind) {
  switch (kind) {
    case auth::FailureKind::kMissingAuthenticationToken:
      return "MissingAuthenticationTokenException";
    case auth::FailureKind::kIncompleteSignature:
      return "IncompleteSignatureException";
    case auth::FailureKind::kUnrecognizedClient:
      return "UnrecognizedClientException";
    case auth::FailureKind::kInvalidSignature:
      return "InvalidSignatureException";
  }
  return "InvalidSignatureException";
}

}  // namespace

ApiError ToApiError(const auth::Failure& failure) {
  return {.name = NameOf(failure.kind), .status = 400, .message = failure.message};
}

}  // namespace api
