// What Contributor Insights can be told of: a table or one of its indexes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/api_error.h"
#include "api/request_context.h"

namespace api::dynamodb::definition {

// The name of the table, once it is known that it exists, and its index if one is named.
// Errors: ResourceNotFoundException; those of ResolveTableName.
ApiResult<std::string> FindInsightsTarget(const RequestContext& context,
                                          std::string_view name_or_arn,
                                          const std::optional<std::string>& index_name);

}  // namespace api::dynamodb::definition
