// A service beside DynamoDB at the same endpoint. Which one a request is for is told by what it was
// signed for (auth/claimed_service.h).
#pragma once

#include <string>
#include <string_view>

#include "wire/http_message.h"

namespace api {

// Thread-safe.
class OtherService {
 public:
  virtual ~OtherService() = default;

  // As the credential scope names it: "sts".
  virtual std::string_view scope() const = 0;
  // Of its API, which tells its requests from those of others if they are not signed: "2011-06-15".
  virtual std::string_view version() const = 0;

  // Looks at the whole of the request, its signature too. The request's id goes into the answer's
  // headers with the caller.
  virtual void Handle(const wire::HttpRequest& request, const std::string& request_id,
                      wire::HttpResponse* answer) = 0;
};

}  // namespace api
