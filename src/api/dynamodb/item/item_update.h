// What an update does to an item: for UpdateItem, and Update in TransactWriteItems.
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

// UpdateExpression, compiled if it was given; else `legacy`, which came in the form older than
// expressions. Errors: ValidationException.
ApiResult<std::optional<expr::Update>> CompileUpdate(const std::optional<std::string>& text,
                                                     expr::Placeholders& placeholders,
                                                     std::optional<expr::Update> legacy);

// Errors: ValidationException (an attribute of the key would be written).
ApiResult<void> CheckTargets(const expr::Update& update, const table::KeySchema& schema);

// That no target is an index's key attribute for which the update has a value of another type, as
// far as that shows without an item. Errors: ValidationException, as a put's.
ApiResult<void> CheckTargetTypes(const expr::Update& update, const table::TableDescription& table);

// That none is an index's key attribute for which the update has an empty value, as far as that
// shows without an item. Errors: ValidationException, as CheckUpdatedIndexKeys'.
ApiResult<void> CheckTargetsNotEmpty(const expr::Update& update,
                                     const table::TableDescription& table);

// The item after the update (without one: as it is, or made of `key`, which is its key, if it is
// not there), and whether that is to be stored. Errors: kInvalidArgument.
base::Result<table::item::Decision> DecideUpdate(const std::optional<expr::Update>& update,
                                                 const value::Row& key, const value::RowView& item,
                                                 bool exists);

// Whether what an UpdateExpression made of an item's index keys can be such keys.
// Errors: kInvalidArgument, with the messages that CancellationReason documents, in which
// UpdateItem answers too.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
base::Status CheckUpdatedIndexKeys(const expr::Update& update, const table::TableDescription& table,
                                   const value::RowView& updated);

// The parts of `item` that the update names; nullopt if there are none.
std::optional<value::Row> Updated(const std::optional<expr::Update>& update,
                                  const std::optional<value::Row>& item);

// An UpdateExpression is weighed by itself, before the condition is looked at; what comes of it is
// weighed when it is known. Errors: ValidationException.
ApiResult<void> CheckUpdateSize(const std::optional<expr::Update>& update);

}  // namespace api::dynamodb::item
