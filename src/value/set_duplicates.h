// How a set that has an element twice is told of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "value/value.h"
#include "value/value_words.h"

namespace value {

// Of a set of strings or binaries. `texts`: the elements as the request has them; `elements`: their
// values, sorted.
std::string DuplicatesMessage(Type type, ValueWords words,
                              const std::vector<std::string_view>& texts,
                              const std::vector<std::string_view>& elements);

}  // namespace value
