// The wording of errors about requests, which depends on the operation.
//
// Since June 2026 the service moves its operations, one by one, to a newer validation with other
// wording. The table in words.cc has the wording of each operation, as in most Regions. To move an
// operation, change its line there; all errors about requests follow it.
//
//                 old                               new
//   a member      Value 'x' at 'tableName' failed   Value at 'TableName' failed to satisfy …
//                 to satisfy constraint: …
//   a value       ExpressionAttributeValues         The parameter cannot be converted …
//                 contains invalid value: The
//                 parameter … for key :v
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "api/api_error.h"
#include "value/value_words.h"

namespace api {

enum class Words : uint8_t {
  kOld,
  kNew,
  // As kNew; and errors about values, expressions, legacy parameters and ReturnValues are worded as
  // violations: "1 validation error detected: Invalid …".
  kNewInEnvelope,
};

// `operation`: "PutItem".
Words WordsOf(std::string_view operation);

inline bool IsNew(Words words) { return words != Words::kOld; }

inline value::ValueWords ValueWordsOf(Words words) {
  return IsNew(words) ? value::ValueWords::kNew : value::ValueWords::kOld;
}

// "1 validation error detected: …"
ApiError InEnvelope(ApiError error);

// Returns the result of `check`. An error is reworded as this operation words errors about
// parameters. `check` must depend on the request only.
template <typename Check>
auto Told(Words words, const Check& check) -> decltype(check()) {
  auto result = check();
  if (!result.ok() && words == Words::kNewInEnvelope) {
    return InEnvelope(std::move(result).error());
  }
  return result;
}

}  // namespace api
