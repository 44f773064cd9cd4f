// Why a transaction was cancelled, as its client is told.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
#pragma once

#include <vector>

#include "api/api_error.h"
#include "table/transactions.h"

namespace api::dynamodb {

// One for each action, in order.
std::vector<CancellationReason> ReasonsOf(std::vector<table::Cancellation> cancellations);

}  // namespace api::dynamodb
