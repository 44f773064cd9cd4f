// Base64 with padding (RFC 4648, section 4), for binary values in JSON. Each function appends to
// `*out`.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace value {

void AppendBase64(std::string_view bytes, std::string* out);

// Refuses line breaks and missing padding.
// Errors: kInvalidArgument with the message of DynamoDB's SerializationException.
base::Status DecodeBase64(std::string_view text, std::string* out);

}  // namespace value
