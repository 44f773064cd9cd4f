// UpdateTable's GlobalSecondaryIndexUpdates and VectorIndexUpdates: indexes made, changed and taken
// away.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
#pragma once

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "base/clock.h"
#include "table/table.h"

namespace api::dynamodb::definition {

// What can be said of them without looking at the table.
// Errors: ValidationException; LimitExceededException (more than one made or taken away).
ApiResult<void> CheckIndexUpdates(const UpdateTableInput& input);

// Makes them. `table` has the billing mode that is asked for, and `old_mode` is what it had: all
// its indexes go over with it.
// Errors: ValidationException; LimitExceededException (another index is being made or taken away;
// too many decreases); ResourceNotFoundException, ResourceInUseException (an index).
ApiResult<void> UpdateIndexes(const UpdateTableInput& input, table::BillingMode old_mode,
                              base::WallTime now, table::TableDescription* table);

}  // namespace api::dynamodb::definition
