// KeyConditionExpression: which item collection a Query reads, and which range of it.
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
  kNotIndexable,  // only in KeyConditions: NE, IN, …, which no range of keys can answer
};

// One condition on one key attribute. Which attributes are keys, and of what type, is the table's
// to check.
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

  // What one node of a condition says of an attribute; nullopt if no key condition can say it.
  static std::optional<KeyCondition> FromNode(const Bound& bound, const Node& node);
};

}  // namespace expr
