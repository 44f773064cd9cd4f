// Errors that travel by value.
//
// Result<T> holds a T or an Error. It is [[nodiscard]]: dropping one is a compile error. Absent is
// not an error: a lookup that may find nothing returns Result<std::optional<T>>.
//
//   Result<Row> Load(Key key) {
//     TRY_ASSIGN(auto bytes, store.Get(key));   // returns the error, if there is one
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

// What went wrong, as far as a caller can act on it. The names that a client sees exist in `api`
// only, which translates these once.
enum class ErrorCode {
  kNotFound,           // what was named does not exist
  kInvalidArgument,    // the caller's input is wrong; the message is for the client
  kConflict,           // a check of a commit failed; nothing was changed; read again and decide
  kAlreadyExists,      // what was to be made exists
  kUnavailable,        // not now; nothing was changed; may succeed later (stopping, no leader)
  kTimeout,            // unknown whether it happened
  kCorruption,         // stored bytes are not what was written
  kResourceExhausted,  // a bound was reached (queue full, disk full)
  kLimitExceeded,      // what is stored would outgrow a limit; the message is for the client
  kInternal,           // a failure of the environment that fits nothing above
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

// A T or an E. Result and Status below are of Error; a layer whose errors say more has its own E,
// and declares beside it `E TranslateError(const base::Error&, const E*)`, so that errors from
// below turn into its own by themselves.
template <typename T, typename E>
class [[nodiscard]] BasicResult {
 public:
  using ValueType = T;

  // Implicit, so that `return value;` and `return error;` read as what they mean. (A result of
  // another kind is no value: a bool could be made of any.)
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

// Evaluates an expression of type Result<…>; returns its error from the function, if it has one.
#define TRY(expression)                                                  \
  do {                                                                   \
    if (auto try_result_ = (expression); !try_result_.ok()) [[unlikely]] \
      return std::move(try_result_).error();                             \
  } while (false)

// TRY_ASSIGN(auto x, F()): declares x with the value of F(), or returns its error.
#define TRY_ASSIGN(declaration, expression) \
  TRY_ASSIGN_INNER(STATOR_CONCAT(try_result_, __COUNTER__), declaration, expression)
#define TRY_ASSIGN_INNER(name, declaration, expression) \
  auto name = (expression);                             \
  if (!name.ok()) [[unlikely]]                          \
    return std::move(name).error();                     \
  declaration = *std::move(name)
