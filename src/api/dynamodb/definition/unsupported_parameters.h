// What the API has and this server has not: the one place that refuses it.
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

// Of lists that are always empty: no NextToken was ever given out.
ApiResult<void> CheckNoToken(const std::optional<std::string>& next_token);

}  // namespace api::dynamodb::definition
