#include "api/dynamodb/transaction_cancellation.h"

#include <utility>

namespace api::dynamodb {
namespace {

CancellationReason ReasonOf(table::Cancellation cancellation) {
  using Reason = table::Cancellation::Reason;
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
      return {.code = "ValidationError",
              .message = std::move(cancellation.message),
              .item = std::nullopt};
  }
  return {.code = "None", .message = std::nullopt, .item = std::nullopt};
}

}  // namespace

std::vector<CancellationReason> ReasonsOf(std::vector<table::Cancellation> cancellations) {
  std::vector<CancellationReason> reasons;
  reasons.reserve(cancellations.size());
  for (table::Cancellation& one : cancellations) reasons.push_back(ReasonOf(std::move(one)));
  return reasons;
}

}  // namespace api::dynamodb
