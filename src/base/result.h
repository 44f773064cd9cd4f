// Errors as values.
//
// Result<T> holds a T or an Error. It is [[nodiscard]], so ignoring a result does not compile. An
// absent value is not an error: a lookup that may find nothing returns Result<std::optional<T>>.
//
//   Result<Row> Load(Key key) {
//     TRY_ASSIGN(auto bytes, store.Get(key));   // returns from Load if there is an error
//     TRY(Verify(bytes));
//     return Decode(bytes);
//   }
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "base/check.h"

namespace base {

// The kinds of errors that callers distinguish. The error names that a client sees exist only in
// `api`, which translates these in one function.
enum class ErrorCode {
  kNotFound,           // the named object does not exist
  kInvalidArgument,    // the caller's input is wrong; the message is for the client
  kConflict,           // a check of a commit failed; nothing was changed; read again and decide
  kAlreadyExists,      // the object that should be made exists
  kUnavailable,        // not possible now; nothing was changed; may succeed later
  kTimeout,            // it is unknown whether the operation happened
  kCorruption,         // stored bytes are not those that were written
  kResourceExhausted,  // a bound was reached (queue full, disk full)
  kLimitExceeded,      // stored data would exceed a limit; the message is for the client
  kInternal,           // any other failure of the environment
};

std::string_view ErrorCodeName(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;

  friend bool operator==(const Error&, const Error&) = default;
};

inline Error InvalidArgument(std::string message) {
  return {ErrorCode::kInvalidArgument, std::move(message)};
}
inline Error NotFound(std::string message) { return {ErrorCode::kNotFound, std::move(message)}; }
inline Error Conflict(std::string message) { return {ErrorCode::kConflict, std::move(message)}; }
inline Error Corruption(std::string message) {
  return {ErrorCode::kCorruption, std::move(message)};
}
inline Error LimitExceeded(std::string message) {
  return {ErrorCode::kLimitExceeded, std::move(message)};
}
inline Error Unavailable(std::string message) {
  return {ErrorCode::kUnavailable, std::move(message)};
}
inline Error Internal(std::string message) { return {ErrorCode::kInternal, std::move(message)}; }

template <typename T, typename E>
class BasicResult;

template <typename T>
inline constexpr bool kIsBasicResult = false;
template <typename T, typename E>
inline constexpr bool kIsBasicResult<BasicResult<T, E>> = true;

// Holds a T or an E. In Result and Status below, E is Error. A layer whose errors say more has its
// own E, and declares beside it `E TranslateError(const base::Error&, const E*)`: then errors from
// lower layers are converted implicitly.
template <typename T, typename E>
class [[nodiscard]] BasicResult {
 public:
  using ValueType = T;

  // Implicit, so that `return value;` and `return error;` work. (Another kind of result is not
  // accepted as a value, because a bool could be made from it.)
  template <typename U = T>
    requires(std::is_constructible_v<T, U &&> && !kIsBasicResult<std::remove_cvref_t<U>> &&
             !std::is_same_v<std::remove_cvref_t<U>, E> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error>)
  BasicResult(U&& value) : state_(tl::in_place, std::forward<U>(value)) {}
  BasicResult(E error) : state_(tl::unexpect, std::move(error)) {}
  template <typename F>
    requires(std::is_same_v<F, Error> && !std::is_same_v<E, Error>)
  BasicResult(const F& error)
      : state_(tl::unexpect, TranslateError(error, static_cast<const E*>(nullptr))) {}

  bool ok() const { return state_.has_value(); }
  explicit operator bool() const { return ok(); }

  // The value. REQUIRES: ok().
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

  const E& error() const& {
    CHECK(!ok());
    return state_.error();
  }
  E&& error() && {
    CHECK(!ok());
    return std::move(state_.error());
  }

 private:
  tl::expected<T, E> state_;
};

template <typename E>
class [[nodiscard]] BasicResult<void, E> {
 public:
  using ValueType = void;

  BasicResult() = default;
  BasicResult(E error) : state_(tl::unexpect, std::move(error)) {}
  template <typename F>
    requires(std::is_same_v<F, Error> && !std::is_same_v<E, Error>)
  BasicResult(const F& error)
      : state_(tl::unexpect, TranslateError(error, static_cast<const E*>(nullptr))) {}

  bool ok() const { return state_.has_value(); }
  explicit operator bool() const { return ok(); }
  const E& error() const& {
    CHECK(!ok());
    return state_.error();
  }
  E&& error() && {
    CHECK(!ok());
    return std::move(state_.error());
  }

 private:
  tl::expected<void, E> state_;
};

template <typename T>
using Result = BasicResult<T, Error>;
using Status = Result<void>;

}  // namespace base

#define STATOR_CONCAT_INNER(a, b) a##b
#define STATOR_CONCAT(a, b) STATOR_CONCAT_INNER(a, b)

// Evaluates an expression of type Result<…>. If it is an error, returns the error from the calling
// function.
#define TRY(expression)                                                  \
  do {                                                                   \
    if (auto try_result_ = (expression); !try_result_.ok()) [[unlikely]] \
      return std::move(try_result_).error();                             \
  } while (false)

// TRY_ASSIGN(auto x, F()) declares x with the value of F(). If F() is an error, returns the error
// from the calling function.
#define TRY_ASSIGN(declaration, expression) \
  TRY_ASSIGN_INNER(STATOR_CONCAT(try_result_, __COUNTER__), declaration, expression)
#define TRY_ASSIGN_INNER(name, declaration, expression) \
  auto name = (expression);                             \
  if (!name.ok()) [[unlikely]]                          \
    return std::move(name).error();                     \
  declaration = *std::move(name)
