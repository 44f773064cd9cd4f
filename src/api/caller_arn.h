// The ARN of the sender of a request.
#pragma once

#include <string>

#include "auth/authenticator.h"

namespace api {

// Whether the credential has a name that IAM would accept for a user.
bool IsUser(const auth::Identity& identity);

// "arn:aws:iam::123456789012:user/name" if IsUser, else "arn:aws:iam::123456789012:root".
std::string CallerArn(const auth::Identity& identity);

}  // namespace api
