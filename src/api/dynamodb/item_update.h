// What an update does to an item: for UpdateItem, and Update in TransactWriteItems.
#pragma once

#include <optional>
#include <string>

#include "api/api_error.h"
#include "expr/placeholders.h"
#include "expr/update.h"
#include "table/items.h"
#include "table/key_schema.h"
#include "value/row.h"

namespace api::dynamodb {

// UpdateExpression, compiled if it was given; else `legacy`, which came in the form older than
// expressions. Errors: ValidationException.
ApiResult<std::optional<expr::Update>> CompileUpdate(const std::optional<std::string>& text,
                                                     expr::Placeholders& placeholders,
                                                     std::optional<expr::Update> legacy);

// Errors: ValidationException (an attribute of the key would be written).
ApiResult<void> CheckTargets(const expr::Update& update, const table::KeySchema& schema);

// The item after the update (nullopt: it stays as it is, but is made if it was not there), and
// whether that is to be stored. `key` is the item's. Errors: kInvalidArgument.
base::Result<table::Decision> DecideUpdate(const std::optional<expr::Update>& update,
                                           const value::Row& key, const value::RowView& item,
                                           bool exists);

}  // namespace api::dynamodb
