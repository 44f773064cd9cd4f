// The wording of errors about values.
#pragma once

#include <cstdint>

namespace value {

// For some errors about values the service has two wordings; the operation decides which it uses.
enum class ValueWords : uint8_t {
  kOld,  // "Input collection [b, a, b] contains duplicates."
  kNew,  // "Input collection ["a", "b", "b"] contains duplicates."
};

}  // namespace value
