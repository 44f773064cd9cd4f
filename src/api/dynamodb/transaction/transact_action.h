// One action of TransactWriteItems: a ConditionCheck, Put, Delete or Update.
#pragma once

#include <optional>
#include <string>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "api/request_context.h"
#include "expr/condition.h"
#include "expr/update.h"
#include "table/transaction/transactions.h"
#include "value/row.h"

namespace api::dynamodb::transaction {

// A compiled action, without its table. It refers to the request.
struct TransactWriteAction {
  enum class Kind { kConditionCheck, kPut, kDelete, kUpdate };
  Kind kind;
  const std::string& table_name;  // a name or an ARN, as given
  const value::Row& item;         // for a Put: the item; for the others: its key
  std::optional<expr::Condition> condition = std::nullopt;
  std::optional<expr::Update> update = std::nullopt;
  bool wants_item_on_failure = false;
  // For an Update: whether one of its values nests too deep. The service reports this only after it
  // has looked up the table, unlike other errors of values.
  bool nests_too_deep = false;
};

// Compiles an action: the checks that do not need the table. Errors: ValidationException.
ApiResult<TransactWriteAction> CompileAction(const TransactWriteItem& item);

// The check that needs the table but refuses the whole call, instead of cancelling the transaction:
// an error if a key attribute of the table or of an index would be written as an empty value.
// Errors: ValidationException.
ApiResult<void> CheckNoEmptyKeys(const TransactWriteAction& action,
                                 const table::TableDescription& table);

// The other checks that need the table. The result refers to both arguments.
// Errors: ValidationException, as the single operation's; such an error cancels the transaction.
ApiResult<table::transaction::TransactAction> ResolveAction(const TransactWriteAction& action,
                                                            const table::TableDescription& table);

// Everything that must be the same in a request that is sent again with its token: the actions.
std::string ContentOf(const TransactWriteItemsInput& input);

}  // namespace api::dynamodb::transaction
