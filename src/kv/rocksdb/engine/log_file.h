// A write-ahead log whose next blocks are on the disk before they are needed.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "kv/rocksdb/engine/error_watch.h"
#include "kv/rocksdb/engine/inventory.h"

namespace kv::rocks::engine {

class LogFile;

// The log file that was made last among those that are open: the one that is written to.
class CurrentLog {
 public:
  // Where little is left of the zeros ahead of what was appended, writes more of them: else the
  // appending has to, and whoever waits for it waits for a megabyte to be written. For the thread
  // that appends, between two appends.
  void Prepare() EXCLUDES(mutex_);
  // What was appended to it is acknowledged now. For the thread that appends.
  void Acknowledge() EXCLUDES(mutex_);

 private:
  friend class LogFile;
  void Begin(LogFile* log) EXCLUDES(mutex_);
  void End(const LogFile* log) EXCLUDES(mutex_);
  bool Is(const LogFile* log) EXCLUDES(mutex_);

  base::Mutex mutex_;
  std::vector<LogFile*> open_ GUARDED_BY(mutex_);  // in the order they were made
};

// What log files have in common. All outlive the files.
struct LogFileContext {
  CurrentLog& current;
  ErrorWatch& errors;
  Inventory& inventory;
};

// Opens a new log file in `files`; it becomes the current one. If that fails, so does whatever is
// written to it: RocksDB cannot cope with a log that cannot be made. (It has then prepared a write
// buffer to be flushed, and does so again the next time, which ends the process: an assertion,
// which Debian's build has.)
//
// A file that grows costs the file system a transaction of its own with each sync (its size, and
// which of its blocks are in use), and half of the sync's time. So this one writes zeros ahead of
// what is appended, a megabyte at a time, and what is appended overwrites them: then a sync is one
// write of the data. It goes around the page cache if the file system knows how to: nobody
// reads a log, except at a start. RocksDB's reader takes zeros for the end of a log.
//
// Whole blocks are written, so that the one at the end is written again with what comes next.
// Every byte appended is handed to the file system before Append returns.
//
// When an append or a sync fails, everything since the last sync is taken back: the file is cut
// there, durably, so that it is certain that the failed commit will not be there after a crash. If
// that fails, too, the log is in doubt (ErrorWatch), and it is tried again as long as RocksDB asks.
// The file is not written to any more. RocksDB goes on with another log, and first hands in once
// more what it has in its buffer for this one: that is accepted, and dropped. It syncs what it
// leaves before it relies on tables alone: that fails as long as the log is in doubt.
std::unique_ptr<rocksdb::FSWritableFile> NewLogFile(rocksdb::FileSystem& files,
                                                    const std::string& path,
                                                    const rocksdb::FileOptions& options,
                                                    const LogFileContext& context);

}  // namespace kv::rocks::engine
