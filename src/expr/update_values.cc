#include "expr/update_values.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace expr {
namespace {

using value::SetView;
using value::Type;
using value::ValueView;

// Values made along the way to a result are at most as large as it, but for lists that are appended
// to many times within one expression.
constexpr size_t kKeptBytesMax = 4 * kUpdatedBytesMax;

base::Error WrongType() {
  return base::InvalidArgument("An operand in the update expression has an incorrect data type");
}

base::Error MissingAttribute() {
  return base::InvalidArgument(
      "The provided expression refers to an attribute that does not exist in the item");
}

std::vector<std::string_view> Elements(const SetView& set) {
  std::vector<std::string_view> elements;
  elements.reserve(set.count());
  for (const std::string_view element : set) elements.push_back(element);
  return elements;
}

}  // namespace

base::Error UpdatedItemTooLarge() {
  return base::InvalidArgument("Item size to update has exceeded the maximum allowed size");
}

base::Result<UpdateValues::Values> UpdateValues::Evaluate() {
  // Nodes are in post-order, so one pass finds every operand's own operands ready. An error waits
  // in its place: if_not_exists may not need the operand that has it.
  operands_.reserve(tree_.nodes.size());
  for (const Node& node : tree_.nodes) operands_.push_back(EvaluateNode(node));

  Values values;
  values.reserve(tree_.actions.size());
  for (const Action& action : tree_.actions) {
    TRY_ASSIGN(values.emplace_back(), EvaluateAction(action));
  }
  return values;
}

base::Result<std::optional<ValueView>> UpdateValues::EvaluateAction(const Action& action) {
  if (action.clause == Clause::kRemove) return std::optional<ValueView>();
  TRY_ASSIGN(const ValueView operand, operands_[action.value]);
  if (action.clause == Clause::kSet) return std::optional(operand);
  const auto existing = paths_.Find(action.target);
  if (action.clause == Clause::kDelete) return Delete(existing, operand);
  TRY_ASSIGN(const ValueView sum, Add(existing, operand));
  return std::optional(sum);
}

UpdateValues::Operand UpdateValues::EvaluateNode(const Node& node) {
  switch (node.op) {
    case Op::kValue:
      return bound_.values[node.index];
    case Op::kPath: {
      const auto found = paths_.Find(node.index);
      if (!found) return MissingAttribute();
      return *found;
    }
    default:
      break;
  }
  const auto operands = tree_.operands(node);
  const Operand& first = operands_[operands[0]];
  const Operand& second = operands_[operands[1]];
  if (node.op == Op::kIfNotExists) return first.ok() ? first : second;
  if (!first.ok()) return first;
  if (!second.ok()) return second;
  if (node.op == Op::kListAppend) return ListAppend(*first, *second);
  return Arithmetic(node.op, *first, *second);
}

base::Error UpdateValues::TypeMismatch() const {
  if (!tree_.attribute_updates) return WrongType();
  return base::InvalidArgument("Type mismatch for attribute to update");
}

UpdateValues::Operand UpdateValues::Arithmetic(Op op, const ValueView& left,
                                               const ValueView& right) {
  if (left.type() != Type::kN || right.type() != Type::kN) return WrongType();
  return KeepNumber(op == Op::kPlus ? value::Number::Add(left.AsNumber(), right.AsNumber())
                                    : value::Number::Subtract(left.AsNumber(), right.AsNumber()));
}

UpdateValues::Operand UpdateValues::ListAppend(const ValueView& front, const ValueView& back) {
  if (front.type() != Type::kL || back.type() != Type::kL) return WrongType();
  std::string encoded;
  for (const ValueView& list : {front, back}) {
    for (const ValueView element : list.AsList()) encoded.append(element.encoded());
  }
  value::WrapList(0, front.AsList().count() + back.AsList().count(), &encoded);
  return Keep(std::move(encoded));
}

UpdateValues::Operand UpdateValues::Add(const std::optional<ValueView>& existing,
                                        const ValueView& added) {
  if (!existing) return added;
  if (existing->type() != added.type()) return TypeMismatch();
  if (added.type() == Type::kN) return Arithmetic(Op::kPlus, *existing, added);
  if (added.type() == Type::kL) return ListAppend(*existing, added);
  const auto old_elements = Elements(existing->AsSet());
  const auto new_elements = Elements(added.AsSet());
  std::vector<std::string_view> all;
  std::set_union(old_elements.begin(), old_elements.end(), new_elements.begin(), new_elements.end(),
                 std::back_inserter(all));
  std::string encoded;
  value::AppendSet(added.type(), std::move(all), &encoded);
  return Keep(std::move(encoded));
}

base::Result<std::optional<ValueView>> UpdateValues::Delete(
    const std::optional<ValueView>& existing, const ValueView& deleted) {
  if (!existing) return std::optional<ValueView>();
  if (existing->type() != deleted.type()) return TypeMismatch();
  const auto old_elements = Elements(existing->AsSet());
  const auto& gone = DeletedElements(deleted);
  std::vector<std::string_view> left;
  std::ranges::copy_if(old_elements, std::back_inserter(left), [&](std::string_view element) {
    return !std::ranges::binary_search(gone, element);
  });
  // There are no empty sets: the attribute goes with its last element.
  if (left.empty()) return std::optional<ValueView>();
  std::string encoded;
  value::AppendSet(deleted.type(), std::move(left), &encoded);
  TRY_ASSIGN(const ValueView kept, Keep(std::move(encoded)));
  return std::optional(kept);
}

const std::vector<std::string_view>& UpdateValues::DeletedElements(const ValueView& deleted) {
  const auto [place, is_new] = deleted_.try_emplace(deleted.encoded().data());
  if (is_new) place->second = Elements(deleted.AsSet());
  return place->second;
}

UpdateValues::Operand UpdateValues::Keep(std::string encoded) {
  kept_bytes_ += encoded.size();
  if (encoded.size() > kUpdatedBytesMax || kept_bytes_ > kKeptBytesMax) {
    return UpdatedItemTooLarge();
  }
  kept_.push_back(std::move(encoded));
  return ValueView(kept_.back());
}

UpdateValues::Operand UpdateValues::KeepNumber(const base::Result<value::Number>& number) {
  if (!number.ok()) return number.error();
  std::string encoded;
  value::AppendNumber(*number, &encoded);
  return Keep(std::move(encoded));
}

}  // namespace expr
