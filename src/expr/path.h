// Document paths: where in an item a value lies, as a.b[2].c does.
#pragma once

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "value/row.h"

namespace expr {

// A name within paths. Long ones are shared by their copies: an expression of a few kilobytes may
// name an attribute of 64 KB a thousand times.
class Name {
 public:
  // Shorter ones are as cheap to copy.
  static constexpr size_t kSharedBytesMin = 256;

  Name() = default;         // empty
  Name(std::string text) {  // NOLINT(google-explicit-constructor): a name is its text
    if (text.size() < kSharedBytesMin) {
      own_ = std::move(text);
    } else {
      shared_ = std::make_shared<const std::string>(std::move(text));
    }
  }
  Name(const char* text) : Name(std::string(text)) {}  // NOLINT(google-explicit-constructor)

  const std::string& text() const { return shared_ ? *shared_ : own_; }

  friend bool operator==(const Name& a, const Name& b) {
    return (a.shared_ && a.shared_ == b.shared_) || a.text() == b.text();
  }
  friend std::strong_ordering operator<=>(const Name& a, const Name& b) {
    if (a.shared_ && a.shared_ == b.shared_) return std::strong_ordering::equal;
    return a.text() <=> b.text();
  }

 private:
  std::string own_;
  std::shared_ptr<const std::string> shared_;  // if it is long
};

// A name or an index per element; the first is the name of an attribute.
struct Path {
  using Element = std::variant<Name, size_t>;
  std::vector<Element> elements;

  const std::string& attribute() const { return std::get<Name>(elements.front()).text(); }
  bool top_level() const { return elements.size() == 1; }
  // As DynamoDB writes paths in messages: "[a, b, [2], c]".
  std::string ToText() const;
  // The value there, or nullopt if the item has none.
  std::optional<value::ValueView> Resolve(const value::RowView& item) const;

  friend bool operator==(const Path&, const Path&) = default;
};

}  // namespace expr
