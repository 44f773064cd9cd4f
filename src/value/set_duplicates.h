// The error message for a set with duplicate elements.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "value/value.h"
#include "value/value_words.h"

namespace value {

// For a set of strings or binary values. `texts`: the elements as in the request; `elements`: their
// values, sorted.
std::string DuplicatesMessage(Type type, ValueWords words,
                              const std::vector<std::string_view>& texts,
                              const std::vector<std::string_view>& elements);

}  // namespace value
