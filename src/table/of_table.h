// What a store's answer means for a table.
#pragma once

#include "base/result.h"
#include "table/index_description.h"

namespace table {

// The answer of a store on a table's shard. The store misses a shard only if its table was dropped
// after the request had looked it up: then the error says so, in DynamoDB's words.
template <typename T>
base::Result<T> OfTable(base::Result<T> answer) {
  if (answer.ok() || answer.error().code != base::ErrorCode::kNotFound) return answer;
  return base::NotFound("Requested resource not found");
}

// The answer where the shards of an index are missing: the index was deleted after the request had
// looked it up.
inline base::Error IndexIsGone(const IndexDescription& index) {
  return base::NotFound("The table does not have the specified index: " + index.name);
}

}  // namespace table
