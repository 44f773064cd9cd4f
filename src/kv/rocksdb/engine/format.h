// The version of the data directory's format: a record of the store in the column family `default`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace kv::rocks::engine {

// A directory with a greater version is refused.
constexpr uint64_t kFormat = 1;
constexpr std::string_view kFormatKey = "format";

inline std::string EncodeFormat(uint64_t format) {
  std::string bytes;
  base::AppendVarint(format, &bytes);
  return bytes;
}

}  // namespace kv::rocks::engine
