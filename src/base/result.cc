#include "base/result.h"

#include <cstdio>
#include <cstdlib>

namespace base {

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound:
      return "NotFound";
    case ErrorCode::kInvalidArgument:
      return "InvalidArgument";
    case ErrorCode::kConflict:
      return "Conflict";
    case ErrorCode::kAlreadyExists:
      return "AlreadyExists";
    case ErrorCode::kUnavailable:
      return "Unavailable";
    case ErrorCode::kTimeout:
      return "Timeout";
    case ErrorCode::kCorruption:
      return "Corruption";
    case ErrorCode::kResourceExhausted:
      return "ResourceExhausted";
    case ErrorCode::kLimitExceeded:
      return "LimitExceeded";
    case ErrorCode::kInternal:
      return "Internal";
  }
  return "Unknown";
}

void CheckFailed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, expression);
  std::fflush(stderr);
  std::abort();
}

}  // namespace base
