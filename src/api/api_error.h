// Errors as DynamoDB's clients see them, and results with such errors.
//
// Below this layer errors are base::Error; only ToApiError translates them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "value/row.h"

namespace api {

// Why one action of a transaction was cancelled.
struct CancellationReason {
  std::string code;  // "ConditionalCheckFailed"; "None" for an action that did not cause it
  std::optional<std::string> message;
  std::optional<value::Row> item;  // ReturnValuesOnConditionCheckFailure
};

// Why a request was throttled, and by which table or index.
struct ThrottlingReason {
  std::string reason;    // "TableReadProvisionedThroughputExceeded"
  std::string resource;  // ARN
};

struct ApiError {
  std::string_view name;                                   // "ResourceNotFoundException"; a literal
  int status = 400;                                        // of HTTP
  std::string message;                                     // may be empty
  std::optional<value::Row> item = std::nullopt;           // ConditionalCheckFailedException
  std::vector<CancellationReason> cancellation_reasons{};  // TransactionCanceledException
  std::vector<ThrottlingReason> throttling_reasons{};

  friend bool operator==(const ApiError& a, const ApiError& b) {
    return a.name == b.name && a.status == b.status && a.message == b.message && a.item == b.item;
  }
};

// Errors of the client (400).
ApiError Validation(std::string message);
ApiError Serialization(std::string message);
ApiError UnknownOperation();
ApiError AccessDenied(std::string message);
ApiError ResourceNotFound(std::string message);
ApiError ResourceInUse(std::string message);
ApiError LimitExceeded(std::string message);
ApiError PolicyNotFound(std::string message);
ApiError TableNotFoundException(std::string_view table);
ApiError GlobalTableNotFound(std::string_view name);
ApiError BackupNotFound(std::string_view arn);
ApiError ExportNotFound(std::string_view arn);
ApiError ImportNotFound(std::string_view arn);
ApiError ItemCollectionSizeLimitExceeded(std::string message);
ApiError ProvisionedThroughputExceeded(std::vector<ThrottlingReason> reasons);
// `item`: the item that failed the condition, if the request wants to see it.
ApiError ConditionalCheckFailed(std::optional<value::Row> item);
// For INSERT, if an item of the same key exists.
ApiError DuplicateItem();
// For a single write of an item that a transaction is writing.
ApiError TransactionConflict();
// `reasons`: one for each action, in order.
ApiError TransactionCanceled(std::vector<CancellationReason> reasons);
// For requests with a ClientRequestToken that is in use, or was used for another content.
ApiError TransactionInProgress();
ApiError IdempotentParameterMismatch();

// Errors of the server: 500, which does not tell the cause; and 503, if nothing was done.
ApiError InternalServerError();
ApiError ServiceUnavailable();

// For requests that the HTTP server refuses, with its status (4xx and 5xx).
ApiError RefusedByHttp(int status, std::string reason);

// Translates an error of a lower layer. An error that does not concern the client (corruption,
// failures of the environment) is written to the log and becomes InternalServerError.
ApiError ToApiError(const base::Error& error);

// The body of the answer: {"__type":"…#ResourceNotFoundException","message":"…"}.
std::string RenderError(const ApiError& error);

// Lets base::BasicResult find ToApiError.
inline ApiError TranslateError(const base::Error& error, const ApiError*) {
  return ToApiError(error);
}

// A T or an ApiError. Errors of lower layers are converted implicitly, so TRY and TRY_ASSIGN work
// as everywhere.
template <typename T>
using ApiResult = base::BasicResult<T, ApiError>;

}  // namespace api
