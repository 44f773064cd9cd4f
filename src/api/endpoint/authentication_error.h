// Translates failures of authentication to errors of the API.
#pragma once

#include "api/api_error.h"
#include "auth/authenticator.h"

namespace api {

ApiError ToApiError(const auth::Failure& failure);

}  // namespace api
