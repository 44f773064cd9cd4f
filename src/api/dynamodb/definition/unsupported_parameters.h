// Refuses the parameters that this server does not support. The only place that does.
#pragma once

#include <optional>
#include <string>

#include "api/api_error.h"
#include "api/model/dynamodb.h"

namespace api::dynamodb::definition {

// Errors: ValidationException, naming the member.
ApiResult<void> CheckSupported(const CreateTableInput& input);
ApiResult<void> CheckSupported(const UpdateTableInput& input);
ApiResult<void> CheckSupported(const UpdateContinuousBackupsInput& input);
ApiResult<void> CheckSupported(const UpdateContributorInsightsInput& input);

// For lists that are always empty: refuses any NextToken, because none was ever returned.
ApiResult<void> CheckNoToken(const std::optional<std::string>& next_token);

}  // namespace api::dynamodb::definition
