// Which files a store cannot do without, and how long they must be at least: the file INVENTORY.
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
    uint64_t number = 0;  // zero: none is known
    uint64_t bytes = 0;
  };
  struct Log {
    uint64_t bytes = 0;  // that were acknowledged
    size_t slot = 0;     // where it says so
  };
  Manifest manifest;
  std::map<uint64_t, Log> logs;  // by number
};

// The inventory of the store in `path`; nullopt if there is none, or if it is damaged (a warning is
// logged): then what it said is not known any more. Errors: those of reading it.
base::Result<std::optional<InventoryContents>> ReadInventory(rocksdb::FileSystem& files,
                                                             const std::string& path);

// Keeps it; without a file, until it has one, in memory. Safe from any thread.
//
// RocksDB ends the replay of a log, or of a manifest, where it finds damage, and does not miss a
// log that is gone: what was acknowledged behind it would be lost without a word. So it is written
// down here how far each was acknowledged. That costs no sync: what is written down too late, when
// the power goes, is less than what was acknowledged, and so still true; and when the process is
// killed, nothing is too late. A log that may go is crossed out, synced, before it is deleted.
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

  // Goes on with the one in the directory `path`, of which `contents` was read. Changes nothing
  // yet.
  base::Status Continue(rocksdb::FileSystem& files, const std::string& path,
                        const InventoryContents& contents) EXCLUDES(mutex_);
  // Begins one in the directory `path`, with what was noted so far. While nothing is noted.
  base::Status Begin(rocksdb::FileSystem& files, const std::string& path) EXCLUDES(mutex_);

  // So many bytes of this log are acknowledged.
  void NoteLog(uint64_t number, uint64_t bytes) EXCLUDES(mutex_);
  // A log that is to be deleted. Nothing may be deleted after an error.
  rocksdb::IOStatus ForgetLog(uint64_t number) EXCLUDES(mutex_);

  // Of all logs, acknowledged.
  uint64_t log_bytes() const { return log_bytes_.load(std::memory_order_relaxed); }

  // Of this log only so many bytes are wanted any more, and of later ones none; synced.
  base::Status Shorten(uint64_t number, uint64_t bytes) EXCLUDES(mutex_);

  // So many bytes of this manifest are synced.
  void NoteManifest(uint64_t number, uint64_t bytes) EXCLUDES(mutex_);
  // CURRENT names this manifest now, which is durable once the directory was synced.
  void NoteCurrent(uint64_t manifest_number) EXCLUDES(mutex_);
  void NoteDirectorySync() EXCLUDES(mutex_);

  // Makes durable what was noted. Errors are logged.
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
  uint64_t next_manifest_ GUARDED_BY(mutex_) = 0;  // CURRENT's, when the directory is synced
  std::map<uint64_t, uint64_t> manifest_bytes_ GUARDED_BY(mutex_);
  std::map<uint64_t, InventoryContents::Log> logs_ GUARDED_BY(mutex_);
  std::set<size_t> free_slots_ GUARDED_BY(mutex_);
  std::atomic<uint64_t> log_bytes_{0};
};

}  // namespace kv::rocks::engine
