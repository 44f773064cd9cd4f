// The names that RocksDB gives its files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kv::rocks::engine {

enum class FileKind {
  kLog,        // 000012.log
  kTable,      // 000012.sst
  kManifest,   // MANIFEST-000012
  kCurrent,    // CURRENT, which names the manifest
  kTemporary,  // 000012.dbtmp, to become CURRENT
  kOther,
};

// Takes a path or a name.
FileKind KindOf(std::string_view path);
// The number in the name; zero if there is none.
uint64_t FileNumber(std::string_view path);
std::string LogName(uint64_t number);
std::string ManifestName(uint64_t number);

constexpr std::string_view kCurrentName = "CURRENT";

}  // namespace kv::rocks::engine
