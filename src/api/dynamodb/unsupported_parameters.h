// What the API has and this server has not: the one place that refuses it.
//
// A member that would be kept and have no effect is refused: a stream that never delivers or a
// policy that nothing enforces is worse than none.
#pragma once

#include "api/api_error.h"
#include "api/model/dynamodb.h"

namespace api::dynamodb {

// Errors: ValidationException, naming the member.
ApiResult<void> CheckSupported(const CreateTableInput& input);
ApiResult<void> CheckSupported(const UpdateTableInput& input);

}  // namespace api::dynamodb
