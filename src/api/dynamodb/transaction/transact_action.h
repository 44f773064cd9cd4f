// One action of TransactWriteItems: a ConditionCheck, Put, Delete or Update, as the operation of
// that name does it.
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

// Ready to be decided, but for its table. Refers to the request.
struct TransactWriteAction {
  enum class Kind { kConditionCheck, kPut, kDelete, kUpdate };
  Kind kind;
  const std::string& table_name;  // a name or an ARN, as given
  const value::Row& item;         // of a Put; of the others its key
  std::optional<expr::Condition> condition = std::nullopt;
  std::optional<expr::Update> update = std::nullopt;
  bool wants_item_on_failure = false;
  // Of an Update: whether one of its values nests too deep. In the service that shows with the
  // table only, unlike what else is wrong with a value.
  bool nests_too_deep = false;
};

// What can be said of an action by itself. Errors: ValidationException.
ApiResult<TransactWriteAction> CompileAction(const TransactWriteItem& item);

// What refuses the call although it shows with the table only: keys, of the table or of an index,
// that would be written as empty values. Errors: ValidationException.
ApiResult<void> CheckNoEmptyKeys(const TransactWriteAction& action,
                                 const table::TableDescription& table);

// What else can be said of it with its table. The result refers to both.
// Errors: ValidationException, as the single operation's: it cancels the transaction.
ApiResult<table::transaction::TransactAction> ResolveAction(const TransactWriteAction& action,
                                                            const table::TableDescription& table);

// Everything that must be the same in a request that is sent again with its token: the actions.
std::string ContentOf(const TransactWriteItemsInput& input);

}  // namespace api::dynamodb::transaction
