#include "api/dynamodb/item/item_write.h"

#include <utility>

namespace api::dynamodb::item {

ApiResult<table::item::WriteOutcome> WriteItem(RequestContext& context, const ItemWrite& write,
                                               const table::item::Items::Decide& decide) {
  bool failed = false;
  std::optional<value::Row> item_found;
  TRY_ASSIGN(
      table::item::WriteOutcome outcome,
      context.items.Write(
          write.table, write.key,
          [&](const value::RowView& item, bool exists) -> base::Result<table::item::Decision> {
            failed = write.condition &&
                     !write.condition->Evaluate(item, expr::Condition::Beside::kGivesWay);
            if (!failed) return decide(item, exists);
            if (write.item_on_failure && exists) item_found = value::Row(item);
            return table::item::Decision{};
          },
          write.want_old_item));
  if (failed) return ConditionalCheckFailed(std::move(item_found));
  return outcome;
}

ApiResult<void> CheckReturnsOldOrNone(const std::optional<ReturnValue>& return_values) {
  if (return_values && *return_values != ReturnValue::kAllOld &&
      *return_values != ReturnValue::kNone) {
    return Validation("ReturnValues can only be ALL_OLD or NONE");
  }
  return {};
}

}  // namespace api::dynamodb::item
