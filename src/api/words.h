// In which words an operation tells what is wrong with its request.
//
// Since June 2026 the service moves its operations, one by one and one way only, to a newer
// validation that tells the same in other words. Where each operation is, as of most Regions, is
// the table in words.cc: to move one is one line there, and all that tells of a request goes by it.
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
  // As new, and what is wrong with values, expressions, parameters older than expressions and
  // ReturnValues is told as violations are: "1 validation error detected: Invalid …".
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

// What `check` gives, its error as the operation tells those of its request's parameters. `check`
// looks at the request alone.
template <typename Check>
auto Told(Words words, const Check& check) -> decltype(check()) {
  auto result = check();
  if (!result.ok() && words == Words::kNewInEnvelope) {
    return InEnvelope(std::move(result).error());
  }
  return result;
}

}  // namespace api
