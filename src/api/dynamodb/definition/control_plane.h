// How many tables may be changed at a time, and the one way by which UpdateTable changes one.
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

// Whether one more may begin while so many are under way (Catalog::ChangesUnderWay); the second: to
// create a table. Errors: LimitExceededException.
ApiResult<void> CheckOneMoreChange(const table::catalog::Catalog::UnderWay& under_way);
ApiResult<void> CheckOneMoreCreation(const table::catalog::Catalog::UnderWay& under_way,
                                     bool with_indexes);

// Catalog::Update with a change that refuses in the API's words.
// Errors: ResourceNotFoundException; what `change` returns; the catalog's.
using TableChange = std::function<ApiResult<void>(table::TableDescription*)>;
ApiResult<table::TablePtr> ChangeTable(RequestContext& context,
                                       const resource::ResolvedTableName& wanted,
                                       const TableChange& change);

}  // namespace api::dynamodb::definition
