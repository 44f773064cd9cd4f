// The TableDescription in the answers of CreateTable, DescribeTable, UpdateTable and DeleteTable.
#pragma once

#include <optional>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "api/request_context.h"
#include "table/table.h"

namespace api::dynamodb::definition {

TableStatus StatusOf(const table::TableDescription& table);

// Describes a table. ItemCount and TableSizeBytes, of the table and its indexes, are the sums of
// the counters in the store at the moment (Items::Counts in table/item/items.h); zero for a table
// that is being created or deleted.
ApiResult<TableDescription> DescribeWithCounts(RequestContext& context,
                                               const table::TableDescription& table);

// The encryption of the table; nullopt if it is encrypted with a key that DynamoDB owns, which is
// not described.
std::optional<SSEDescription> DescribeSse(const table::TableDescription& table);

}  // namespace api::dynamodb::definition
