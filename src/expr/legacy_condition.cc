#include "expr/legacy_condition.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "expr/evaluate.h"
#include "expr/syntax.h"
#include "run/give_way.h"

namespace expr {
namespace {

using value::Type;
using value::ValueView;

// What a comparison takes, about: there is no limit on how many a request has.
constexpr size_t kComparisonSteps = 400;

constexpr size_t kAnyCount = std::numeric_limits<size_t>::max();

enum class OperandTypes : uint8_t { kAny, kElement, kScalar, kText };

struct Operator {
  std::string_view name;
  size_t operands_min;
  size_t operands_max;
  OperandTypes types;
  Op op;  // in a tree
  KeyOperator key_op;
};

// In the order of ComparisonOperator. IN is bounded by the size of a request alone.
constexpr std::array<Operator, 13> kOperators = {{
    {"EQ", 1, 1, OperandTypes::kAny, Op::kEqual, KeyOperator::kEqual},
    {"NE", 1, 1, OperandTypes::kAny, Op::kNotEqual, KeyOperator::kNotIndexable},
    {"LE", 1, 1, OperandTypes::kScalar, Op::kLessOrEqual, KeyOperator::kLessOrEqual},
    {"LT", 1, 1, OperandTypes::kScalar, Op::kLess, KeyOperator::kLess},
    {"GE", 1, 1, OperandTypes::kScalar, Op::kGreaterOrEqual, KeyOperator::kGreaterOrEqual},
    {"GT", 1, 1, OperandTypes::kScalar, Op::kGreater, KeyOperator::kGreater},
    {"NOT_NULL", 0, 0, OperandTypes::kAny, Op::kAttributeExists, KeyOperator::kNotIndexable},
    {"NULL", 0, 0, OperandTypes::kAny, Op::kAttributeNotExists, KeyOperator::kNotIndexable},
    {"CONTAINS", 1, 1, OperandTypes::kElement, Op::kContains, KeyOperator::kNotIndexable},
    {"NOT_CONTAINS", 1, 1, OperandTypes::kElement, Op::kContains, KeyOperator::kNotIndexable},
    {"BEGINS_WITH", 1, 1, OperandTypes::kText, Op::kBeginsWith, KeyOperator::kBeginsWith},
    {"IN", 1, kAnyCount, OperandTypes::kScalar, Op::kIn, KeyOperator::kNotIndexable},
    {"BETWEEN", 2, 2, OperandTypes::kScalar, Op::kBetween, KeyOperator::kBetween},
}};
static_assert(kOperators.size() == static_cast<size_t>(ComparisonOperator::kBetween) + 1);

const Operator& OperatorOf(ComparisonOperator op) { return kOperators[static_cast<size_t>(op)]; }

bool Allows(OperandTypes types, Type type) {
  switch (types) {
    case OperandTypes::kAny:
      return true;
    case OperandTypes::kElement:
      // Lists may have more than what the guide says: "String, Number, or Binary".
      return type == Type::kBool || type == Type::kNull || Allows(OperandTypes::kScalar, type);
    case OperandTypes::kScalar:
      return type == Type::kS || type == Type::kN || type == Type::kB;
    case OperandTypes::kText:
      return type == Type::kS || type == Type::kB;
  }
  return false;
}

base::Error InvalidParameter(std::string problem) {
  return base::InvalidArgument("One or more parameter values were invalid: " + std::move(problem));
}

// Grows the tree of a map of comparisons, and what its nodes count.
class TreeBuilder {
 public:
  NodeId AddComparison(const AttributeComparison& comparison) {
    const PathId path = AddPath(comparison.attribute);
    const Op op = OperatorOf(comparison.op).op;
    if (comparison.op != ComparisonOperator::kNotContains) return AddTest(op, path, comparison);
    const std::array<NodeId, 1> contains = {AddTest(op, path, comparison)};
    const NodeId contains_not = tree_->Add(Op::kNot, contains);
    // What is not there contains nothing, and still does not meet NOT_CONTAINS.
    const std::array<NodeId, 1> attribute = {tree_->AddLeaf(Op::kPath, path)};
    const NodeId exists = tree_->Add(Op::kAttributeExists, attribute);
    return tree_->Add(Op::kAnd, std::array<NodeId, 2>{exists, contains_not});
  }

