// The common part of PutItem, UpdateItem and DeleteItem: reads one item and changes it, if it meets
// a condition.
#pragma once

#include <optional>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "api/request_context.h"
#include "expr/condition.h"
#include "table/item/items.h"

namespace api::dynamodb::item {

struct ItemWrite {
  const table::TableDescription& table;
  const table::ItemKey& key;
  const std::optional<expr::Condition>& condition;
  // ReturnValuesOnConditionCheckFailure is ALL_OLD.
  bool item_on_failure = false;
  bool want_old_item = false;
};

// Errors: ConditionalCheckFailedException; what `decide` returns.
ApiResult<table::item::WriteOutcome> WriteItem(RequestContext& context, const ItemWrite& write,
                                               const table::item::Items::Decide& decide);

inline bool WantsItemOnFailure(const std::optional<ReturnValuesOnConditionCheckFailure>& wanted) {
  return wanted == ReturnValuesOnConditionCheckFailure::kAllOld;
}

// An error unless ReturnValues is absent, NONE or ALL_OLD, as PutItem and DeleteItem require.
// Errors: ValidationException.
ApiResult<void> CheckReturnsOldOrNone(const std::optional<ReturnValue>& return_values);

}  // namespace api::dynamodb::item
