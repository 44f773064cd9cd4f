// The form of most errors about the settings of a table.
#pragma once

#include <string>

#include "api/api_error.h"

namespace api::dynamodb::expression {

// "One or more parameter values were invalid: " and the message.
inline ApiError InvalidParameter(const std::string& message) {
  return Validation("One or more parameter values were invalid: " + message);
}

}  // namespace api::dynamodb::expression
