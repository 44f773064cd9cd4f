// An operation as the dispatcher knows it: a name, and a function from body to body.
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
  Words words = Words::kOld;  // in which it tells what is wrong with a request
};

// Most answers to one operation are of about one size. No estimate is above this, so that one large
// page does not make the small answers after it large.
constexpr size_t kAnswerEstimateMax = 64 * 1024;

// Parses, calls and renders: what an Operation's `call` is made of. An operation without output is
// answered with an empty body.
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
    // Falls slowly, rises at once: a buffer too large costs less than one that grows.
    estimate = std::min(kAnswerEstimateMax, std::max(answer.size(), estimate - estimate / 8));
  }
  return answer;
}

}  // namespace api
