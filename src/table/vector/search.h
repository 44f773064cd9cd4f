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
#include "table/index_description.h"
#include "table/table.h"
#include "table/vector/cache.h"
#include "value/row.h"
#include "value/value.h"

namespace table::vector {

struct VectorQuery {
  std::vector<float> vector;             // of as many dimensions as the index has
  std::optional<value::ValueView> hash;  // given exactly if the index has a HASH
  // Filter attributes, by their place among the index's, and what they must be.
  std::vector<std::pair<size_t, value::ValueView>> filters;
  size_t count = 0;          // of items wanted
  bool with_vector = false;  // they have their vectors, as an attribute
};

struct VectorSearch {
  struct Match {
    value::Row item;  // what is projected of it; without the vector unless that is wanted
    double score = 0;
  };
  std::vector<Match> matches;  // the nearest first
  size_t compared = 0;         // vectors that were compared with the query
  size_t bytes = 0;            // of those vectors, and of the items that are returned
};

// A search looks through the lists of a divided group, the nearest first, until it has compared
// with so many vectors at least and the latter half of them brought no more than this part of the
// nearest that it keeps. So it goes on where vectors have no neighbourhood, as those of words have
// little, and ends early where they have. Only vectors that meet the filters count: a filter that
// few meet makes the search go further, through all lists if need be, and costs no recall.
constexpr size_t kComparedMin = 16'384;
constexpr size_t kLateOnesPart = 64;
// Once so large a part of the group was looked through, it ends at the former number, whatever came
// late; with a filter, at fewer: what is nearest among those that meet it lies further off, but not
// everywhere.
constexpr size_t kLookedThroughPart = 4;
constexpr size_t kComparedFilteredMin = 2'048;

// Exact for a group that is not divided; else what the lists find that it looks through, of which
// the nearest by their codes are compared again in full.
// Errors: kNotFound (the index is gone), kCorruption, the store's.
base::Result<VectorSearch> SearchVectors(kv::Store& store, VectorCache& cache,
                                         const IndexDescription& index, const VectorQuery& query);

}  // namespace table::vector
