// A write-ahead log whose next blocks are on the disk before they are needed.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>

namespace kv::rocks {

// Opens a new log file in `files`. Errors: those of NewWritableFile.
//
// A file that grows costs the file system a transaction of its own with each sync (its size, and
// which of its blocks are in use), and half of the sync's time. So this one writes zeros ahead of
// what is appended, a megabyte at a time, and what is appended overwrites them: then a sync is one
// write of the data. It goes around the page cache if the file system knows how to: nobody
// reads a log, except at a start. RocksDB's reader takes zeros for the end of a log.
//
// Whole blocks are written, so that the one at the end is written again with what comes next.
// Every byte appended is handed to the file system before Append returns.
rocksdb::IOStatus NewLogFile(rocksdb::FileSystem& files, const std::string& path,
                             const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* result,
                             rocksdb::IODebugContext* debug);

}  // namespace kv::rocks
