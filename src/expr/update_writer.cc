#include "expr/update_writer.h"

#include "expr/row_writer.h"

namespace expr {
namespace {

using value::Type;
using value::ValueView;

base::Error InvalidPath() {
  return base::InvalidArgument(
      "The document path provided in the update expression is invalid for update");
}

}  // namespace

base::Status CheckNestingAt(const Path& target, const ValueView& value) {
  // The value's own level is the number of elements that lead to it.
  const size_t level = target.elements.size();
  if (level - 1 + static_cast<size_t>(value.NestingLevels()) <= value::kNestingLevelsMax) return {};
  return base::InvalidArgument(std::string(value::kNestedTooDeep));
}

base::Result<value::Row> UpdateWriter::Write(PathGroup order, const value::RowView& item) const {
  std::string attributes;
  attributes.reserve(item.bytes().size());
  TRY_ASSIGN(const size_t count, WriteMap(order, 0, item.attributes(), &attributes));
  return value::Row(count, attributes);
}

base::Result<size_t> UpdateWriter::WriteMap(PathGroup group, size_t depth,
                                            const value::MapView& map, std::string* out) const {
  size_t count = 0;
  auto attribute = map.begin();
  while (!group.empty()) {
    const PathGroup same_name = TakeGroup(targets_, depth, &group);
    const std::string& name = std::get<Name>(targets_[same_name.front()].elements[depth]).text();
    for (; attribute != map.end() && (*attribute).first < name; ++attribute, ++count) {
      AppendAttribute((*attribute).first, (*attribute).second, out);
    }
    std::optional<ValueView> existing;
    if (attribute != map.end() && (*attribute).first == name) {
      existing = (*attribute).second;
      ++attribute;
    }
    const size_t start = out->size();
    base::AppendLengthPrefixed(name, out);
    TRY_ASSIGN(const bool present, WriteValue(same_name, depth + 1, existing, out));
    if (present) {
      ++count;
    } else {
      out->resize(start);
    }
  }
  for (; attribute != map.end(); ++attribute, ++count) {
    AppendAttribute((*attribute).first, (*attribute).second, out);
  }
  return count;
}

// Targets name elements by where they are before the update; what is set beyond the end is appended
// in the order of its index.
base::Result<size_t> UpdateWriter::WriteList(PathGroup group, size_t depth,
                                             const value::ListView& list, std::string* out) const {
  size_t count = 0;
  size_t at = 0;
  auto element = list.begin();
  while (!group.empty()) {
    const PathGroup same_index = TakeGroup(targets_, depth, &group);
    const size_t index = std::get<size_t>(targets_[same_index.front()].elements[depth]);
    for (; at < index && at < list.count(); ++at, ++element, ++count) {
      out->append((*element).encoded());
    }
    std::optional<ValueView> existing;
    if (at < list.count()) {
      existing = *element;
      ++at;
      ++element;
    }
    TRY_ASSIGN(const bool present, WriteValue(same_index, depth + 1, existing, out));
    if (present) ++count;
  }
  for (; at < list.count(); ++at, ++element, ++count) out->append((*element).encoded());
  return count;
}

base::Result<bool> UpdateWriter::WriteValue(PathGroup group, size_t depth,
                                            const std::optional<ValueView>& existing,
                                            std::string* out) const {
  const Path& first = targets_[group.front()];
  if (first.elements.size() == depth) return WriteTarget(group.front(), out);

  const bool by_name = std::holds_alternative<Name>(first.elements[depth]);
  if (!existing || existing->type() != (by_name ? Type::kM : Type::kL)) return InvalidPath();
  const size_t start = out->size();
  if (by_name) {
    TRY_ASSIGN(const size_t count, WriteMap(group, depth, existing->AsMap(), out));
    value::WrapMap(start, count, out);
  } else {
    TRY_ASSIGN(const size_t count, WriteList(group, depth, existing->AsList(), out));
    value::WrapList(start, count, out);
  }
  return true;
}

base::Result<bool> UpdateWriter::WriteTarget(size_t target, std::string* out) const {
  const std::optional<ValueView>& value = values_[target];
  if (!value) return false;
  TRY(CheckNestingAt(targets_[target], *value));
  if (out->size() + value->encoded().size() > kUpdatedBytesMax) return UpdatedItemTooLarge();
  out->append(value->encoded());
  return true;
}

}  // namespace expr
