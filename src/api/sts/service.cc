#include "api/sts/service.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/sts/operations.h"

namespace api::sts {
namespace {

constexpr std::string_view kNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";

constexpr Operation kOperations[] = {
    {"GetCallerIdentity", GetCallerIdentity},
};

// Of a name that a client chose, as much as is told back.
constexpr size_t kToldNameBytesMax = 256;

// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
query::Error ToQueryError(const auth::Failure& failure) {
  // STS does not show what should have been signed, which DynamoDB does below its first sentences.
  std::string message = failure.message.substr(0, failure.message.find("\n\n"));
  switch (failure.kind) {
    case auth::FailureKind::kMissingAuthenticationToken:
      return {.code = "MissingAuthenticationToken", .status = 403, .message = std::move(message)};
    case auth::FailureKind::kIncompleteSignature:
      return {.code = "IncompleteSignature", .status = 400, .message = std::move(message)};
    case auth::FailureKind::kUnrecognizedClient:
      return {.code = "InvalidClientTokenId", .status = 403, .message = std::move(message)};
    case auth::FailureKind::kInvalidSignature:
      break;
  }
  return {.code = "SignatureDoesNotMatch", .status = 403, .message = std::move(message)};
}

std::string Told(const std::optional<std::string>& name, std::string_view otherwise) {
  return name ? name->substr(0, kToldNameBytesMax) : std::string(otherwise);
}

}  // namespace

std::span<const Operation> Operations() { return kOperations; }

void Service::Handle(const wire::HttpRequest& request, const std::string& request_id,
                     wire::HttpResponse* answer) {
  answer->content_type = query::kContentType;
  if (request.undecodable) {
    return Refuse({.code = "InternalFailure", .status = 500, .message = "Internal failure"},
                  request_id, answer);
  }
  const auth::AuthResult identity = authenticator_.Authenticate(request, scope());
  if (!identity) return Refuse(ToQueryError(identity.error()), request_id, answer);

  const std::optional<std::string> action = query::Parameter(request, "Action");
  const std::optional<std::string> version = query::Parameter(request, "Version");
  if (!action) {
    return Refuse({.code = "MissingAction", .status = 400, .message = "Missing Action"}, request_id,
                  answer);
  }
  const auto* const found = std::ranges::find(kOperations, *action, &Operation::name);
  if (found == std::end(kOperations) || version != this->version()) {
    return Refuse({.code = "InvalidAction",
                   .status = 400,
                   .message = "Could not find operation " + Told(action, "") + " for version " +
                              Told(version, "NO_VERSION_SPECIFIED")},
                  request_id, answer);
  }
  answer->body = query::RenderResponse(kNamespace, found->name, found->call(*identity), request_id);
  counters_->Count(first_counted_ + (found - kOperations), "");
}

void Service::Refuse(const query::Error& error, const std::string& request_id,
                     wire::HttpResponse* answer) {
  counters_->CountRefused(error.code);
  answer->status = error.status;
  answer->body = query::RenderError(kNamespace, error, request_id);
}

}  // namespace api::sts
