// A file system with an eye on the write-ahead log; and, if it is the machine's own, with our own
// files for the log (log_file.h) and for tables (table_file.h).
#pragma once

#include <rocksdb/file_system.h>

#include <memory>

#include "kv/rocksdb/error_watch.h"
#include "kv/rocksdb/log_file.h"

namespace kv::rocks {

// Tells `errors` (ErrorWatch::DoubtWal) when writing or syncing a log file, or syncing a directory,
// fails: RocksDB's own errors do not tell a write that was refused from one that failed half-way.
// `log` gets to know the log files.
std::shared_ptr<rocksdb::FileSystem> WatchFiles(std::shared_ptr<rocksdb::FileSystem> files,
                                                std::shared_ptr<ErrorWatch> errors,
                                                std::shared_ptr<CurrentLog> log);

}  // namespace kv::rocks
