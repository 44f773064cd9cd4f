#include "kv/rocksdb/engine/file_name.h"

#include <algorithm>
#include <charconv>

namespace kv::rocks::engine {
namespace {

constexpr std::string_view kManifestPrefix = "MANIFEST-";
constexpr size_t kDigits = 6;

std::string_view NameOf(std::string_view path) { return path.substr(path.find_last_of('/') + 1); }

std::string Numbered(uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(kDigits - std::min(kDigits, digits.size()), '0') + digits;
}

}  // namespace

FileKind KindOf(std::string_view path) {
  const std::string_view name = NameOf(path);
  if (name == kCurrentName) return FileKind::kCurrent;
  if (FileNumber(name) == 0) return FileKind::kOther;
  if (name.ends_with(".log")) return FileKind::kLog;
  if (name.ends_with(".sst")) return FileKind::kTable;
  if (name.ends_with(".dbtmp")) return FileKind::kTemporary;
  if (name.starts_with(kManifestPrefix)) return FileKind::kManifest;
  return FileKind::kOther;
}

uint64_t FileNumber(std::string_view path) {
  std::string_view name = NameOf(path);
  if (name.starts_with(kManifestPrefix)) {
    name.remove_prefix(kManifestPrefix.size());
  } else {
    name = name.substr(0, name.find('.'));
  }
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

std::string LogName(uint64_t number) { return Numbered(number) + ".log"; }

std::string ManifestName(uint64_t number) {
  return std::string(kManifestPrefix) + Numbered(number);
}

}  // namespace kv::rocks::engine
