#include "api/api_error.h"

#include "api/json_answer.h"
#include "base/log.h"

namespace api {
namespace {

constexpr int kBadRequest = 400;

ApiError BadRequest(std::string_view name, std::string message) {
  return {.name = name, .status = kBadRequest, .message = std::move(message)};
}

// The namespace that defines an error: that of the API, or that of AWS's common framework.
struct Origin {
  std::string_view name;
  std::string_view prefix;
  std::string_view message_member = "message";
};
constexpr std::string_view kDynamoDb = "com.amazonaws.dynamodb.v20120810";
constexpr Origin kOrigins[] = {
    {"ValidationException", "com.amazon.coral.validate"},
    {"SerializationException", "com.amazon.coral.service", "Message"},
    {"UnknownOperationException", "com.amazon.coral.service"},
    {"MalformedHttpRequestException", "com.amazon.coral.service"},
    {"RequestEntityTooLargeException", "com.amazon.coral.service"},
    {"MissingAuthenticationTokenException", "com.amazon.coral.service"},
    {"IncompleteSignatureException", "com.amazon.coral.service"},
    {"InvalidSignatureException", "com.amazon.coral.service"},
    {"UnrecognizedClientException", "com.amazon.coral.service"},
    {"AccessDeniedException", "com.amazon.coral.service", "Message"},
    {"ThrottlingException", "com.amazon.coral.availability"},
    {"ServiceUnavailableException", "com.amazon.coral.availability"},
    {"TransactionCanceledException", kDynamoDb, "Message"},
    {"TransactionInProgressException", kDynamoDb, "Message"},
    {"IdempotentParameterMismatchException", kDynamoDb, "Message"},
};
constexpr Origin kApiItself = {"", kDynamoDb};

const Origin& OriginOf(std::string_view name) {
  for (const Origin& origin : kOrigins) {
    if (origin.name == name) return origin;
  }
  return kApiItself;
}

}  // namespace

void Render(const CancellationReason& reason, std::string* out) {
  ObjectWriter object(out);
  if (reason.item) object.Member("Item", *reason.item);
  object.Member("Code", reason.code);
  if (reason.message) object.Member("Message", *reason.message);
  object.End();
}

void Render(const ThrottlingReason& reason, std::string* out) {
  ObjectWriter object(out);
  object.Member("reason", reason.reason);
  object.Member("resource", reason.resource);
  object.End();
}

ApiError Validation(std::string message) {
  return BadRequest("ValidationException", std::move(message));
}
ApiError Serialization(std::string message) {
  return BadRequest("SerializationException", std::move(message));
}
ApiError UnknownOperation() { return BadRequest("UnknownOperationException", ""); }
ApiError AccessDenied(std::string message) {
  return BadRequest("AccessDeniedException", std::move(message));
}
ApiError ResourceNotFound(std::string message) {
  return BadRequest("ResourceNotFoundException", std::move(message));
}
ApiError ResourceInUse(std::string message) {
  return BadRequest("ResourceInUseException", std::move(message));
}
ApiError LimitExceeded(std::string message) {
  return BadRequest("LimitExceededException", std::move(message));
}
ApiError PolicyNotFound(std::string message) {
  return BadRequest("PolicyNotFoundException", std::move(message));
}
ApiError TableNotFoundException(std::string_view table) {
  return BadRequest("TableNotFoundException", "Table not found: " + std::string(table));
}
ApiError GlobalTableNotFound(std::string_view name) {
  return BadRequest(
      "GlobalTableNotFoundException",
      "Global table not found: Global table with name: '" + std::string(name) + "' does not exist");
}
ApiError BackupNotFound(std::string_view arn) {
  return BadRequest("BackupNotFoundException", "Backup not found: " + std::string(arn));
}
ApiError ExportNotFound(std::string_view arn) {
  return BadRequest("ExportNotFoundException", "Export not found: " + std::string(arn));
}
ApiError ImportNotFound(std::string_view arn) {
  return BadRequest("ImportNotFoundException", "Import not found: " + std::string(arn));
}
ApiError ItemCollectionSizeLimitExceeded(std::string message) {
  return BadRequest("ItemCollectionSizeLimitExceededException", std::move(message));
}

ApiError ProvisionedThroughputExceeded(std::vector<ThrottlingReason> reasons) {
  ApiError error = BadRequest(
      "ProvisionedThroughputExceededException",
      "The level of configured provisioned throughput for the table was exceeded. Consider "
      "increasing your provisioning level with the UpdateTable API.");
  error.throttling_reasons = std::move(reasons);
  return error;
}

ApiError ConditionalCheckFailed(std::optional<value::Row> item) {
  ApiError error = BadRequest("ConditionalCheckFailedException", "The conditional request failed");
  error.item = std::move(item);
  return error;
}

ApiError DuplicateItem() {
  return BadRequest("DuplicateItemException", "Duplicate primary key exists in table");
}

ApiError TransactionConflict() {
  return BadRequest("TransactionConflictException", "Transaction is ongoing for the item");
}

ApiError TransactionCanceled(std::vector<CancellationReason> reasons) {
  std::string codes;
  for (const CancellationReason& reason : reasons) {
    if (!codes.empty()) codes += ", ";
    codes += reason.code;
  }
  ApiError error = BadRequest("TransactionCanceledException",
                              "Transaction cancelled, please refer cancellation reasons for "
                              "specific reasons [" +
                                  codes + "]");
  error.cancellation_reasons = std::move(reasons);
  return error;
}

ApiError TransactionInProgress() {
  return BadRequest("TransactionInProgressException",
                    "The transaction with the given request token is already in progress.");
}

ApiError IdempotentParameterMismatch() {
  return BadRequest("IdempotentParameterMismatchException",
                    "DynamoDB rejected the request because you retried a request with a different "
                    "payload but with an idempotent token that was already used.");
}

ApiError InternalServerError() {
  return {.name = "InternalServerError", .status = 500, .message = "Internal server error"};
}

ApiError ServiceUnavailable() {
  return {.name = "ServiceUnavailableException",
          .status = 503,
          .message = "Service is unable to process request"};
}

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html
ApiError RefusedByHttp(int status, std::string reason) {
  ApiError error = InternalServerError();
  if (status == 503) {
    error = ServiceUnavailable();
  } else if (status == 413) {
    error.name = "RequestEntityTooLargeException";
  } else if (status != 500) {
    error.name = "MalformedHttpRequestException";
  }
  error.status = status;
  error.message = std::move(reason);
  return error;
}

ApiError ToApiError(const base::Error& error) {
  switch (error.code) {
    case base::ErrorCode::kInvalidArgument:
      return Validation(error.message);
    case base::ErrorCode::kNotFound:
      // The table was deleted while the request was using it.
      return ResourceNotFound("Requested resource not found");
    case base::ErrorCode::kAlreadyExists:
      return ResourceInUse(error.message);
    case base::ErrorCode::kLimitExceeded:
      // The only such limit that a write can reach is that of item collections.
      return ItemCollectionSizeLimitExceeded(error.message);
    case base::ErrorCode::kUnavailable:
      base::LogWarning("unavailable: " + error.message);
      return ServiceUnavailable();
    case base::ErrorCode::kResourceExhausted: {
      // The message is passed on, because the operator must act, and may be the one who runs the
      // client.
      base::LogError("out of resources: " + error.message);
      ApiError answer = InternalServerError();
      answer.message += ": " + error.message;
      return answer;
    }
    case base::ErrorCode::kConflict:
      // From `table`, this means that a transaction holds the item. (Conflicts of commits do not
      // get here: `table` tries again.)
      return TransactionConflict();
    case base::ErrorCode::kTimeout:
    case base::ErrorCode::kCorruption:
    case base::ErrorCode::kInternal:
      break;
  }
  base::LogError(std::string(base::ErrorCodeName(error.code)) + ": " + error.message);
  return InternalServerError();
}

std::string RenderError(const ApiError& error) {
  const Origin& origin = OriginOf(error.name);
  std::string body;
  ObjectWriter object(&body);
  object.Member("__type", std::string(origin.prefix) + "#" + std::string(error.name));
  if (!error.message.empty()) object.Member(origin.message_member, error.message);
  if (error.item) object.Member("Item", *error.item);
  if (!error.cancellation_reasons.empty()) {
    object.Member("CancellationReasons", error.cancellation_reasons);
  }
  if (!error.throttling_reasons.empty()) {
    object.Member(error.name == "ThrottlingException" ? "throttlingReasons" : "ThrottlingReasons",
                  error.throttling_reasons);
  }
  object.End();
  return body;
}

}  // namespace api
