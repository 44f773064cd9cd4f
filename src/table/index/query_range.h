// Which range of the keys of a table, or an index, a Query's key conditions select.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "expr/key_condition.h"
#include "table/index/index_entry.h"
#include "table/key_range.h"
#include "table/key_schema.h"

namespace table::index {

struct QueryKeys {
  std::string prefix;  // of the partition key: what every key in the range begins with
  KeyRange range;
  bool one_row = false;  // no more can be in it: the conditions name the key of one item
};

// The range (forward, eventual; the caller sets both) of the items that meet `conditions`: equality
// on the partition key, and any one condition on the sort key.
// Errors: kInvalidArgument with DynamoDB's messages ("Query condition missed key schema element:
// pk", "Query key condition not supported", "… Condition parameter type does not match schema
// type", …).
base::Result<QueryKeys> QueryRange(const KeySchema& schema,
                                   const std::vector<expr::KeyCondition>& conditions);

// The same of an index's entries: equality on each of its hash attributes; on its range attributes,
// from the left, equality, and on the last one that has a condition any one.
base::Result<QueryKeys> QueryRange(const IndexDescription& index,
                                   const std::vector<expr::KeyCondition>& conditions);

// Moves the range's start (forward) or end (backward) behind `after`. False, changing nothing, if
// `after` is not within the range.
bool StartAfter(const ItemKey& after, KeyRange* range);

}  // namespace table::index
