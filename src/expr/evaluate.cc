#include "expr/evaluate.h"

#include <compare>
#include <string>

#include "base/check.h"

namespace expr {
namespace {

using value::Type;
using value::ValueView;

// The order of two values; nullopt if they have none.
std::optional<std::strong_ordering> Order(const ValueView& left, const ValueView& right) {
  const Type type = left.type();
  if (type != right.type()) return std::nullopt;
  if (type == Type::kN) return left.AsEncodedNumber() <=> right.AsEncodedNumber();
  if (type == Type::kS || type == Type::kB) return left.AsBytes() <=> right.AsBytes();
  return std::nullopt;
}

class Evaluator {
 public:
  Evaluator(const Bound& bound, const value::RowView& item)
      : bound_(bound), tree_(*bound.tree), item_(item) {}

  // Keep the frame of this one small: it is the one that recurses.
  bool Holds(const Node& node) const {
    switch (node.op) {
      case Op::kAnd:
        for (const NodeId operand : tree_.operands(node)) {
          if (!Holds(tree_.node(operand))) return false;
        }
        return true;
      case Op::kOr:
        for (const NodeId operand : tree_.operands(node)) {
          if (Holds(tree_.node(operand))) return true;
        }
        return false;
      case Op::kNot:
        return !Holds(tree_.operand(node, 0));
      default:
        return Test(node);
    }
  }

 private:
  [[gnu::noinline]] bool Test(const Node& node) const {
    // A size is not stored anywhere in an item; it is made here, without allocating.
    std::string first_scratch;
    const auto first = Operand(tree_.operand(node, 0), &first_scratch);
    switch (node.op) {
      case Op::kAttributeExists:
        return first.has_value();
      case Op::kAttributeNotExists:
        return !first.has_value();
      case Op::kIn:
        return first && IsIn(*first, tree_.operands(node).subspan(1));
      case Op::kBetween:
        return first && MeetsBound(*first, node, 1, Op::kGreaterOrEqual) &&
               MeetsBound(*first, node, 2, Op::kLessOrEqual);
      default:
        break;
    }
    std::string second_scratch;
    const auto second = Operand(tree_.operand(node, 1), &second_scratch);
    if (IsComparator(node.op)) return Compare(node.op, first, second);
    if (!first || !second) return false;
    switch (node.op) {
      case Op::kAttributeType:
        return value::TypeName(first->type()) == second->AsBytes();
      case Op::kBeginsWith:
        return BeginsWith(*first, *second);
      default:
        CHECK(node.op == Op::kContains);
        return Contains(*first, *second);
    }
  }

  bool IsIn(const ValueView& value, std::span<const NodeId> candidates) const {
    for (const NodeId candidate : candidates) {
      std::string scratch;
      if (Operand(tree_.node(candidate), &scratch) == value) return true;
    }
    return false;
  }

  bool MeetsBound(const ValueView& value, const Node& node, size_t bound, Op comparator) const {
    std::string scratch;
    return Compare(comparator, value, Operand(tree_.operand(node, bound), &scratch));
  }

  // The operand's value, kept in `*scratch` if nothing else keeps it; nullopt if there is none.
  std::optional<ValueView> Operand(const Node& node, std::string* scratch) const {
    switch (node.op) {
      case Op::kPath:
        return bound_.paths[node.index].Resolve(item_);
      case Op::kValue:
        return bound_.values[node.index];
      default:
        break;
    }
    CHECK(node.op == Op::kSize);
    // CheckOperands refuses the size of a size, so this goes one level deep.
    const auto value = Operand(tree_.operand(node, 0), scratch);
    const auto size = value ? Size(*value) : std::nullopt;
    if (!size) return std::nullopt;
    value::AppendNumber(value::Number::FromInt(static_cast<int64_t>(*size)), scratch);
    return ValueView(*scratch);
  }

  const Bound& bound_;
  const Tree& tree_;
  const value::RowView& item_;
};

}  // namespace

bool Evaluate(const Bound& bound, const value::RowView& item) {
  return Evaluator(bound, item).Holds(bound.tree->node(bound.tree->root));
}

bool Compare(Op comparator, const std::optional<ValueView>& left,
             const std::optional<ValueView>& right) {
  if (comparator == Op::kEqual) return left && right && *left == *right;
  // So "a <> :v" holds for an item without a, as in "stock <> :empty".
  if (comparator == Op::kNotEqual) return !Compare(Op::kEqual, left, right);
  if (!left || !right) return false;
  const auto order = Order(*left, *right);
  if (!order) return false;
  switch (comparator) {
    case Op::kLess:
      return *order < 0;
    case Op::kLessOrEqual:
      return *order <= 0;
    case Op::kGreater:
      return *order > 0;
    default:
      CHECK(comparator == Op::kGreaterOrEqual);
      return *order >= 0;
  }
}

bool BeginsWith(const ValueView& value, const ValueView& prefix) {
  const Type type = value.type();
  if (type != prefix.type() || (type != Type::kS && type != Type::kB)) return false;
  return value.AsBytes().starts_with(prefix.AsBytes());
}

bool Contains(const ValueView& value, const ValueView& part) {
  switch (value.type()) {
    case Type::kS:
    case Type::kB:
      return part.type() == value.type() &&
             value.AsBytes().find(part.AsBytes()) != std::string_view::npos;
    case Type::kSS:
      return part.type() == Type::kS && value.AsSet().Contains(part.AsBytes());
    case Type::kBS:
      return part.type() == Type::kB && value.AsSet().Contains(part.AsBytes());
    case Type::kNS:
      return part.type() == Type::kN && value.AsSet().Contains(part.AsEncodedNumber());
    case Type::kL:
      for (const ValueView element : value.AsList()) {
        if (element == part) return true;
      }
      return false;
    default:
      return false;
  }
}

std::optional<size_t> Size(const ValueView& value) {
  switch (value.type()) {
    case Type::kS:
    case Type::kB:
      return value.AsBytes().size();
    case Type::kSS:
    case Type::kNS:
    case Type::kBS:
      return value.AsSet().count();
    case Type::kL:
      return value.AsList().count();
    case Type::kM:
      return value.AsMap().count();
    default:
      return std::nullopt;
  }
}

}  // namespace expr
