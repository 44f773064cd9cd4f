// What #names and :values stand for in one request, and which of them its expressions used.
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

// One per request, shared by all its expressions; views the request's own data.
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

  // What the placeholder stands for, from now on used; nullopt if it is not defined.
  std::optional<std::string_view> UseName(std::string_view placeholder);
  std::optional<value::ValueView> UseValue(std::string_view placeholder);

  // Errors: kInvalidArgument ("Value provided in ExpressionAttributeNames unused in expressions:
  // keys: {#n}").
  base::Status CheckAllUsed() const;

 private:
  const Names* names_ = nullptr;
  value::RowView values_;
  bool has_values_ = false;
  std::vector<bool> names_used_;
  std::vector<bool> values_used_;
};

}  // namespace expr
