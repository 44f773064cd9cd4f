#include "expr/legacy_update.h"

#include <memory>
#include <string>
#include <utility>

#include "expr/syntax.h"
#include "run/give_way.h"

namespace expr {
namespace {

using value::Type;
using value::ValueView;

// What an update of an attribute takes, about: there is no limit on how many a request has.
constexpr size_t kUpdateSteps = 400;

base::Error InvalidParameter(std::string problem) {
  return base::InvalidArgument("One or more parameter values were invalid: " + std::move(problem));
}

base::Status CheckUpdate(const AttributeUpdate& update) {
  if (!update.value) {
    if (update.action == AttributeAction::kDelete) return {};
    return InvalidParameter("Only DELETE action is allowed when no attribute value is specified");
  }
  const ValueView value = *update.value;
  const std::string type(value::TypeName(value.type()));
  if (update.action == AttributeAction::kDelete && !value.is_set()) {
    return InvalidParameter("DELETE action with value is not supported for the type " + type);
  }
  // The guide says nothing of lists. The service appends to them.
  if (update.action == AttributeAction::kAdd && !value.is_set() && value.type() != Type::kN &&
      value.type() != Type::kL) {
    return InvalidParameter("ADD action is not supported for the type " + type);
  }
  return {};
}

Clause ClauseOf(const AttributeUpdate& update) {
  switch (update.action) {
    case AttributeAction::kPut:
      return Clause::kSet;
    case AttributeAction::kAdd:
      return Clause::kAdd;
    case AttributeAction::kDelete:
      return update.value ? Clause::kDelete : Clause::kRemove;
  }
  return Clause::kSet;
}

}  // namespace

base::Result<Update> LegacyUpdate(const std::vector<AttributeUpdate>& updates) {
  auto tree = std::make_shared<Tree>();
  tree->attribute_updates = true;
  Bound bound;
  run::LongLoop loop;
  for (const AttributeUpdate& update : updates) {
    loop.Next(kUpdateSteps);
    TRY(CheckUpdate(update));
    Action action{
        .clause = ClauseOf(update), .target = static_cast<PathId>(bound.paths.size()), .value = 0};
    bound.paths.push_back({.elements = {std::string(update.attribute)}});
    if (update.value) {
      action.value = tree->AddLeaf(Op::kValue, static_cast<ValueId>(bound.values.size()));
      bound.values.push_back(*update.value);
    }
    tree->actions.push_back(action);
  }
  bound.tree = std::move(tree);
  return Update::FromBound(std::move(bound));
}

}  // namespace expr
