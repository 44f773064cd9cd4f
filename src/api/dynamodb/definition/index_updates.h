// UpdateTable's GlobalSecondaryIndexUpdates and VectorIndexUpdates: indexes are created, changed
// and deleted. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
#pragma once

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "base/clock.h"
#include "table/table.h"

namespace api::dynamodb::definition {

// The checks that do not need the table.
// Errors: ValidationException; LimitExceededException (more than one is created or deleted).
ApiResult<void> CheckIndexUpdates(const UpdateTableInput& input);

// Applies the updates to `table`, which has the requested billing mode already. `old_mode` is the
// mode before: if they differ, all indexes change the mode, too. Errors: ValidationException;
// LimitExceededException (another index is being created or deleted; too many decreases);
// ResourceNotFoundException, ResourceInUseException (of an index).
ApiResult<void> UpdateIndexes(const UpdateTableInput& input, table::BillingMode old_mode,
                              base::WallTime now, table::TableDescription* table);

}  // namespace api::dynamodb::definition
