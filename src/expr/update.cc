#include "expr/update.h"

#include "expr/update_values.h"
#include "expr/update_writer.h"

namespace expr {

base::Result<Update> Update::Compile(std::string_view text, Placeholders& placeholders) {
  constexpr std::string_view kParameter = "UpdateExpression";
  TRY_ASSIGN(Bound bound, expr::Compile(kParameter, Grammar::kUpdate, text, placeholders));
  auto update = FromBound(std::move(bound));
  if (!update.ok()) return InvalidExpression(kParameter, update.error());
  return update;
}

base::Result<Update> Update::FromBound(Bound bound) {
  Update update(std::move(bound));
  update.targets_.reserve(update.bound_.tree->actions.size());
  for (const Action& action : update.bound_.tree->actions) {
    update.targets_.push_back(update.bound_.paths[action.target]);
  }
  update.order_ = SortPaths(update.targets_);
  TRY(CheckDisjoint(update.targets_, update.order_));
  return update;
}

base::Result<value::Row> Update::Apply(const value::RowView& item) const {
  UpdateValues evaluation(bound_, item);
  TRY_ASSIGN(const UpdateValues::Values values, evaluation.Evaluate());
  return UpdateWriter(targets_, values).Write(order_, item);
}

}  // namespace expr
