#include "kv/rocksdb/engine/store_files.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "base/log.h"
#include "kv/rocksdb/engine/error.h"
#include "kv/rocksdb/engine/file_name.h"
#include "kv/rocksdb/engine/log_scan.h"

namespace kv::rocks::engine {
namespace {

constexpr const char* kDroppedFolder = "dropped";
// The number of a new store's manifest, which is written before CURRENT.
constexpr uint64_t kFirstManifest = 1;

std::string Bytes(uint64_t bytes) { return std::to_string(bytes) + " bytes"; }

base::Result<std::vector<std::string>> Names(rocksdb::FileSystem& files, const std::string& path) {
  std::vector<std::string> names;
  const auto listed = files.GetChildren(path, {}, &names, nullptr);
  if (listed.IsNotFound() || listed.IsPathNotFound()) return names;
  TRY(ToStatus(listed, "listing " + path));
  std::sort(names.begin(), names.end());
  return names;
}

base::Result<std::vector<uint64_t>> Logs(rocksdb::FileSystem& files, const std::string& path) {
  TRY_ASSIGN(const auto names, Names(files, path));
  std::vector<uint64_t> logs;
  for (const std::string& name : names) {
    if (KindOf(name) == FileKind::kLog) logs.push_back(FileNumber(name));
  }
  std::sort(logs.begin(), logs.end());
  return logs;
}

// Says what is wrong with a log; empty if nothing is.
std::string Judge(const std::string& path, const LogScan& scan, uint64_t acknowledged) {
  if (scan.sound_bytes < acknowledged) {
    return path + " is damaged at byte " + std::to_string(scan.sound_bytes) + ": " +
           Bytes(acknowledged) + " of it were acknowledged";
  }
  if (scan.later_record) {
    return path + " is damaged at byte " + std::to_string(scan.sound_bytes) +
           ": there are commits behind that, from byte " + std::to_string(*scan.later_record);
  }
  if (scan.used_bytes > scan.sound_bytes) {
    base::LogWarning("dropped: the last " + Bytes(scan.used_bytes - scan.sound_bytes) + " of " +
                     path + ", a write that was cut short and not acknowledged");
  }
  return {};
}

std::string DroppedFolder(const std::string& path) { return path + "/" + kDroppedFolder; }

void Report(const std::string& path, const std::string& name) {
  base::LogWarning("dropped: " + path + "/" + name + ", which is in " + DroppedFolder(path) +
                   " now");
}

base::Status Move(rocksdb::FileSystem& files, const std::string& path, const std::string& name) {
  TRY(ToStatus(files.RenameFile(path + "/" + name, DroppedFolder(path) + "/" + name, {}, nullptr),
               "moving " + path + "/" + name));
  Report(path, name);
  return {};
}

// Cuts a log to its first bytes, and puts a copy of all of it into the folder `dropped`.
base::Status Cut(rocksdb::FileSystem& files, const std::string& path, const std::string& name,
                 uint64_t bytes) {
  const std::string log = path + "/" + name;
  const auto put = [&files](const std::string& to, const std::string& contents) {
    return ToStatus(rocksdb::WriteStringToFile(&files, contents, to, /*should_sync=*/true),
                    "writing " + to);
  };
  std::string contents;
  TRY(ToStatus(rocksdb::ReadFileToString(&files, log, &contents), "reading " + log));
  TRY(put(DroppedFolder(path) + "/" + name, contents));
  contents.resize(std::min<size_t>(contents.size(), bytes));
  TRY(put(log + ".new", contents));
  TRY(ToStatus(files.RenameFile(log + ".new", log, {}, nullptr), "renaming " + log));
  base::LogWarning("dropped: what is behind byte " + std::to_string(bytes) + " of " + log);
  Report(path, name);
  return {};
}

}  // namespace

base::Result<bool> StoreIsThere(rocksdb::FileSystem& files, const std::string& path) {
  TRY_ASSIGN(const auto names, Names(files, path));
  const auto is = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (is(kCurrentName)) return true;
  for (const std::string& name : names) {
    const FileKind kind = KindOf(name);
    if (kind == FileKind::kLog || kind == FileKind::kTable || name == kInventoryName ||
        (kind == FileKind::kManifest && FileNumber(name) != kFirstManifest)) {
      return base::Corruption(path + "/" + std::string(kCurrentName) + " is missing, but " + name +
                              " of a store is there");
    }
  }
  return false;
}

base::Status CheckManifest(rocksdb::FileSystem& files, const std::string& path,
                           const std::optional<InventoryContents>& inventory) {
  const std::string current = path + "/" + std::string(kCurrentName);
  std::string name;
  TRY(ToStatus(rocksdb::ReadFileToString(&files, current, &name), "reading " + current));
  if (name.empty() || name.back() != '\n') {
    return base::Corruption(current + " is damaged: it names no manifest");
  }
  name.pop_back();
  if (KindOf(name) != FileKind::kManifest || name != ManifestName(FileNumber(name))) {
    return base::Corruption(current + " is damaged: it names no manifest");
  }
  const std::string manifest = path + "/" + name;
  const auto there = files.FileExists(manifest, {}, nullptr);
  if (there.IsNotFound()) return base::Corruption(manifest + ", which CURRENT names, is missing");
  TRY_ASSIGN(const LogScan scan, ScanLog(files, manifest));
  if (!inventory) return {};
  if (FileNumber(name) < inventory->manifest.number) {
    return base::Corruption(current + " is damaged: it names " + name + ", and not " +
                            ManifestName(inventory->manifest.number) + ", which was newer");
  }
  if (FileNumber(name) > inventory->manifest.number) return {};
  const uint64_t acknowledged = inventory->manifest.bytes;
  if (scan.sound_bytes >= acknowledged) return {};
  return base::Corruption(manifest + " is damaged at byte " + std::to_string(scan.sound_bytes) +
                          ": " + Bytes(acknowledged) + " of it were acknowledged");
}

base::Result<std::optional<LogDamage>> FindLogDamage(
    rocksdb::FileSystem& files, const std::string& path,
    const std::optional<InventoryContents>& inventory) {
  TRY_ASSIGN(std::vector<uint64_t> logs, Logs(files, path));
  std::map<uint64_t, uint64_t> acknowledged;  // bytes, of all logs that exist or should
  for (const uint64_t log : logs) acknowledged[log] = 0;
  if (inventory) {
    for (const auto& [log, listed] : inventory->logs) acknowledged[log] = listed.bytes;
  }
  for (const auto& [log, bytes] : acknowledged) {
    const std::string name = path + "/" + LogName(log);
    LogDamage damage{.log = log, .sound_bytes = 0, .missing = false, .what = {}};
    if (!std::binary_search(logs.begin(), logs.end(), log)) {
      damage.missing = true;
      damage.what = name + " is missing: " + Bytes(bytes) + " of it were acknowledged";
      return std::optional(std::move(damage));
    }
    const auto scan = ScanLog(files, name);
    if (scan.ok()) {
      damage.sound_bytes = scan->sound_bytes;
      damage.what = Judge(name, *scan, bytes);
    } else {
      damage.what = name + " cannot be read: " + scan.error().message;
    }
    if (!damage.what.empty()) return std::optional(std::move(damage));
  }
  return std::optional<LogDamage>();
}

base::Status DropDamagedLogs(rocksdb::FileSystem& files, const std::string& path,
                             const LogDamage& damage) {
  TRY_ASSIGN(const std::vector<uint64_t> logs, Logs(files, path));
  TRY(ToStatus(files.CreateDirIfMissing(DroppedFolder(path), {}, nullptr),
               "making " + DroppedFolder(path)));
  // The last log first: after a crash in between, the next call goes on with those that are left.
  for (auto log = logs.rbegin(); log != logs.rend() && *log > damage.log; ++log) {
    TRY(Move(files, path, LogName(*log)));
  }
  if (!damage.missing) {
    if (damage.sound_bytes == 0) {
      TRY(Move(files, path, LogName(damage.log)));
    } else {
      TRY(Cut(files, path, LogName(damage.log), damage.sound_bytes));
    }
  }
  std::unique_ptr<rocksdb::FSDirectory> directory;
  TRY(ToStatus(files.NewDirectory(path, {}, &directory, nullptr), "opening " + path));
  return ToStatus(directory->Fsync({}, nullptr), "syncing " + path);
}

}  // namespace kv::rocks::engine