  Bound Finish(ConditionalOperator conditional_operator, const std::vector<NodeId>& conditions) {
    const Op join = conditional_operator == ConditionalOperator::kOr ? Op::kOr : Op::kAnd;
    tree_->root = conditions.size() == 1 ? conditions.front() : tree_->Add(join, conditions);
    bound_.tree = std::move(tree_);
    return std::move(bound_);
  }

 private:
  PathId AddPath(std::string_view attribute) {
    bound_.paths.push_back({.elements = {std::string(attribute)}});
    return static_cast<PathId>(bound_.paths.size() - 1);
  }

  NodeId AddTest(Op op, PathId path, const AttributeComparison& comparison) {
    std::vector<NodeId> operands = {tree_->AddLeaf(Op::kPath, path)};
    for (const ValueView operand : comparison.operands) {
      operands.push_back(tree_->AddLeaf(Op::kValue, static_cast<ValueId>(bound_.values.size())));
      bound_.values.push_back(operand);
    }
    const NodeId test = tree_->Add(op, operands);
    if (op == Op::kIn && comparison.operands.size() > kInOperandsMax) AddLargeIn(test, comparison);
    return test;
  }

  // So that an item is not compared with a million operands one by one.
  void AddLargeIn(NodeId test, const AttributeComparison& comparison) {
    auto& sorted = bound_.large_ins.emplace_back();
    sorted.reserve(comparison.operands.size());
    for (const ValueView operand : comparison.operands) sorted.push_back(operand.encoded());
    run::SortGivingWay(sorted.begin(), sorted.end(), std::less<>());
    tree_->nodes[test].index = static_cast<uint32_t>(bound_.large_ins.size());
  }

  std::shared_ptr<Tree> tree_ = std::make_shared<Tree>();
  Bound bound_;
};

}  // namespace

std::string_view ComparisonOperatorName(ComparisonOperator op) { return OperatorOf(op).name; }

std::optional<ComparisonOperator> ComparisonOperatorFromName(std::string_view name) {
  const auto found = std::ranges::find(kOperators, name, &Operator::name);
  if (found == kOperators.end()) return std::nullopt;
  return static_cast<ComparisonOperator>(found - kOperators.begin());
}

base::Status CheckComparison(const AttributeComparison& comparison) {
  const Operator& op = OperatorOf(comparison.op);
  const std::vector<ValueView>& operands = comparison.operands;
  if (operands.size() < op.operands_min || operands.size() > op.operands_max) {
    return InvalidParameter("Invalid number of argument(s) for the " + std::string(op.name) +
                            " ComparisonOperator");
  }
  for (const ValueView operand : operands) {
    if (operand.type() != operands.front().type()) {
      return InvalidParameter("AttributeValues inside AttributeValueList must be of same type");
    }
  }
  if (!operands.empty() && !Allows(op.types, operands.front().type())) {
    return InvalidParameter("ComparisonOperator " + std::string(op.name) + " is not valid for " +
                            std::string(value::TypeName(operands.front().type())) +
                            " AttributeValue type");
  }
  if (comparison.op == ComparisonOperator::kBetween &&
      Compare(Op::kGreater, operands[0], operands[1])) {
    return base::InvalidArgument(
        "The BETWEEN condition was provided a range where the lower bound is greater than the "
        "upper bound");
  }
  return {};
}

Condition LegacyCondition(const std::vector<AttributeComparison>& comparisons,
                          ConditionalOperator conditional_operator) {
  CHECK(!comparisons.empty());
  TreeBuilder builder;
  std::vector<NodeId> conditions;
  conditions.reserve(comparisons.size());
  run::LongLoop loop;
  for (const AttributeComparison& comparison : comparisons) {
    conditions.push_back(builder.AddComparison(comparison));
    loop.Next(kComparisonSteps);
  }
  return Condition(builder.Finish(conditional_operator, conditions));
}

base::Result<std::vector<KeyCondition>> LegacyKeyConditions(
    const std::vector<AttributeComparison>& comparisons) {
  std::vector<KeyCondition> conditions;
  run::LongLoop loop;
  for (const AttributeComparison& comparison : comparisons) {
    loop.Next(kComparisonSteps);
    TRY(CheckComparison(comparison));
    conditions.push_back({.attribute = std::string(comparison.attribute),
                          .op = OperatorOf(comparison.op).key_op,
                          .operands = comparison.operands});
  }
  // The words are those of keys of one attribute or two. Whether there are too many is told by the
  // key.
  if (conditions.empty()) return base::InvalidArgument("Conditions can be of length 1 or 2 only");
  return conditions;
}

}  // namespace expr
