#include "api/dynamodb/item_update.h"

#include <utility>

#include "table/limits.h"

namespace api::dynamodb {

ApiResult<std::optional<expr::Update>> CompileUpdate(const std::optional<std::string>& text,
                                                     expr::Placeholders& placeholders,
                                                     std::optional<expr::Update> legacy) {
  if (!text) return legacy;
  TRY_ASSIGN(expr::Update update, expr::Update::Compile(*text, placeholders));
  return std::optional<expr::Update>(std::move(update));
}

ApiResult<void> CheckTargets(const expr::Update& update, const table::KeySchema& schema) {
  for (const expr::Path& target : update.targets()) {
    if (schema.Has(target.attribute())) {
      return Validation("One or more parameter values were invalid: Cannot update attribute " +
                        target.attribute() + ". This attribute is part of the key");
    }
  }
  return {};
}

base::Result<table::Decision> DecideUpdate(const std::optional<expr::Update>& update,
                                           const value::Row& key, const value::RowView& item,
                                           bool exists) {
  const value::RowView before = exists ? item : key.view();
  table::Decision decision{.kind = table::Decision::Kind::kPut};
  if (update) {
    TRY_ASSIGN(decision.row, update->Apply(before));
    // Removing attributes from an item that is not there does not make one.
    if (!exists && decision.row.view().count() == key.view().count()) return table::Decision{};
  } else {
    decision.row = value::Row(before);
  }
  if (decision.row.view().ItemBytes() > table::kItemBytesMax) {
    return base::InvalidArgument("Item size to update has exceeded the maximum allowed size");
  }
  return decision;
}

}  // namespace api::dynamodb
