// Values of keys and bounds, as the service's messages show them.
#pragma once

#include <string>

#include "value/value.h"

namespace value {

// "AttributeValue: {N:5}". REQUIRES: S, N or B.
std::string AttributeValueText(const ValueView& value);

}  // namespace value
