// A file system with an eye on the write-ahead log and on the manifest, and with our own files for
// the log (log_file.h); if it is the machine's own, also for tables (sst_file.h).
#pragma once

#include <rocksdb/file_system.h>

#include <cstdint>
#include <memory>

#include "kv/rocksdb/engine/error_watch.h"
#include "kv/rocksdb/engine/flush_gate.h"
#include "kv/rocksdb/engine/inventory.h"
#include "kv/rocksdb/engine/log_file.h"

namespace kv::rocks::engine {

// Every error of a file is told to RocksDB as one that may pass, so that it tries again by itself:
// by its own judgement, only a full disk is worth that, and any other error is the end of all
// writes. Errors of syncing a directory are left as they are: the log is broken then (ErrorWatch),
// since it is not known which names will be there after a crash.
//
// An error of a write closes the gate of flushes before it is told.
//
// Compactions find no space while less than `compaction_reserve_bytes` are free: what is left is
// for flushes and logs, without which the store would stop.
//
// The inventory gets to know what is synced, and is asked before a log is deleted.
// What is handed in must outlive the file system and its files.
std::shared_ptr<rocksdb::FileSystem> WatchFiles(const std::shared_ptr<rocksdb::FileSystem>& files,
                                                const LogFileContext& context, FlushGate& gate,
                                                uint64_t compaction_reserve_bytes);

}  // namespace kv::rocks::engine
