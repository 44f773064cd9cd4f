// The interface of an AWS service beside DynamoDB at the same endpoint. The endpoint finds the
// service of a request by the scope of its signature (auth/claimed_service.h). To add a service,
// see "To add" in docs/architecture.md.
#pragma once

#include <string>
#include <string_view>

#include "wire/http_message.h"

namespace api {

// Thread-safe.
class OtherService {
 public:
  virtual ~OtherService() = default;

  // The service's name in a credential scope: "sts".
  virtual std::string_view scope() const = 0;
  // The version of its API: "2011-06-15". A request without a signature is given to the service
  // whose version its parameter Version names.
  virtual std::string_view version() const = 0;

  // Checks the signature and answers the request. The caller puts `request_id` into the answer's
  // headers. May block.
  virtual void Handle(const wire::HttpRequest& request, const std::string& request_id,
                      wire::HttpResponse* answer) = 0;
};

}  // namespace api
