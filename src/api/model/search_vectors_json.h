// The errors of SearchVectors for a request of the wrong shape. The service reads this request with
// another parser than all others, whose messages differ (serde_scanner.h).
#pragma once

#include <string_view>

#include "api/api_error.h"

namespace api {

// An error unless the body is JSON of the shape of a SearchVectorsInput. Does not check constraints
// on values. Unknown members are skipped. Errors: SerializationException.
ApiResult<void> CheckSearchVectorsInputJson(std::string_view body);

}  // namespace api
