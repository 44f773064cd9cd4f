// What a server answers, as far as a load needs to know it: where the answer ends, and its status.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"

namespace load {

struct Answer {
  int status;
  std::string_view body;
  size_t bytes;  // with its head
  bool closes;   // the server closes the connection
};

// The answer that `received` begins with; nullopt if it is not whole yet.
// Errors: kInvalidArgument, if it is no HTTP/1.1 or has no Content-Length.
base::Result<std::optional<Answer>> ParseAnswer(std::string_view received);

}  // namespace load
