// ExclusiveStartKey: the key after which a Query or Scan continues.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
#pragma once

#include "api/api_error.h"
#include "api/dynamodb/read/read_source.h"
#include "table/index/query_range.h"
#include "table/key_schema.h"
#include "value/row.h"

namespace api::dynamodb::read {

// Query and Scan word some errors differently.
enum class StartsWhat { kQuery, kScan };

// The key that `start_key` is: of a table its key attributes, of an index the key attributes of
// both. Errors: ValidationException (also if a Query is of one item at most, since its table has no
// sort key: it is not to go on).
ApiResult<table::ItemKey> ReadStartKey(StartsWhat starts, const ReadSource& source,
                                       const value::Row& start_key);

// Makes a Query begin after the key. REQUIRES: the range has its direction.
// Errors: ValidationException (the key is not in the range, or the range is of one item at most).
ApiResult<void> StartBehind(const ReadSource& source, const value::Row& start_key,
                            const table::ItemKey& after, table::index::QueryKeys* keys);

}  // namespace api::dynamodb::read
