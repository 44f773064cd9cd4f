// Sorts paths into an item, so that one walk through the item serves all of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "expr/path.h"

namespace expr {

// Indexes into a list of paths.
using PathOrder = std::vector<uint32_t>;
using PathGroup = std::span<const uint32_t>;

// Sorts the paths by their elements: paths with a common beginning are adjacent, and each path
// comes before those within it.
PathOrder SortPaths(const std::vector<Path>& paths);

// An error if two paths are equal, if one is within the other, or if one uses as a map what the
// other uses as a list. REQUIRES: `order` is SortPaths(paths). Errors: kInvalidArgument with
// DynamoDB's message ("Two document paths overlap with each other; …"), about the first of the
// paths that is at odds with one before it.
base::Status CheckDisjoint(const std::vector<Path>& paths, PathGroup order);

// Takes off the front of `*group` the paths that have the same element at `depth` as the first.
// REQUIRES: `*group` is not empty; its paths are alike before `depth`, and longer.
PathGroup TakeGroup(const std::vector<Path>& paths, size_t depth, PathGroup* group);

}  // namespace expr
