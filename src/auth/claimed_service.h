// The service that a request claims to be signed for.
#pragma once

#include <string>

#include "wire/http_message.h"

namespace auth {

// The fourth part of the credential scope ("sts"), of an Authorization header or of a presigned
// query; empty if there is none. Does not check the signature: the service does.
std::string ClaimedService(const wire::HttpRequest& request);

}  // namespace auth
