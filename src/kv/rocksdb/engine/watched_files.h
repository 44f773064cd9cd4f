// Wraps a file system for RocksDB: watches errors, feeds the inventory, and uses our own files for
// write-ahead logs (log_file.h) and, on the machine's own file system, for SST files (sst_file.h).
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <memory>

#include "kv/rocksdb/engine/error_watch.h"
#include "kv/rocksdb/engine/flush_gate.h"
#include "kv/rocksdb/engine/inventory.h"
#include "kv/rocksdb/engine/log_file.h"

namespace kv::rocks::engine {

// Marks every error of a file as retryable, so that RocksDB can be resumed after it. By itself,
// RocksDB treats only a full disk so, and takes no more writes after any other error. Errors of
// syncing a directory are passed on unchanged, and make the log count as broken (ErrorWatch),
// because it is unknown which files will exist after a crash.
//
// An error of a write closes the flush gate before RocksDB learns of the error.
//
// Compactions get an error for a full disk while less than `compaction_reserve_bytes` are free. The
// rest is for flushes and logs, without which the store would stop.
//
// The inventory is told of every sync of a manifest or directory, and forgets a log before that log
// is deleted.
//
// REQUIRES: all arguments outlive the file system and its files.
std::shared_ptr<rocksdb::FileSystem> WatchFiles(const std::shared_ptr<rocksdb::FileSystem>& files,
                                                const LogFileContext& context, FlushGate& gate,
                                                uint64_t compaction_reserve_bytes);

}  // namespace kv::rocks::engine
