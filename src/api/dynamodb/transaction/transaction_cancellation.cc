#include "api/dynamodb/transaction/transaction_cancellation.h"

#include <string>
#include <utility>

namespace api::dynamodb::transaction {
namespace {

CancellationReason NoReason() {
  return {.code = "None", .message = std::nullopt, .item = std::nullopt};
}

CancellationReason ValidationError(std::string message) {
  return {.code = "ValidationError", .message = std::move(message), .item = std::nullopt};
}

CancellationReason ReasonOf(table::transaction::Cancellation cancellation) {
  using Reason = table::transaction::Cancellation::Reason;
  switch (cancellation.reason) {
    case Reason::kNone:
      break;
    case Reason::kConditionalCheckFailed:
      return {.code = "ConditionalCheckFailed",
              .message = "The conditional request failed",
              .item = std::move(cancellation.item)};
    case Reason::kTransactionConflict:
      return {.code = "TransactionConflict",
              .message = "Transaction is ongoing for the item",
              .item = std::nullopt};
    case Reason::kItemCollectionSizeLimitExceeded:
      return {.code = "ItemCollectionSizeLimitExceeded",
              .message = "Collection size exceeded.",
              .item = std::nullopt};
    case Reason::kValidationError:
      return ValidationError(std::move(cancellation.message));
  }
  return NoReason();
}

}  // namespace

std::vector<CancellationReason> ReasonsOf(
    std::vector<table::transaction::Cancellation> cancellations) {
  std::vector<CancellationReason> reasons;
  reasons.reserve(cancellations.size());
  for (table::transaction::Cancellation& one : cancellations)
    reasons.push_back(ReasonOf(std::move(one)));
  return reasons;
}

std::vector<CancellationReason> RefusedActions::NoReasons(size_t actions) {
  return std::vector<CancellationReason>(actions, NoReason());
}

ApiResult<void> RefusedActions::Add(size_t action, ApiError error) {
  if (error.name != "ValidationException") return error;
  reasons_[action] = ValidationError(std::move(error.message));
  any_ = true;
  return {};
}

ApiResult<void> RefusedActions::Check() && {
  if (any_) return TransactionCanceled(std::move(reasons_));
  return {};
}

}  // namespace api::dynamodb::transaction
