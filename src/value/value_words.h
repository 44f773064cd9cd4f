// In which of two ways it is told what is wrong with a value.
#pragma once

#include <cstdint>

namespace value {

// The service tells some of what is wrong with a value in two ways, by operation.
enum class ValueWords : uint8_t {
  kOld,  // "Input collection [b, a, b] contains duplicates."
  kNew,  // "Input collection ["a", "b", "b"] contains duplicates."
};

}  // namespace value
