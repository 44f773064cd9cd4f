// Errors as DynamoDB's clients see them, and results that carry them.
//
// Below this layer errors are base::Error; ToApiError is the one place that translates them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/result.h"
#include "value/row.h"

namespace api {

// Why one action of a transaction was cancelled.
struct CancellationReason {
  std::string code;  // "ConditionalCheckFailed"; "None" for an action that was not to blame
  std::optional<std::string> message;
  std::optional<value::Row> item;  // ReturnValuesOnConditionCheckFailure
};

// What throttled a request, and which table or index.
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

// Those that clients have to mend (400).
ApiError Validation(std::string message);
ApiError Serialization(std::string message);
ApiError UnknownOperation();
ApiError AccessDenied(std::string message);
ApiError ResourceNotFound(std::string message);
ApiError ResourceInUse(std::string message);
ApiError LimitExceeded(std::string message);
ApiError ItemCollectionSizeLimitExceeded(std::string message);
ApiError ProvisionedThroughputExceeded(std::vector<ThrottlingReason> reasons);
// `item`: the item that failed the condition, if the request wants to see it.
ApiError ConditionalCheckFailed(std::optional<value::Row> item);

// Those of ours: 500, nothing said of the cause; and 503, nothing was done.
ApiError InternalServerError();
ApiError ServiceUnavailable();

// How an error from below looks to a client. What is none of the client's business (corruption,
// failures of the environment) is written to the log and answered as an internal error.
ApiError ToApiError(const base::Error& error);

// The body of the answer: {"__type":"…#ResourceNotFoundException","message":"…"}.
std::string RenderError(const ApiError& error);

// A T or an ApiError. Errors from below turn into it by themselves, so that TRY and TRY_ASSIGN read
// the same here as anywhere.
template <typename T>
class [[nodiscard]] ApiResult {
 public:
  using ValueType = T;

  template <typename U = T>
    requires(std::is_constructible_v<T, U &&> &&
             !std::is_same_v<std::remove_cvref_t<U>, ApiResult> &&
             !std::is_same_v<std::remove_cvref_t<U>, ApiError> &&
             !std::is_same_v<std::remove_cvref_t<U>, base::Error>)
  ApiResult(U&& value) : state_(tl::in_place, std::forward<U>(value)) {}
  ApiResult(ApiError error) : state_(tl::unexpect, std::move(error)) {}
  ApiResult(const base::Error& error) : state_(tl::unexpect, ToApiError(error)) {}

  bool ok() const { return state_.has_value(); }
  explicit operator bool() const { return ok(); }

  // The value. Asking for it when there is none is a broken invariant.
  T& value() & {
    CHECK(ok());
    return *state_;
  }
  const T& value() const& {
    CHECK(ok());
    return *state_;
  }
  T&& value() && {
    CHECK(ok());
    return *std::move(state_);
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const ApiError& error() const& {
    CHECK(!ok());
    return state_.error();
  }
  ApiError&& error() && {
    CHECK(!ok());
    return std::move(state_.error());
  }

 private:
  tl::expected<T, ApiError> state_;
};

template <>
class [[nodiscard]] ApiResult<void> {
 public:
  using ValueType = void;

  ApiResult() = default;
  ApiResult(ApiError error) : state_(tl::unexpect, std::move(error)) {}
  ApiResult(const base::Error& error) : state_(tl::unexpect, ToApiError(error)) {}

  bool ok() const { return state_.has_value(); }
  explicit operator bool() const { return ok(); }
  const ApiError& error() const& {
    CHECK(!ok());
    return state_.error();
  }
  ApiError&& error() && {
    CHECK(!ok());
    return std::move(state_.error());
  }

 private:
  tl::expected<void, ApiError> state_;
};

}  // namespace api
