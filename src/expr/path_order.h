// Several paths into one item, sorted, so that an item is walked once for all of them.
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

// The paths in order of their elements: all that begin alike stand together, each path before those
// within it.
PathOrder SortPaths(const std::vector<Path>& paths);

// That no path is another or within another, and that none takes for a map what another takes for a
// list. `order` is theirs.
// Errors: kInvalidArgument with DynamoDB's message ("Two document paths overlap with each other;
// …"), about the first of the paths that is at odds with one before it.
base::Status CheckDisjoint(const std::vector<Path>& paths, PathGroup order);

// Takes off the front of `*group` the paths that have the same element at `depth` as the first.
// REQUIRES: `*group` is not empty; its paths are alike before `depth`, and longer.
PathGroup TakeGroup(const std::vector<Path>& paths, size_t depth, PathGroup* group);

}  // namespace expr
