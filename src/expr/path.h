// Document paths: where in an item a value lies, as a.b[2].c does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "value/row.h"

namespace expr {

// A name or an index per element; the first is the name of an attribute.
struct Path {
  using Element = std::variant<std::string, size_t>;
  std::vector<Element> elements;

  const std::string& attribute() const { return std::get<std::string>(elements.front()); }
  bool top_level() const { return elements.size() == 1; }
  // As DynamoDB writes paths in messages: "[a, b, [2], c]".
  std::string ToText() const;
  // The value there, or nullopt if the item has none.
  std::optional<value::ValueView> Resolve(const value::RowView& item) const;

  friend bool operator==(const Path&, const Path&) = default;
};

}  // namespace expr
