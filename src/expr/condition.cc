#include "expr/condition.h"

#include "expr/evaluate.h"

namespace expr {

base::Result<Condition> Condition::Compile(std::string_view parameter, std::string_view text,
                                           Placeholders& placeholders) {
  TRY_ASSIGN(Bound bound, expr::Compile(parameter, Grammar::kCondition, text, placeholders));
  return Condition(std::move(bound));
}

bool Condition::Evaluate(const value::RowView& item, Beside beside) const {
  return expr::Evaluate(bound_, item, beside == Beside::kGivesWay);
}

size_t Condition::Steps() const { return kNodeSteps * bound_.tree->nodes.size(); }

bool Condition::MayTakeLong() const {
  // Each of them may look through all of the largest item, in half a millisecond.
  constexpr size_t kQuickNodesMax = 16;
  return bound_.tree->nodes.size() > kQuickNodesMax;
}

}  // namespace expr
