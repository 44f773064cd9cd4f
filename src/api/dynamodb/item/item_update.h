// Applies an update to an item: for UpdateItem, and for Update in TransactWriteItems.
#pragma once

#include <optional>
#include <string>

#include "api/api_error.h"
#include "expr/placeholders.h"
#include "expr/update.h"
#include "table/item/items.h"
#include "table/key_schema.h"
#include "table/table.h"
#include "value/row.h"

namespace api::dynamodb::item {

// Compiles UpdateExpression, if there is one; else returns `legacy`, which was made from
// AttributeUpdates. Errors: ValidationException.
ApiResult<std::optional<expr::Update>> CompileUpdate(const std::optional<std::string>& text,
                                                     expr::Placeholders& placeholders,
                                                     std::optional<expr::Update> legacy);

// An error if the update would write a key attribute. Errors: ValidationException.
ApiResult<void> CheckTargets(const expr::Update& update, const table::KeySchema& schema);

// An error if the update would give an index's key attribute a value of another type, as far as
// this can be seen without the item. Errors: ValidationException, as a put's.
ApiResult<void> CheckTargetTypes(const expr::Update& update, const table::TableDescription& table);

// An error if the update would give an index's key attribute an empty value, as far as this can be
// seen without the item. Errors: ValidationException, as CheckUpdatedIndexKeys'.
ApiResult<void> CheckTargetsNotEmpty(const expr::Update& update,
                                     const table::TableDescription& table);

// Decides on the item: the updated item, or nothing to store. Without an update, an existing item
// stays as it is, and an absent one is made of `key`, its key. Errors: kInvalidArgument.
base::Result<table::item::Decision> DecideUpdate(const std::optional<expr::Update>& update,
                                                 const value::Row& key, const value::RowView& item,
                                                 bool exists);

// An error if an updated item has attributes that cannot be keys of the table's indexes.
// Errors: kInvalidArgument, with the messages that CancellationReason documents, in which
// UpdateItem answers too.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
base::Status CheckUpdatedIndexKeys(const expr::Update& update, const table::TableDescription& table,
                                   const value::RowView& updated);

// The parts of `item` that the update writes, for ReturnValues; nullopt if there are none.
std::optional<value::Row> Updated(const std::optional<expr::Update>& update,
                                  const std::optional<value::Row>& item);

// Checks the size that an UpdateExpression counts by itself, before the condition is evaluated. The
// size of the updated item is checked later. Errors: ValidationException.
ApiResult<void> CheckUpdateSize(const std::optional<expr::Update>& update);

}  // namespace api::dynamodb::item
