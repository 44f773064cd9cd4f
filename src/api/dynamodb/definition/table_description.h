// TableDescription: a table as CreateTable, DescribeTable, UpdateTable and DeleteTable answer it.
#pragma once

#include <optional>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "api/request_context.h"
#include "table/table.h"

namespace api::dynamodb::definition {

TableStatus StatusOf(const table::TableDescription& table);

// The table as it was recorded, with its items and those of its indexes counted now (a table that
// comes or goes has none).
ApiResult<TableDescription> DescribeWithCounts(RequestContext& context,
                                               const table::TableDescription& table);

// How the table is encrypted; nullopt: with a key of DynamoDB's own, of which nothing is told.
std::optional<SSEDescription> DescribeSse(const table::TableDescription& table);

}  // namespace api::dynamodb::definition
