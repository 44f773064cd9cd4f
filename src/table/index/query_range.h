// The range of keys, of a table or an index, that a Query's key conditions select.
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
  std::string prefix;  // of the partition key; every key in the range begins with it
  KeyRange range;
  bool one_row = false;  // the conditions name the whole key of one item
};

// The range of the items that meet `conditions`: equality on the partition key, and at most one
// condition, of any kind, on the sort key. The range is forward and eventual; the caller may change
// both.
// Errors: kInvalidArgument with DynamoDB's messages ("Query condition missed key schema element:
// pk", "Query key condition not supported", "… Condition parameter type does not match schema
// type", …).
base::Result<QueryKeys> QueryRange(const KeySchema& schema,
                                   const std::vector<expr::KeyCondition>& conditions);

// The same for the entries of an index: equality on each hash attribute; then equality on some of
// the range attributes, from the left, and one condition of any kind on the next.
base::Result<QueryKeys> QueryRange(const IndexDescription& index,
                                   const std::vector<expr::KeyCondition>& conditions);

// Moves the range's start (forward) or end (backward) just past `after`. False, without a change,
// if `after` is not within the range.
bool StartAfter(const ItemKey& after, KeyRange* range);

}  // namespace table::index
