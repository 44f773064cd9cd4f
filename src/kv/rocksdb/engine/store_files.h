// Checks the files of a store before RocksDB opens it.
//
// Where RocksDB finds no CURRENT, it makes a new store and deletes the files it does not know. And
// it ends the replay of a damaged log, or manifest, silently. So these functions look first. Only
// DropDamagedLogs changes files.
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "kv/rocksdb/engine/inventory.h"

namespace kv::rocks::engine {

// Whether there is a store in `path`. False also if the making of a store was cut short there.
// Errors: kCorruption, if files of a store exist, but CURRENT does not.
base::Result<bool> StoreIsThere(rocksdb::FileSystem& files, const std::string& path);

// Checks that the manifest named by CURRENT exists, is no older than the inventory's, and is sound
// as far as it was acknowledged. Errors: kCorruption, naming the file.
base::Status CheckManifest(rocksdb::FileSystem& files, const std::string& path,
                           const std::optional<InventoryContents>& inventory);

// Where acknowledged writes begin to be missing from the logs.
struct LogDamage {
  uint64_t log = 0;          // the number of the log
  uint64_t sound_bytes = 0;  // of its beginning, which can be used
  bool missing = false;      // the file does not exist
  std::string what;          // a line for the operator
};
// Finds the first damaged log: one that is missing, or that is shorter than the inventory says, or
// that has sound records behind a damaged one. nullopt if there is none. A last write that a loss
// of power cut short is no damage; it is reported in the server's log.
base::Result<std::optional<LogDamage>> FindLogDamage(
    rocksdb::FileSystem& files, const std::string& path,
    const std::optional<InventoryContents>& inventory);

// Moves the damaged log and all later ones into the folder `dropped`, and puts the sound part of
// the damaged one in its place. Each is reported in the server's log.
base::Status DropDamagedLogs(rocksdb::FileSystem& files, const std::string& path,
                             const LogDamage& damage);

}  // namespace kv::rocks::engine
