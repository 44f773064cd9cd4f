// Finds the values of an expression's paths in one item.
#pragma once

#include <optional>
#include <vector>

#include "expr/bound.h"
#include "expr/path.h"
#include "expr/path_order.h"
#include "expr/syntax.h"
#include "value/row.h"
#include "value/value.h"

namespace expr {

// The value at each of the paths, in their order; nullopt where the item has none. `order` is
// theirs; they may overlap. Walks the item once.
std::vector<std::optional<value::ValueView>> ResolveAll(const std::vector<Path>& paths,
                                                        PathGroup order,
                                                        const value::RowView& item);

// Finds values on demand. Few paths are looked up one by one. Many paths, which could walk a large
// item a thousand times, are looked up together. REQUIRES: `bound` and `item` outlive it.
class PathValues {
 public:
  PathValues(const Bound& bound, const value::RowView& item) : bound_(bound), item_(item) {}

  std::optional<value::ValueView> Find(PathId path) {
    if (bound_.path_order.empty()) return bound_.paths[path].Resolve(item_);
    if (found_.empty()) found_ = ResolveAll(bound_.paths, bound_.path_order, item_);
    return found_[path];
  }

 private:
  const Bound& bound_;
  const value::RowView& item_;
  std::vector<std::optional<value::ValueView>> found_;
};

}  // namespace expr
