#include "expr/path.h"

namespace expr {
namespace {

std::optional<value::ValueView> ListElement(const value::ListView& list, size_t index) {
  if (index >= list.count()) return std::nullopt;
  auto element = list.begin();
  for (; index > 0; --index) ++element;
  return *element;
}

std::optional<value::ValueView> Child(const value::ValueView& parent,
                                      const Path::Element& element) {
  if (const auto* name = std::get_if<Name>(&element)) {
    if (parent.type() != value::Type::kM) return std::nullopt;
    return parent.AsMap().Find(name->text());
  }
  if (parent.type() != value::Type::kL) return std::nullopt;
  return ListElement(parent.AsList(), std::get<size_t>(element));
}

}  // namespace

std::string Path::ToText() const {
  std::string text;
  for (const Element& element : elements) {
    text += text.empty() ? "[" : ", ";
    if (const auto* name = std::get_if<Name>(&element)) {
      text += name->text();
    } else {
      text += "[" + std::to_string(std::get<size_t>(element)) + "]";
    }
  }
  return text + "]";
}

std::optional<value::ValueView> Path::Resolve(const value::RowView& item) const {
  std::optional<value::ValueView> found = item.Find(attribute());
  for (size_t i = 1; found && i < elements.size(); ++i) found = Child(*found, elements[i]);
  return found;
}

}  // namespace expr
