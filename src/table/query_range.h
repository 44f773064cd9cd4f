// Which range of a table's keys a Query's key conditions select.
#pragma once

#include <vector>

#include "base/result.h"
#include "expr/key_condition.h"
#include "table/items.h"
#include "table/key_schema.h"

namespace table {

// The range (forward, eventual; the caller sets both) of the items that meet `conditions`: equality
// on the partition key, and any one condition on the sort key. Every key in it begins with
// `prefix`. Errors: kInvalidArgument with DynamoDB's messages ("Query condition missed key schema
// element: pk", "Query key condition not supported", "… Condition parameter type does not match
// schema type", …).
struct QueryKeys {
  std::string prefix;  // of the partition key
  Items::Range range;
};
base::Result<QueryKeys> QueryRange(const KeySchema& schema,
                                   const std::vector<expr::KeyCondition>& conditions);

// Moves the range's start (forward) or end (backward) behind `after`. False, changing nothing, if
// `after` is not within the range.
bool StartAfter(const ItemKey& after, Items::Range* range);

}  // namespace table
