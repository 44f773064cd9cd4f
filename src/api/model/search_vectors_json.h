// What SearchVectors says of a request of the wrong shape: the service reads it with another parser
// than the requests of all other operations, and in other words (serde_scanner.h).
#pragma once

#include <string_view>

#include "api/api_error.h"

namespace api {

// Whether the body is JSON of the shape of a SearchVectorsInput. What its values may be is not
// looked at, nor are members that are not known.
// Errors: SerializationException.
ApiResult<void> CheckSearchVectorsInputJson(std::string_view body);

}  // namespace api
