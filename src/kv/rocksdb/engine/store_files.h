// Whether the files of a store are what they must be, before RocksDB opens it.
//
// RocksDB makes a store anew where it finds no CURRENT, and then deletes what it does not know; and
// it ends the replay of a damaged log, or manifest, without a word. So it is looked here first, and
// nothing is changed.
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "kv/rocksdb/engine/inventory.h"

namespace kv::rocks::engine {

// Whether there is a store in `path`. Not if there is nothing, or what was left when making one was
// cut short. Errors: kCorruption, if files of a store are there, but CURRENT is not.
base::Result<bool> StoreIsThere(rocksdb::FileSystem& files, const std::string& path);

// Whether CURRENT names a manifest that is there, no older than the inventory's, and sound as far
// as it was acknowledged. Errors: kCorruption, naming the file.
base::Status CheckManifest(rocksdb::FileSystem& files, const std::string& path,
                           const std::optional<InventoryContents>& inventory);

// From here on, acknowledged writes are missing.
struct LogDamage {
  uint64_t log = 0;          // the number
  uint64_t sound_bytes = 0;  // up to where it can be used
  bool missing = false;      // there is no such file
  std::string what;          // a line for the operator
};
// The first damage of the logs, if any: one that is missing, or shorter than the inventory has it,
// or that has sound records behind the damage. A write that was cut short by the loss of power is
// none; what is left of it is logged.
base::Result<std::optional<LogDamage>> FindLogDamage(
    rocksdb::FileSystem& files, const std::string& path,
    const std::optional<InventoryContents>& inventory);

// Moves what the damage makes useless into the folder `dropped`: this log (what is sound of it is
// put in its place) and all later ones. Each is logged.
base::Status DropDamagedLogs(rocksdb::FileSystem& files, const std::string& path,
                             const LogDamage& damage);

}  // namespace kv::rocks::engine
