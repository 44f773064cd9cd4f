// Writes rows attribute by attribute, in the order of their names.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "value/value.h"

namespace expr {

// Appends an encoded attribute, as in rows and maps.
inline void AppendAttribute(std::string_view name, const value::ValueView& value,
                            std::string* out) {
  base::AppendLengthPrefixed(name, out);
  out->append(value.encoded());
}

}  // namespace expr
