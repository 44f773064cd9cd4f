// The ContinuousBackupsDescription of a table.
#pragma once

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "api/request_context.h"

namespace api::dynamodb::definition {

// Describes the table of this name or ARN. Continuous backups are ENABLED, as the service answers
// for every table; recovery to a point in time is DISABLED. Errors: TableNotFoundException; those
// of ResolveTableName.
ApiResult<ContinuousBackupsDescription> DescribeBackupsOf(const RequestContext& context,
                                                          std::string_view name_or_arn);

}  // namespace api::dynamodb::definition
