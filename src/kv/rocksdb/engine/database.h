// An open RocksDB database and what it needs to stay open.
#pragma once

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/statistics.h>

#include <array>
#include <memory>
#include <string>

#include "base/result.h"
#include "kv/rocksdb/engine/directory_lock.h"
#include "kv/rocksdb/engine/error_watch.h"
#include "kv/rocksdb/engine/filled_buffer.h"
#include "kv/rocksdb/engine/flush_gate.h"
#include "kv/rocksdb/engine/inventory.h"
#include "kv/rocksdb/engine/log_file.h"
#include "kv/rocksdb/engine/options.h"
#include "kv/rocksdb/engine/resumer.h"
#include "kv/rocksdb/engine/row_key.h"

namespace kv::rocks::engine {

enum class OpenMode {
  kReadWrite,
  kReadOnly,
  kVerify,  // as kReadOnly, and a damaged write-ahead log is an error
  kProbe,   // as kReadOnly, and as if there were no write-ahead logs: takes no time
};

// Flushes and closes the database when destroyed. Safe from any thread once it is open.
class Database {
 public:
  // Opens or (kReadWrite) makes the database in asked.path, in `files`; its options are those that
  // are asked for, fitted to the disk. Errors: OpenRocksDbStore's.
  static base::Result<std::unique_ptr<Database>> Open(
      const std::shared_ptr<rocksdb::FileSystem>& files, const RocksDbOptions& asked,
      OpenMode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB* db() const { return db_.get(); }
  rocksdb::ColumnFamilyHandle* column(Column column) const {
    return columns_[static_cast<size_t>(column)];
  }
  rocksdb::FileSystem& files() const { return *files_; }
  ErrorWatch& errors() const { return *errors_; }
  CurrentLog& log() const { return *log_; }
  FilledBuffer& filled_buffer() const { return *filled_buffer_; }
  const rocksdb::Statistics& statistics() const { return *statistics_; }
  const rocksdb::Cache& cache() const { return *cache_; }
  const RocksDbOptions& options() const { return options_; }

  // Whether the rows that every start needs can be read: those of the column family, up to a bound.
  base::Status Read(Column column) const;

  // Begins to flush all write buffers. What is in the logs now is then not needed any more.
  base::Status BeginFlush() const;
  // The same, and waits until it is done. Nobody may write all the time.
  base::Status Flush() const;
  uint64_t log_bytes() const { return inventory_->log_bytes(); }

  // Bytes that may still be written to the disk; the greatest number if the file system cannot
  // tell.
  uint64_t FreeBytes() const;

 private:
  struct Unlock {
    rocksdb::FileSystem* files;
    void operator()(rocksdb::FileLock* lock) const {
      files->UnlockFile(lock, {}, nullptr).PermitUncheckedError();
    }
  };

  Database(std::shared_ptr<rocksdb::FileSystem> files, const RocksDbOptions& options,
           OpenMode mode);
  base::Status LockForReading();
  // Refuses a store whose files are not what they must be, or, if that is asked for, drops what
  // cannot be used.
  base::Status Examine(rocksdb::FileSystem& files);

  // In the order in which they are needed; destroyed the other way round.
  const RocksDbOptions options_;
  const OpenMode mode_;
  DirectoryLock directory_lock_;
  const std::shared_ptr<FlushGate> flush_gate_;
  const std::shared_ptr<ErrorWatch> errors_;
  const std::shared_ptr<FilledBuffer> filled_buffer_;
  const std::unique_ptr<Inventory> inventory_;
  bool inventory_is_there_ = false;  // in a file
  const std::unique_ptr<CurrentLog> log_;
  const std::shared_ptr<rocksdb::FileSystem> files_;
  const std::unique_ptr<rocksdb::Env> env_;
  const std::shared_ptr<rocksdb::Cache> cache_;
  const std::shared_ptr<rocksdb::Statistics> statistics_;
  std::unique_ptr<rocksdb::FileLock, Unlock> lock_{nullptr, Unlock{files_.get()}};
  std::unique_ptr<rocksdb::DB> db_;
  std::unique_ptr<Resumer> resumer_;  // null if read-only
  std::array<rocksdb::ColumnFamilyHandle*, kColumns> columns_{};
};

}  // namespace kv::rocks::engine
