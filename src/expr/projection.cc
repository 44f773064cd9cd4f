#include "expr/projection.h"

#include "expr/bound.h"
#include "expr/path_values.h"
#include "expr/row_writer.h"

namespace expr {
namespace {

// Walks an item and its paths side by side. Recurses once per element of the longest path.
class Projector {
 public:
  explicit Projector(const std::vector<Path>& paths) : paths_(paths) {}

  // Appends what `map` has of the paths, which are alike before `depth`; returns how many of its
  // attributes that is.
  size_t ProjectMap(PathGroup paths, size_t depth, const value::MapView& map,
                    std::string* out) const {
    size_t count = 0;
    auto attribute = map.begin();
    while (!paths.empty()) {
      const PathGroup group = TakeGroup(paths_, depth, &paths);
      const std::string& name = std::get<Name>(paths_[group.front()].elements[depth]).text();
      while (attribute != map.end() && (*attribute).first < name) ++attribute;
      if (!(attribute != map.end())) break;
      const auto [found, value] = *attribute;
      if (found != name) continue;
      const size_t start = out->size();
      base::AppendLengthPrefixed(name, out);
      if (ProjectValue(group, depth + 1, value, out)) {
        ++count;
      } else {
        out->resize(start);
      }
    }
    return count;
  }

 private:
  size_t ProjectList(PathGroup paths, size_t depth, const value::ListView& list,
                     std::string* out) const {
    size_t count = 0;
    size_t at = 0;
    auto element = list.begin();
    while (!paths.empty()) {
      const PathGroup group = TakeGroup(paths_, depth, &paths);
      const size_t index = std::get<size_t>(paths_[group.front()].elements[depth]);
      if (index >= list.count()) break;
      for (; at < index; ++at) ++element;
      if (ProjectValue(group, depth + 1, *element, out)) ++count;
    }
    return count;
  }

  // Appends what `value` has of the paths; appends nothing and returns false if that is nothing.
  bool ProjectValue(PathGroup paths, size_t depth, const value::ValueView& value,
                    std::string* out) const {
    const Path& first = paths_[paths.front()];
    if (first.elements.size() == depth) {
      out->append(value.encoded());
      return true;
    }
    const size_t start = out->size();
    const bool by_name = std::holds_alternative<Name>(first.elements[depth]);
    if (value.type() != (by_name ? value::Type::kM : value::Type::kL)) return false;
    const size_t count = by_name ? ProjectMap(paths, depth, value.AsMap(), out)
                                 : ProjectList(paths, depth, value.AsList(), out);
    if (count == 0) return false;
    if (by_name) {
      value::WrapMap(start, count, out);
    } else {
      value::WrapList(start, count, out);
    }
    return true;
  }

  const std::vector<Path>& paths_;
};

}  // namespace

base::Result<Projection> Projection::Compile(std::string_view text, Placeholders& placeholders) {
  TRY_ASSIGN(Bound bound,
             expr::Compile("ProjectionExpression", Grammar::kProjection, text, placeholders));
  return Projection(std::move(bound.targets), std::move(bound.order));
}

Projection::Projection(std::vector<Path> paths)
    : paths_(std::move(paths)), order_(SortPaths(paths_)) {}

Projection::Projection(std::vector<Path> paths, std::vector<std::string> names)
    : paths_(std::move(paths)), names_(std::move(names)) {
  if (paths_.size() > kFewPaths) order_ = SortPaths(paths_);
}

value::Row Projection::Apply(const value::RowView& item) const {
  if (!names_.empty()) {
    value::RowBuilder row;
    if (order_.empty()) {
      for (size_t i = 0; i < paths_.size(); ++i) {
        if (const auto found = paths_[i].Resolve(item)) row.Set(names_[i], *found);
      }
      return row.Build();
    }
    const std::vector<std::optional<value::ValueView>> found = ResolveAll(paths_, order_, item);
    for (size_t i = 0; i < paths_.size(); ++i) {
      if (found[i]) row.Set(names_[i], *found[i]);
    }
    return row.Build();
  }
  std::string attributes;
  const size_t count = Projector(paths_).ProjectMap(order_, 0, item.attributes(), &attributes);
  return value::Row(count, attributes);
}

}  // namespace expr
