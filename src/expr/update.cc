#include "expr/update.h"

#include <algorithm>

#include "expr/evaluate.h"
#include "expr/update_size.h"
#include "expr/update_values.h"
#include "expr/update_writer.h"
#include "run/give_way.h"

namespace expr {

base::Result<Update> Update::Compile(std::string_view text, Placeholders& placeholders) {
  TRY_ASSIGN(Bound bound, expr::Compile("UpdateExpression", Grammar::kUpdate, text, placeholders));
  return Update(std::move(bound));
}

base::Result<Update> Update::FromBound(Bound bound) {
  TRY(TakeTargets(&bound));
  return Update(std::move(bound));
}

base::Result<value::Row> Update::Apply(const value::RowView& item) const {
  run::Spend(kNodeSteps * bound_.tree->nodes.size() + item.bytes().size());
  UpdateValues evaluation(bound_, item);
  TRY_ASSIGN(const UpdateValues::Values values, evaluation.Evaluate());
  return UpdateWriter(bound_.targets, values).Write(bound_.order, item);
}

base::Status Update::CheckNesting() const {
  const Tree& tree = *bound_.tree;
  for (size_t i = 0; i < tree.actions.size(); ++i) {
    const Action& action = tree.actions[i];
    if (action.clause != Clause::kSet) continue;
    const Node& node = tree.node(action.value);
    if (node.op != Op::kValue) continue;
    const value::ValueView& value = bound_.values[node.index];
    if (value.type() == value::Type::kL || value.type() == value::Type::kM) {
      TRY(CheckNestingAt(bound_.targets[i], value));
    }
  }
  return {};
}

size_t Update::Bytes() const { return UpdateBytes(bound_); }

bool Update::OnlyTakesAway() const {
  return std::ranges::all_of(bound_.tree->actions, [](const Action& action) {
    return action.clause == Clause::kRemove || action.clause == Clause::kDelete;
  });
}

std::optional<value::Type> Update::TypeAt(size_t target) const {
  const Tree& tree = *bound_.tree;
  const Action& action = tree.actions[target];
  if (action.clause == Clause::kRemove) return std::nullopt;
  const Node* node = &tree.node(action.value);
  // The service goes by the value that stands in for an attribute, though the attribute may be
  // there.
  while (node->op == Op::kIfNotExists) node = &tree.operand(*node, 1);
  switch (node->op) {
    case Op::kValue:
      return bound_.values[node->index].type();
    case Op::kPlus:
    case Op::kMinus:
      return value::Type::kN;
    case Op::kListAppend:
      return value::Type::kL;
    default:
      return std::nullopt;
  }
}

std::optional<value::ValueView> Update::ValueAt(size_t target) const {
  const Action& action = bound_.tree->actions[target];
  if (action.clause != Clause::kSet) return std::nullopt;
  const Node& node = bound_.tree->node(action.value);
  if (node.op != Op::kValue) return std::nullopt;
  return bound_.values[node.index];
}

}  // namespace expr
