// The file INVENTORY: which files the store needs, and how long each must be at least.
#pragma once

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/result.h"

namespace kv::rocks::engine {

constexpr std::string_view kInventoryName = "INVENTORY";

struct InventoryContents {
  struct Manifest {
    uint64_t number = 0;  // zero: unknown
    uint64_t bytes = 0;
  };
  struct Log {
    uint64_t bytes = 0;  // the acknowledged ones
    size_t slot = 0;     // of this entry in the file
  };
  Manifest manifest;
  std::map<uint64_t, Log> logs;  // by number
};

// Reads the inventory of the store in `path`. nullopt if there is none, or if it is damaged, which
// is logged as a warning. Errors: those of reading the file.
base::Result<std::optional<InventoryContents>> ReadInventory(rocksdb::FileSystem& files,
                                                             const std::string& path);

// Keeps the inventory up to date; in memory only, until Continue or Begin gives it a file.
// Thread-safe.
//
// RocksDB ends the replay of a log, or of a manifest, where it finds damage, and does not notice a
// missing log. Acknowledged commits would be lost silently. So the inventory records up to where
// each file was acknowledged. Recording costs no sync: after a loss of power, the file may say less
// than was acknowledged, which is still true as a minimum; after a kill of the process, nothing is
// missing. Before a log is deleted, its entry is removed, and this is synced.
//
// The file has slots of 32 bytes, none of which crosses a sector. Integers are little-endian.
//
//   slot 0     | magic "STATORIN"   | version 1  | 0          | checksum |
//   slot 1     | kind 1 (manifest)  | number     | bytes      | checksum |
//   slots 2..  | kind 2 (log) or 0  | number     | bytes      | checksum |
//
// The checksum is the XXH3 of the 24 bytes before it; a free slot is all zeros.
class Inventory {
 public:
  Inventory();

  // Uses the existing file in the directory `path`. `contents` is what ReadInventory returned. Does
  // not change the file yet.
  base::Status Continue(rocksdb::FileSystem& files, const std::string& path,
                        const InventoryContents& contents) EXCLUDES(mutex_);
  // Makes a new file in the directory `path`, from the entries in memory. REQUIRES: no other thread
  // notes anything meanwhile.
  base::Status Begin(rocksdb::FileSystem& files, const std::string& path) EXCLUDES(mutex_);

  // Records that the first `bytes` bytes of the log are acknowledged.
  void NoteLog(uint64_t number, uint64_t bytes) EXCLUDES(mutex_);
  // Removes the entry of a log, and syncs. To be called before the log is deleted; after an error
  // the log must not be deleted.
  rocksdb::IOStatus ForgetLog(uint64_t number) EXCLUDES(mutex_);

  // The acknowledged bytes of all logs.
  uint64_t log_bytes() const { return log_bytes_.load(std::memory_order_relaxed); }

  // Reduces the entry of this log to `bytes`, removes those of later logs, and syncs. For logs that
  // are dropped on the operator's demand.
  base::Status Shorten(uint64_t number, uint64_t bytes) EXCLUDES(mutex_);

  // Records that the first `bytes` bytes of the manifest are synced.
  void NoteManifest(uint64_t number, uint64_t bytes) EXCLUDES(mutex_);
  // Records that CURRENT names this manifest. It counts once the directory is synced.
  void NoteCurrent(uint64_t manifest_number) EXCLUDES(mutex_);
  void NoteDirectorySync() EXCLUDES(mutex_);

  // Syncs the file. Errors are logged.
  void Sync() EXCLUDES(mutex_);

 private:
  rocksdb::IOStatus Write(size_t slot, uint64_t kind, uint64_t number, uint64_t bytes)
      REQUIRES(mutex_);
  // As Write; an error is logged.
  void Note(size_t slot, uint64_t kind, uint64_t number, uint64_t bytes) REQUIRES(mutex_);

  base::Mutex mutex_;
  std::unique_ptr<rocksdb::FSRandomRWFile> file_ GUARDED_BY(mutex_);
  bool complained_ GUARDED_BY(mutex_) = false;
  InventoryContents::Manifest manifest_ GUARDED_BY(mutex_);
  uint64_t next_manifest_ GUARDED_BY(mutex_) = 0;  // CURRENT's, once the directory is synced
  std::map<uint64_t, uint64_t> manifest_bytes_ GUARDED_BY(mutex_);
  std::map<uint64_t, InventoryContents::Log> logs_ GUARDED_BY(mutex_);
  std::set<size_t> free_slots_ GUARDED_BY(mutex_);
  std::atomic<uint64_t> log_bytes_{0};
};

}  // namespace kv::rocks::engine
