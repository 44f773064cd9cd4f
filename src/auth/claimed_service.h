// Which service a request says it was signed for.
#pragma once

#include <string>

#include "wire/http_message.h"

namespace auth {

// The fourth part of the credential scope ("sts"), of an Authorization header or of a presigned
// query; empty if there is none. Nothing is checked: who answers checks the signature.
std::string ClaimedService(const wire::HttpRequest& request);

}  // namespace auth
