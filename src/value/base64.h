// Base64 with padding (RFC 4648, section 4): how binary stands in JSON. Each appends to `*out`.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace value {

void AppendBase64(std::string_view bytes, std::string* out);

// Takes no line breaks and no missing padding.
// Errors: kInvalidArgument with DynamoDB's message, a SerializationException.
base::Status DecodeBase64(std::string_view text, std::string* out);

}  // namespace value
