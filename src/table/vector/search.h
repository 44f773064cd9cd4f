// Searching a vector index.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SearchVectors.html
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kv/store.h"
#include "table/index.h"
#include "table/table.h"
#include "table/vector/cache.h"
#include "value/row.h"
#include "value/value.h"

namespace table {

struct VectorQuery {
  std::vector<float> vector;             // of as many dimensions as the index has
  std::optional<value::ValueView> hash;  // given exactly if the index has a HASH
  // Filter attributes, by their place among the index's, and what they must be.
  std::vector<std::pair<size_t, value::ValueView>> filters;
  size_t count = 0;  // of items wanted
};

struct VectorSearch {
  struct Match {
    value::Row item;  // what is projected of it
    double score = 0;
  };
  std::vector<Match> matches;  // the nearest first
  size_t compared = 0;         // vectors that were compared with the query
  size_t bytes = 0;            // of those vectors, and of the items that are returned
};

// How many of a divided group's vectors a search compares with at least, if there are so many: a
// part of the group, but no fewer than the second figure. Lists are looked through until then, the
// nearest first. Only vectors that meet the filters count, so a filter that few meet makes the
// search go further, through all lists if need be, and costs no recall.
constexpr size_t kComparedPart = 64;
constexpr size_t kComparedMin = 12'288;
// With a filter it may be fewer, once so large a part of the group was looked through: what is
// nearest among those that meet a filter lies further off, but not everywhere.
constexpr size_t kLookedThroughPart = 4;
constexpr size_t kComparedFilteredMin = 2'048;

// Exact for a group that is not divided; else what the lists find that it looks through, of which
// the nearest by their codes are compared again in full.
// Errors: kNotFound (the index is gone), kCorruption, the store's.
base::Result<VectorSearch> SearchVectors(kv::Store& store, VectorCache& cache,
                                         const TableDescription& table,
                                         const IndexDescription& index, const VectorQuery& query);

}  // namespace table
