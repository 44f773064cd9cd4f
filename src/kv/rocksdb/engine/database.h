// An open RocksDB database, and the objects around it: its files, locks, caches and error handling.
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
  kVerify,  // as kReadOnly, but a damaged write-ahead log is an error
  kProbe,   // as kReadOnly, but write-ahead logs are ignored, which makes opening fast
};

// Thread-safe. The destructor flushes and closes the database.
class Database {
 public:
  // Opens the database in the directory asked.path of `files`; kReadWrite makes it if there is
  // none. The options are `asked`, reduced to what the disk has room for (FitToDisk). Errors:
  // OpenRocksDbStore's.
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

  // Tries to read the rows of the column family, up to a bound: to find damage when the store is
  // opened.
  base::Status Read(Column column) const;

  // Starts a flush of all write buffers. Once it is done, the present contents of the logs are not
  // needed any more.
  base::Status BeginFlush() const;
  // Flushes all write buffers. Blocks. REQUIRES: writes stop for a while, or the call may not end.
  base::Status Flush() const;
  // The acknowledged bytes of all logs.
  uint64_t log_bytes() const { return inventory_->log_bytes(); }

  // The free space of the disk in bytes; the greatest number if the file system cannot tell.
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
  // Checks the files of the store (store_files.h). An error if some are damaged or missing. With
  // drop_damaged_logs, damaged logs are moved away instead.
  base::Status Examine(rocksdb::FileSystem& files);

  // The order matters: members use those above them, and are destroyed before them.
  const RocksDbOptions options_;
  const OpenMode mode_;
  DirectoryLock directory_lock_;
  const std::shared_ptr<FlushGate> flush_gate_;
  const std::shared_ptr<ErrorWatch> errors_;
  const std::shared_ptr<FilledBuffer> filled_buffer_;
  const std::unique_ptr<Inventory> inventory_;
  bool inventory_is_there_ = false;  // as a file
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
