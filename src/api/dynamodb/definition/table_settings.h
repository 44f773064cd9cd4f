// The settings of a table, besides keys, indexes and throughput, that CreateTable and UpdateTable
// take alike: checked, and turned into what the catalog keeps.
#pragma once

#include <optional>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "base/clock.h"
#include "table/table.h"

namespace api::dynamodb::definition {

// What can be said of them whatever the table is. Errors: ValidationException.
ApiResult<void> CheckSse(const std::optional<SSESpecification>& sse);
ApiResult<void> CheckStream(const std::optional<StreamSpecification>& stream);

// Of a table to be created. REQUIRES: checked.
void SetSse(const SSESpecification& wanted, table::TableDescription* table);
void SetStream(const StreamSpecification& wanted, base::WallTime now,
               table::TableDescription* table);

// Of a table that is there. REQUIRES: checked.
// Errors: ValidationException (it is so already); LimitExceededException (changed too often).
ApiResult<void> ChangeSse(const SSESpecification& wanted, base::WallTime now,
                          table::TableDescription* table);
ApiResult<void> ChangeStream(const StreamSpecification& wanted, base::WallTime now,
                             table::TableDescription* table);
ApiResult<void> ChangeTableClass(TableClass wanted, base::WallTime now,
                                 table::TableDescription* table);

table::BillingMode ToTable(BillingMode mode);
table::TableClass ToTable(TableClass table_class);

}  // namespace api::dynamodb::definition
