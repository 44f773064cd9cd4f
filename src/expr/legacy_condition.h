// Conditions written as a map from attributes to comparisons, as requests held them before there
// were expressions: Expected, QueryFilter, ScanFilter and KeyConditions.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.Conditions.html
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/condition.h"
#include "expr/key_condition.h"
#include "value/value.h"

namespace expr {

enum class ComparisonOperator : uint8_t {
  kEq,
  kNe,
  kLe,
  kLt,
  kGe,
  kGt,
  kNotNull,
  kNull,
  kContains,
  kNotContains,
  kBeginsWith,
  kIn,
  kBetween,
};

// As in requests and in messages: "EQ", "NOT_CONTAINS".
std::string_view ComparisonOperatorName(ComparisonOperator op);
std::optional<ComparisonOperator> ComparisonOperatorFromName(std::string_view name);

// How the comparisons of a map are joined.
enum class ConditionalOperator : uint8_t { kAnd, kOr };

// What one attribute is compared with. The name and the values are the request's.
struct AttributeComparison {
  std::string_view attribute;
  ComparisonOperator op = ComparisonOperator::kEq;
  std::vector<value::ValueView> operands;
};

// What a comparison asks of its operands: their number, that they are of one type, which type that
// is, and that a range does not end before it begins; in this order.
// Errors: kInvalidArgument with DynamoDB's message ("One or more parameter values were invalid:
// Invalid number of argument(s) for the EQ ComparisonOperator", …).
base::Status CheckComparison(const AttributeComparison& comparison);

// The condition that all of the comparisons hold, or any of them. An attribute that an item does
// not have is NULL and NE to everything, and meets no other comparison, NOT_CONTAINS neither.
// REQUIRES: there is at least one, and CheckComparison passed for each.
Condition LegacyCondition(const std::vector<AttributeComparison>& comparisons,
                          ConditionalOperator conditional_operator);

// The comparisons as key conditions; those that no key condition can be become kNotIndexable, for
// the table to refuse once it knows which attributes are keys.
// Errors: those of CheckComparison; there is none ("Conditions can be of length 1 or 2 only").
base::Result<std::vector<KeyCondition>> LegacyKeyConditions(
    const std::vector<AttributeComparison>& comparisons);

}  // namespace expr
