#include "expr/path_values.h"

#include <algorithm>

namespace expr {
namespace {

using value::ValueView;
using Values = std::vector<std::optional<ValueView>>;

// Walks an item and its paths side by side. Recurses once per element of the longest path.
class Walk {
 public:
  Walk(const std::vector<Path>& paths, Values* values) : paths_(paths), values_(*values) {}

  // `paths` are alike before `depth`, and go on with names.
  void Map(PathGroup paths, size_t depth, const value::MapView& map) const {
    auto attribute = map.begin();
    while (!paths.empty()) {
      const PathGroup group = TakeGroup(paths_, depth, &paths);
      const std::string& name = std::get<Name>(ElementAt(group, depth)).text();
      while (attribute != map.end() && (*attribute).first < name) ++attribute;
      if (!(attribute != map.end())) return;
      const auto [found, value] = *attribute;
      if (found == name) Value(group, depth + 1, value);
    }
  }

 private:
  const Path::Element& ElementAt(PathGroup paths, size_t depth) const {
    return paths_[paths.front()].elements[depth];
  }

  void List(PathGroup paths, size_t depth, const value::ListView& list) const {
    size_t at = 0;
    auto element = list.begin();
    while (!paths.empty()) {
      const PathGroup group = TakeGroup(paths_, depth, &paths);
      const size_t index = std::get<size_t>(ElementAt(group, depth));
      if (index >= list.count()) return;
      for (; at < index; ++at) ++element;
      Value(group, depth + 1, *element);
    }
  }

  // Those that end here come first, then those that go on with a name, then those with an index.
  void Value(PathGroup paths, size_t depth, const ValueView& value) const {
    while (!paths.empty() && paths_[paths.front()].elements.size() == depth) {
      values_[paths.front()] = value;
      paths = paths.subspan(1);
    }
    const auto by_index = std::ranges::partition_point(paths, [&](uint32_t path) {
      return std::holds_alternative<Name>(paths_[path].elements[depth]);
    });
    const auto names = static_cast<size_t>(by_index - paths.begin());
    if (value.type() == value::Type::kM && names > 0) {
      Map(paths.first(names), depth, value.AsMap());
    }
    if (value.type() == value::Type::kL && names < paths.size()) {
      List(paths.subspan(names), depth, value.AsList());
    }
  }

  const std::vector<Path>& paths_;
  Values& values_;
};

}  // namespace

Values ResolveAll(const std::vector<Path>& paths, PathGroup order, const value::RowView& item) {
  Values values(paths.size());
  Walk(paths, &values).Map(order, 0, item.attributes());
  return values;
}

}  // namespace expr
