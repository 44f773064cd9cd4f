// A write-ahead log whose next blocks are on the disk before they are needed.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>

#include "base/mutex.h"

namespace kv::rocks {

class LogFile;

// The log file that was made last, and is still open: the one that is written to.
class CurrentLog {
 public:
  // Where little is left of the zeros ahead of what was appended, writes more of them: else the
  // appending has to, and whoever waits for it waits for a megabyte to be written. For the thread
  // that appends, between two appends.
  void Prepare() EXCLUDES(mutex_);

 private:
  friend class LogFile;
  void Begin(LogFile* log) EXCLUDES(mutex_);
  // It is the current one no more, if it was.
  void End(const LogFile* log) EXCLUDES(mutex_);

  base::Mutex mutex_;
  LogFile* log_ GUARDED_BY(mutex_) = nullptr;
};

// Opens a new log file in `files`; it becomes the current one. Errors: those of NewWritableFile.
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
                             std::shared_ptr<CurrentLog> current,
                             std::unique_ptr<rocksdb::FSWritableFile>* result,
                             rocksdb::IODebugContext* debug);

}  // namespace kv::rocks
