#include "expr/condition.h"

#include "expr/evaluate.h"

namespace expr {

base::Result<Condition> Condition::Compile(std::string_view parameter, std::string_view text,
                                           Placeholders& placeholders) {
  TRY_ASSIGN(Bound bound, expr::Compile(parameter, Grammar::kCondition, text, placeholders));
  return Condition(std::move(bound));
}

bool Condition::Evaluate(const value::RowView& item) const { return expr::Evaluate(bound_, item); }

}  // namespace expr
