#include "expr/path_order.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>

namespace expr {
namespace {

enum class Relation : uint8_t { kDisjoint, kOverlap, kConflict };

Relation Relate(const Path& a, const Path& b) {
  const size_t common = std::min(a.elements.size(), b.elements.size());
  for (size_t i = 0; i < common; ++i) {
    if (a.elements[i].index() != b.elements[i].index()) return Relation::kConflict;
    if (a.elements[i] != b.elements[i]) return Relation::kDisjoint;
  }
  return Relation::kOverlap;
}

base::Error RelationError(Relation relation, const Path& one, const Path& two) {
  return base::InvalidArgument(std::string(relation == Relation::kOverlap
                                               ? "Two document paths overlap with each other; "
                                               : "Two document paths conflict with each other; ") +
                               "must remove or rewrite one of these paths; path one: " +
                               one.ToText() + ", path two: " + two.ToText());
}

}  // namespace

PathOrder SortPaths(const std::vector<Path>& paths) {
  PathOrder order(paths.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&paths](uint32_t a, uint32_t b) { return paths[a].elements < paths[b].elements; });
  return order;
}

base::Status CheckDisjoint(const std::vector<Path>& paths, PathGroup order) {
  // Paths that overlap or conflict have neighbours in this order that do.
  bool disjoint = true;
  for (size_t i = 1; i < order.size() && disjoint; ++i) {
    disjoint = Relate(paths[order[i - 1]], paths[order[i]]) == Relation::kDisjoint;
  }
  if (disjoint) return {};
  for (size_t two = 1; two < paths.size(); ++two) {
    for (size_t one = 0; one < two; ++one) {
      const Relation relation = Relate(paths[one], paths[two]);
      if (relation != Relation::kDisjoint) return RelationError(relation, paths[one], paths[two]);
    }
  }
  return {};
}

PathGroup TakeGroup(const std::vector<Path>& paths, size_t depth, PathGroup* group) {
  const Path::Element& element = paths[group->front()].elements[depth];
  size_t count = 1;
  while (count < group->size() && paths[(*group)[count]].elements[depth] == element) ++count;
  const PathGroup taken = group->first(count);
  *group = group->subspan(count);
  return taken;
}

}  // namespace expr
