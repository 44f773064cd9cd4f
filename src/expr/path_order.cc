#include "expr/path_order.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>

#include "base/check.h"
#include "run/give_way.h"

namespace expr {
namespace {

// No expression or statement has more, and those are sorted in less than a turn, also where none
// may be ended: while they are parsed. Parameters older than expressions may have a million.
constexpr size_t kPathsOfTextMax = 8192;

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

// The first path that is at odds with one before it. REQUIRES: there is one. Those before it
// are disjoint, so that it is at odds with a neighbour among them, if with any.
size_t FirstAtOdds(const std::vector<Path>& paths, PathGroup order) {
  std::vector<uint32_t> rank(paths.size());
  for (uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
  std::set<uint32_t> before;  // ranks
  for (size_t two = 0; two < paths.size(); ++two) {
    const auto place = before.insert(rank[two]).first;
    const auto at_odds = [&](uint32_t other) {
      return Relate(paths[order[other]], paths[two]) != Relation::kDisjoint;
    };
    if (place != before.begin() && at_odds(*std::prev(place))) return two;
    if (std::next(place) != before.end() && at_odds(*std::next(place))) return two;
  }
  CHECK(false);
  return 0;
}

}  // namespace

PathOrder SortPaths(const std::vector<Path>& paths) {
  PathOrder order(paths.size());
  std::iota(order.begin(), order.end(), 0);
  const auto less = [&paths](uint32_t a, uint32_t b) {
    return paths[a].elements < paths[b].elements;
  };
  if (paths.size() <= kPathsOfTextMax) {
    std::sort(order.begin(), order.end(), less);
  } else {
    run::SortGivingWay(order.begin(), order.end(), less);
  }
  return order;
}

base::Status CheckDisjoint(const std::vector<Path>& paths, PathGroup order) {
  // Paths that overlap or conflict have neighbours in this order that do.
  bool disjoint = true;
  for (size_t i = 1; i < order.size() && disjoint; ++i) {
    disjoint = Relate(paths[order[i - 1]], paths[order[i]]) == Relation::kDisjoint;
  }
  if (disjoint) return {};
  const size_t two = FirstAtOdds(paths, order);
  for (size_t one = 0; one < two; ++one) {
    const Relation relation = Relate(paths[one], paths[two]);
    if (relation != Relation::kDisjoint) return RelationError(relation, paths[one], paths[two]);
  }
  CHECK(false);
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
