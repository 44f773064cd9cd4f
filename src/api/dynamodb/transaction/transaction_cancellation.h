// Why a transaction was cancelled, as its client is told.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
#pragma once

#include <cstddef>
#include <vector>

#include "api/api_error.h"
#include "table/transaction/transactions.h"

namespace api::dynamodb::transaction {

// One for each action, in order.
std::vector<CancellationReason> ReasonsOf(
    std::vector<table::transaction::Cancellation> cancellations);

// What is wrong with actions as the schemas of their tables show. It cancels the transaction before
// any item is looked at; what shows in the request alone refuses the call instead.
class RefusedActions {
 public:
  explicit RefusedActions(size_t actions) : reasons_(NoReasons(actions)) {}

  // Why the action is refused: as the operation that does the same alone says it. Other errors than
  // a ValidationException are the whole call's, and are returned.
  ApiResult<void> Add(size_t action, ApiError error);

  // Errors: TransactionCanceledException, if an action was refused.
  ApiResult<void> Check() &&;

 private:
  static std::vector<CancellationReason> NoReasons(size_t actions);

  std::vector<CancellationReason> reasons_;
  bool any_ = false;
};

}  // namespace api::dynamodb::transaction
