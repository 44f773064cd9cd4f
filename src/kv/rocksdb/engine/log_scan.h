// Reads a file of the format that RocksDB's write-ahead logs and manifests have.
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace kv::rocks::engine {

// What RocksDB itself does not tell: where the sound part ends, and whether there is more behind
// it.
struct LogScan {
  uint64_t records = 0;      // of the sound part
  uint64_t sound_bytes = 0;  // up to the end of the last whole record before the first that is none
  uint64_t used_bytes = 0;   // up to the last byte that is not zero
  // Where a sound record begins behind one that is not. A write that was cut short leaves none: it
  // is one record, and nothing is written behind it before it is synced.
  std::optional<uint64_t> later_record;
};

// Errors: those of reading. The whole file is read, some megabytes a millisecond.
base::Result<LogScan> ScanLog(rocksdb::FileSystem& files, const std::string& path);

}  // namespace kv::rocks::engine
