// The file of RocksDB's write-ahead log, written over blocks that were allocated ahead.
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

// The current log: of the open log files, the one that was made last. Commits are written to it.
class CurrentLog {
 public:
  // If few zeros are left behind the appended bytes, writes more. Otherwise the next append would
  // have to, and its commits would wait for a megabyte to be written. REQUIRES: called by the
  // thread that appends, between two appends.
  void Prepare() EXCLUDES(mutex_);
  // Records in the inventory that the synced bytes are acknowledged. REQUIRES: as Prepare.
  void Acknowledge() EXCLUDES(mutex_);

 private:
  friend class LogFile;
  void Begin(LogFile* log) EXCLUDES(mutex_);
  void End(const LogFile* log) EXCLUDES(mutex_);
  bool Is(const LogFile* log) EXCLUDES(mutex_);

  base::Mutex mutex_;
  std::vector<LogFile*> open_ GUARDED_BY(mutex_);  // in the order they were made
};

// The objects that all log files share. REQUIRES: they outlive the files.
struct LogFileContext {
  CurrentLog& current;
  ErrorWatch& errors;
  Inventory& inventory;
};

// Makes a new log file in `files`, which becomes the current log. Never returns an error: if the
// file cannot be made, every write to the returned object fails instead. RocksDB cannot handle a
// log that cannot be made. (It prepares a write buffer for flushing first, and again the next time,
// which ends the process: an assertion, which Debian's build has.)
//
// Zeros ahead. If each append made the file larger, each sync would cost the file system a
// transaction (for the size, and the blocks in use) and twice the time. So the file writes zeros
// ahead of the appended bytes, a megabyte at a time, and appends overwrite them: a sync is then one
// write of data. RocksDB takes zeros for the end of a log. If the file system supports it, writes
// go around the page cache, because logs are read only at a start.
//
// Blocks. Only whole blocks are written. The last, partly filled one is written again by the next
// append. All appended bytes are passed to the file system before Append returns.
//
// Errors. When an append or a sync fails, the file is cut back to the end of the last sync,
// durably. So it is certain that the failed commit will not reappear after a crash. If cutting
// fails, too, the log is in doubt (ErrorWatch), and cutting is tried again with each further call
// of RocksDB's. Nothing more is written to the file. RocksDB then turns to another log. Before
// that, it appends once more what its buffer for this log holds: that append succeeds, but the
// bytes are dropped. RocksDB also syncs this log once more before it relies on SST files alone:
// that sync fails as long as the log is in doubt.
std::unique_ptr<rocksdb::FSWritableFile> NewLogFile(rocksdb::FileSystem& files,
                                                    const std::string& path,
                                                    const rocksdb::FileOptions& options,
                                                    const LogFileContext& context);

}  // namespace kv::rocks::engine
