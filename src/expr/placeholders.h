// The meaning of #names and :values in one request, and which of them its expressions use.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "value/row.h"

namespace expr {

// The longest placeholder, with its # or :.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-expression-parameters
constexpr size_t kPlaceholderBytesMax = 255;

// One for each request, shared by all its expressions. It views the request's data. Not
// thread-safe.
class Placeholders {
 public:
  using Names = std::vector<std::pair<std::string, std::string>>;

  Placeholders() = default;
  // `names`: ("#n", "name") pairs, null if the request has none. `values`: a row whose attributes
  // are named ":v", null if the request has none.
  Placeholders(const Names* names, const value::Row* values);

  // Checks the placeholders by themselves: not empty when given, each well-formed.
  // Errors: kInvalidArgument with DynamoDB's message ("ExpressionAttributeNames must not be empty",
  // "ExpressionAttributeNames contains invalid key: Syntax error; key: \"n\"", …).
  base::Status Check() const;

  // Returns the meaning of a placeholder, and marks it as used; nullopt if it is not defined.
  std::optional<std::string_view> UseName(std::string_view placeholder);
  std::optional<value::ValueView> UseValue(std::string_view placeholder);

  // Errors: kInvalidArgument ("Value provided in ExpressionAttributeNames unused in expressions:
  // keys: {#n}").
  base::Status CheckAllUsed() const;

 private:
  struct Value {
    std::string_view placeholder;
    value::ValueView value;
    bool used = false;
  };

  base::Status CheckNames() const;
  base::Status CheckValues() const;
  // The index of the placeholder in `*names_`.
  std::optional<size_t> FindName(std::string_view placeholder) const;

  const Names* names_ = nullptr;
  std::vector<uint32_t> name_order_;  // of the names by placeholder; empty if they are few
  std::vector<bool> names_used_;
  bool has_values_ = false;
  std::vector<Value> values_;  // sorted by placeholder
};

}  // namespace expr
