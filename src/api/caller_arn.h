// The ARN of whoever sent a request.
#pragma once

#include <string>

#include "auth/authenticator.h"

namespace api {

// The credential's name, if it has one that IAM would take as a user's.
bool IsUser(const auth::Identity& identity);

// "arn:aws:iam::123456789012:user/name" of a user; else the account itself,
// "arn:aws:iam::123456789012:root".
std::string CallerArn(const auth::Identity& identity);

}  // namespace api
