#include "expr/key_condition.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "expr/bound.h"

namespace expr {
namespace {

base::Error InvalidCondition(std::string_view problem) {
  return base::InvalidArgument("Invalid condition in KeyConditionExpression: " +
                               std::string(problem));
}

base::Error Invalid(std::string_view problem) {
  return InvalidExpression("KeyConditionExpression", base::InvalidArgument(std::string(problem)));
}

// Everything that conditions know and key conditions do not.
base::Status CheckOperators(const Tree& tree) {
  for (const Node& node : tree.nodes) {
    switch (node.op) {
      case Op::kOr:
      case Op::kNot:
      case Op::kIn:
      case Op::kNotEqual:
      case Op::kAttributeExists:
      case Op::kAttributeNotExists:
      case Op::kAttributeType:
      case Op::kContains:
        return base::InvalidArgument("Invalid operator used in KeyConditionExpression: " +
                                     std::string(OpName(node.op)));
      case Op::kSize:
        return Invalid("KeyConditionExpressions cannot contain nested operations");
      default:
        break;
    }
  }
  return {};
}

KeyOperator OperatorOf(Op op) {
  switch (op) {
    case Op::kLess:
      return KeyOperator::kLess;
    case Op::kLessOrEqual:
      return KeyOperator::kLessOrEqual;
    case Op::kGreater:
      return KeyOperator::kGreater;
    case Op::kGreaterOrEqual:
      return KeyOperator::kGreaterOrEqual;
    case Op::kBetween:
      return KeyOperator::kBetween;
    case Op::kBeginsWith:
      return KeyOperator::kBeginsWith;
    default:
      return KeyOperator::kEqual;
  }
}

// The operator with its operands exchanged: ":v < sk" is "sk > :v".
KeyOperator Exchanged(KeyOperator op) {
  switch (op) {
    case KeyOperator::kLess:
      return KeyOperator::kGreater;
    case KeyOperator::kLessOrEqual:
      return KeyOperator::kGreaterOrEqual;
    case KeyOperator::kGreater:
      return KeyOperator::kLess;
    case KeyOperator::kGreaterOrEqual:
      return KeyOperator::kLessOrEqual;
    default:
      return op;
  }
}

base::Result<KeyCondition> ConvertCondition(const Bound& bound, const Node& node) {
  const Tree& tree = *bound.tree;
  KeyCondition condition{.attribute = {}, .op = OperatorOf(node.op), .operands = {}};
  std::optional<size_t> attribute_at;
  for (size_t i = 0; i < node.child_count; ++i) {
    const Node& operand = tree.operand(node, i);
    if (operand.op == Op::kValue) {
      condition.operands.push_back(bound.values[operand.index]);
      continue;
    }
    const Path& path = bound.paths[operand.index];
    if (attribute_at) {
      return InvalidCondition("Multiple attribute names used in one condition");
    }
    if (!path.top_level()) {
      return Invalid("KeyConditionExpressions cannot have conditions on nested attributes");
    }
    condition.attribute = path.attribute();
    attribute_at = i;
  }
  if (!attribute_at) return InvalidCondition("No key attribute specified");
  if (*attribute_at > 0) {
    if (!IsComparator(node.op)) {
      return InvalidCondition(std::string(OpName(node.op)) +
                              " operator must have the key attribute as its first operand");
    }
    condition.op = Exchanged(condition.op);
  }
  return condition;
}

}  // namespace

base::Result<std::vector<KeyCondition>> KeyCondition::FromCondition(const Condition& condition) {
  const Bound& bound = condition.bound();
  TRY(CheckOperators(*bound.tree));
  std::vector<KeyCondition> conditions;
  // What is left besides AND and operands are the conditions, in the order of the text.
  for (const Node& node : bound.tree->nodes) {
    if (!IsCondition(node.op) || node.op == Op::kAnd) continue;
    TRY_ASSIGN(KeyCondition converted, ConvertCondition(bound, node));
    for (const KeyCondition& other : conditions) {
      if (other.attribute == converted.attribute) {
        return Invalid("KeyConditionExpressions must only contain one condition per key");
      }
    }
    conditions.push_back(std::move(converted));
  }
  return conditions;
}

std::optional<KeyCondition> KeyCondition::FromNode(const Bound& bound, const Node& node) {
  const bool has_operator = (IsComparator(node.op) && node.op != Op::kNotEqual) ||
                            node.op == Op::kBetween || node.op == Op::kBeginsWith;
  if (!has_operator) return std::nullopt;
  for (size_t i = 0; i < node.child_count; ++i) {
    const Op operand = bound.tree->operand(node, i).op;
    if (operand != Op::kPath && operand != Op::kValue) return std::nullopt;
  }
  base::Result<KeyCondition> condition = ConvertCondition(bound, node);
  if (!condition.ok()) return std::nullopt;
  return *std::move(condition);
}

}  // namespace expr
