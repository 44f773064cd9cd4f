// Reads a file of the format that RocksDB's write-ahead logs and manifests have.
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace kv::rocks::engine {

// Where the sound part of a file ends, and whether there are records behind it. RocksDB itself does
// not tell.
struct LogScan {
  uint64_t records = 0;      // of the sound part
  uint64_t sound_bytes = 0;  // up to the end of the last record before the first damage
  uint64_t used_bytes = 0;   // up to the last byte that is not zero
  // Where a sound record begins behind the damage; nullopt if there is none. A write that a crash
  // cut short leaves none: it is one record, and nothing is written behind it before it is synced.
  std::optional<uint64_t> later_record;
};

// Reads the whole file, some megabytes a millisecond. Errors: those of reading.
base::Result<LogScan> ScanLog(rocksdb::FileSystem& files, const std::string& path);

}  // namespace kv::rocks::engine
