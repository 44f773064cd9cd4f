// Checks the settings that CreateTable and UpdateTable have in common, except keys, indexes and
// throughput, and turns them into the catalog's description.
#pragma once

#include <optional>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "base/clock.h"
#include "table/table.h"

namespace api::dynamodb::definition {

// The checks that do not need the table. Errors: ValidationException.
ApiResult<void> CheckSse(const std::optional<SSESpecification>& sse);
ApiResult<void> CheckStream(const std::optional<StreamSpecification>& stream);

// Set the settings of a new table. REQUIRES: they were checked.
void SetSse(const SSESpecification& wanted, table::TableDescription* table);
void SetStream(const StreamSpecification& wanted, base::WallTime now,
               table::TableDescription* table);

// Change the settings of an existing table. REQUIRES: they were checked.
// Errors: ValidationException (no difference); LimitExceededException (changed too often).
ApiResult<void> ChangeSse(const SSESpecification& wanted, base::WallTime now,
                          table::TableDescription* table);
ApiResult<void> ChangeStream(const StreamSpecification& wanted, base::WallTime now,
                             table::TableDescription* table);
ApiResult<void> ChangeTableClass(TableClass wanted, base::WallTime now,
                                 table::TableDescription* table);

table::BillingMode ToTable(BillingMode mode);
table::TableClass ToTable(TableClass table_class);

}  // namespace api::dynamodb::definition
