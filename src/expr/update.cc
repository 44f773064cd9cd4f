#include "expr/update.h"

#include "expr/update_values.h"
#include "expr/update_writer.h"

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
  UpdateValues evaluation(bound_, item);
  TRY_ASSIGN(const UpdateValues::Values values, evaluation.Evaluate());
  return UpdateWriter(bound_.targets, values).Write(bound_.order, item);
}

}  // namespace expr
