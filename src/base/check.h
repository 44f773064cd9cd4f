// CHECK: a broken invariant stops the process, in every build.
#pragma once

namespace base {
[[noreturn]] void CheckFailed(const char* expression, const char* file, int line);
}  // namespace base

#define CHECK(condition)                                   \
  do {                                                     \
    if (!(condition)) [[unlikely]]                         \
      ::base::CheckFailed(#condition, __FILE__, __LINE__); \
  } while (false)
