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
#include "kv/rocksdb/error_watch.h"
#include "kv/rocksdb/log_file.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "kv/rocksdb/row_key.h"

namespace kv::rocks {

enum class OpenMode {
  kReadWrite,
  kReadOnly,
  kVerify,  // as kReadOnly, and a damaged write-ahead log is an error
};

// Flushes and closes the database when destroyed. Safe from any thread once it is open.
class Database {
 public:
  // Opens or (kReadWrite) makes the database in asked.path, in `files`; its options are those that
  // are asked for, fitted to the disk. Errors: OpenRocksDbStore's.
  static base::Result<std::unique_ptr<Database>> Open(std::shared_ptr<rocksdb::FileSystem> files,
                                                      const RocksDbOptions& asked, OpenMode mode);
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
  const rocksdb::Statistics& statistics() const { return *statistics_; }
  const rocksdb::Cache& cache() const { return *cache_; }
  const RocksDbOptions& options() const { return options_; }

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
  void FlushAll();
  base::Status LockForReading();

  // In the order in which they are needed; destroyed the other way round.
  const RocksDbOptions options_;
  const OpenMode mode_;
  const std::shared_ptr<ErrorWatch> errors_;
  const std::shared_ptr<CurrentLog> log_;
  const std::shared_ptr<rocksdb::FileSystem> files_;
  const std::unique_ptr<rocksdb::Env> env_;
  const std::shared_ptr<rocksdb::Cache> cache_;
  const std::shared_ptr<rocksdb::Statistics> statistics_;
  std::unique_ptr<rocksdb::FileLock, Unlock> lock_{nullptr, Unlock{files_.get()}};
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kColumns> columns_{};
};

}  // namespace kv::rocks
