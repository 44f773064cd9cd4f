// Rows written attribute by attribute, in order of their names.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "value/row.h"
#include "value/value.h"

namespace expr {

// Appends an attribute as it stands within rows and maps.
inline void AppendAttribute(std::string_view name, const value::ValueView& value,
                            std::string* out) {
  base::AppendLengthPrefixed(name, out);
  out->append(value.encoded());
}

// The row of `count` attributes, sorted by name.
inline value::Row MakeRow(size_t count, std::string_view attributes) {
  std::string bytes;
  bytes.reserve(1 + base::kVarintBytesMax + attributes.size());
  bytes.push_back(static_cast<char>(value::kRowVersion));
  base::AppendVarint(count, &bytes);
  bytes.append(attributes);
  return value::Row(std::move(bytes));
}

}  // namespace expr
