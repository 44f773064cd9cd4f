// What the API has and this server has not: the one place that refuses it.
#pragma once

#include "api/api_error.h"
#include "api/model/dynamodb.h"

namespace api::dynamodb {

// Errors: ValidationException, naming the member.
ApiResult<void> CheckSupported(const CreateTableInput& input);
ApiResult<void> CheckSupported(const UpdateTableInput& input);

}  // namespace api::dynamodb
