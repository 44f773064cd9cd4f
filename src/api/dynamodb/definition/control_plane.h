// The limits on changes of tables at the same time, and the function by which operations change a
// table.
#pragma once

#include <functional>

#include "api/api_error.h"
#include "api/dynamodb/resource/table_name.h"
#include "api/request_context.h"
#include "table/catalog/catalog.h"
#include "table/table.h"

namespace api::dynamodb::definition {

// "You can have up to 500 CreateTable, UpdateTable, and DeleteTable requests running simultaneously
// in any combination."
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
constexpr size_t kChangesUnderWayMax = 500;
// "When you are creating a table with one or more secondary indexes, you can have up to 250 such
// requests running at a time."
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
constexpr size_t kCreationsWithIndexesUnderWayMax = 250;

// An error if no further change, or no further creation of a table, may begin. `under_way` is from
// Catalog::ChangesUnderWay. Errors: LimitExceededException.
ApiResult<void> CheckOneMoreChange(const table::catalog::Catalog::UnderWay& under_way);
ApiResult<void> CheckOneMoreCreation(const table::catalog::Catalog::UnderWay& under_way,
                                     bool with_indexes);

// Catalog::Update with a change that returns errors of the API.
// Errors: ResourceNotFoundException; what `change` returns; the catalog's.
using TableChange = std::function<ApiResult<void>(table::TableDescription*)>;
ApiResult<table::TablePtr> ChangeTable(RequestContext& context,
                                       const resource::ResolvedTableName& wanted,
                                       const TableChange& change);

}  // namespace api::dynamodb::definition
