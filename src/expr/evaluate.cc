#include "expr/evaluate.h"

#include <algorithm>
#include <compare>
#include <cstring>
#include <string>

#include "base/check.h"
#include "expr/path_values.h"
#include "run/give_way.h"

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
  Evaluator(const Bound& bound, const value::RowView& item, bool may_give_way)
      : bound_(bound),
        tree_(*bound.tree),
        item_bytes_(item.bytes().size()),
        may_give_way_(may_give_way),
        paths_(bound, item) {
    run::Spend(kNodeSteps * std::min(tree_.nodes.size(), kTestsTogether));
  }

  // Keep the frame of this one small: it is the one that recurses.
  bool Holds(const Node& node) {
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
  // Tests of smaller items take no more than the steps of their nodes.
  static constexpr size_t kSmallItemBytes = 4096;
  // No expression has so many tests, but parameters older than expressions may.
  static constexpr size_t kTestsTogether = 4096;

  [[gnu::noinline]] bool Test(const Node& node) {
    if (item_bytes_ > kSmallItemBytes) {
      run::Spend(item_bytes_);
      if (may_give_way_) run::GiveWay();
    } else if (++tests_ % kTestsTogether == 0) {
      run::Spend(kNodeSteps * kTestsTogether);
      if (may_give_way_) run::GiveWay();
    }
    // A size is not stored anywhere in an item; it is made here, without allocating.
    std::string first_scratch;
    const auto first = Operand(tree_.operand(node, 0), &first_scratch);
    switch (node.op) {
      case Op::kAttributeExists:
        return first.has_value();
      case Op::kAttributeNotExists:
        return !first.has_value();
      case Op::kIn:
        return first && IsIn(*first, node);
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

  bool IsIn(const ValueView& value, const Node& node) {
    if (node.index > 0) {
      return std::ranges::binary_search(bound_.large_ins[node.index - 1], value.encoded());
    }
    for (const NodeId candidate : tree_.operands(node).subspan(1)) {
      std::string scratch;
      if (Operand(tree_.node(candidate), &scratch) == value) return true;
    }
    return false;
  }

  bool MeetsBound(const ValueView& value, const Node& node, size_t bound, Op comparator) {
    std::string scratch;
    return Compare(comparator, value, Operand(tree_.operand(node, bound), &scratch));
  }

  // The operand's value, kept in `*scratch` if nothing else keeps it; nullopt if there is none.
  std::optional<ValueView> Operand(const Node& node, std::string* scratch) {
    switch (node.op) {
      case Op::kPath:
        return paths_.Find(node.index);
      case Op::kValue:
        return bound_.values[node.index];
      default:
        break;
    }
    if (IsCondition(node.op)) return Truth(node, scratch);
    CHECK(node.op == Op::kSize);
    // CheckOperands refuses the size of a size, so this goes one level deep.
    const auto value = Operand(tree_.operand(node, 0), scratch);
    const auto size = value ? Size(*value) : std::nullopt;
    if (!size) return std::nullopt;
    value::AppendNumber(value::Number::FromInt(static_cast<int64_t>(*size)), scratch);
    return ValueView(*scratch);
  }

  // A condition that is compared with a value, which PartiQL has.
  [[gnu::noinline]] ValueView Truth(const Node& node, std::string* scratch) {
    value::AppendBool(Holds(node), scratch);
    return ValueView(*scratch);
  }

  const Bound& bound_;
  const Tree& tree_;
  const size_t item_bytes_;
  const bool may_give_way_;
  size_t tests_ = 0;
  PathValues paths_;
};

// How long a text is in UTF-16, as which the service counts it. Each code point is one unit, but
// those of four bytes are two.
size_t Utf16Units(std::string_view utf8) {
  size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<uint8_t>(c);
    const bool continues = (byte & 0xc0) == 0x80;
    units += (continues ? 0 : 1) + (byte >= 0xf0 ? 1 : 0);
  }
  return units;
}

// In time in proportion to the text, whatever both are: std::string_view::find may need as much for
// each of the text's bytes as the part is long.
bool Holds(std::string_view text, std::string_view part) {
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): with its size
  return memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

}  // namespace

bool Evaluate(const Bound& bound, const value::RowView& item, bool may_give_way) {
  return Evaluator(bound, item, may_give_way).Holds(bound.tree->node(bound.tree->root));
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
      return part.type() == value.type() && Holds(value.AsBytes(), part.AsBytes());
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
      return Utf16Units(value.AsBytes());
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
