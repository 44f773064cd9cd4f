// An operation for the dispatcher: a name, and a function that turns a request's body into an
// answer's body.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "api/api_error.h"
#include "api/request_context.h"
#include "api/words.h"

namespace api {

struct Operation {
  std::string_view name;    // "PutItem"
  std::string_view target;  // X-Amz-Target: "DynamoDB_20120810.PutItem"
  ApiResult<std::string> (*call)(RequestContext& context, std::string_view body);
  Words words = Words::kOld;  // the wording of its errors about requests
};

// The buffer of an answer is reserved by an estimate, because most answers of an operation have
// about one size. The estimate has this bound, so that a large page does not make the buffers of
// later, small answers large.
constexpr size_t kAnswerEstimateMax = 64 * 1024;

// An Operation's `call`: parses the request, calls the operation, and renders the answer. The
// answer of an operation without output is an empty body.
template <auto parse, auto function>
ApiResult<std::string> CallOperation(RequestContext& context, std::string_view body) {
  TRY_ASSIGN(const auto input, parse(body, context.words));
  auto output = function(context, input);
  if (!output.ok()) return std::move(output).error();
  std::string answer;
  if constexpr (!std::is_same_v<decltype(output), ApiResult<void>>) {
    thread_local size_t estimate = 256;
    answer.reserve(estimate);
    Render(*output, &answer);
    // The estimate falls slowly and rises at once: too large a buffer costs less than one that
    // grows.
    estimate = std::min(kAnswerEstimateMax, std::max(answer.size(), estimate - estimate / 8));
  }
  return answer;
}

}  // namespace api
