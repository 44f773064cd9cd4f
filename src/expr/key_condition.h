// KeyConditionExpression: selects the item collection that a Query reads, and a range of it.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.html
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "expr/condition.h"
#include "value/value.h"

namespace expr {

enum class KeyOperator {
  kEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kBetween,
  kBeginsWith,
  kNotIndexable,  // only in KeyConditions: NE, IN, …, which no range of keys can express
};

// One condition on one attribute. table/index/query_range.h checks that the attribute is a key, and
// its type.
struct KeyCondition {
  std::string attribute;
  KeyOperator op = KeyOperator::kEqual;
  std::vector<value::ValueView> operands;  // one; two for kBetween; any for kNotIndexable

  // What a KeyConditionExpression says, which is compiled as any condition is. At most one
  // condition per attribute. Views the request's values. Errors: kInvalidArgument with DynamoDB's
  // message, complete ("Invalid operator used in KeyConditionExpression: OR",
  // "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per
  // key", …).
  static base::Result<std::vector<KeyCondition>> FromCondition(const Condition& condition);

  // The key condition of one node of a condition; nullopt if no key condition can express it.
  static std::optional<KeyCondition> FromNode(const Bound& bound, const Node& node);
};

}  // namespace expr
