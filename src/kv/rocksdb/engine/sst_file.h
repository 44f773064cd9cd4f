// Tables, read without waiting for the disk where that is asked for.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>

namespace kv::rocks::engine {

// As long as one of these lives, what its thread reads of table files must be in the machine's page
// cache: else the read answers WouldWait(), and the kernel begins to fetch it. Not across a switch
// of fibers.
class WithoutWaiting {
 public:
  WithoutWaiting();
  ~WithoutWaiting();
  WithoutWaiting(const WithoutWaiting&) = delete;
  WithoutWaiting& operator=(const WithoutWaiting&) = delete;

  // Whether this thread has one.
  static bool IsAsked();
};

// RocksDB hands it up as it is: what was asked of it answers IsIncomplete(), which it does by
// itself only when it is told to read its cache alone.
rocksdb::IOStatus WouldWait();

// Opens a table of the machine's own file system. (RocksDB's own class for it is the same but for
// waiting, and does not let anybody see its descriptor.)
rocksdb::IOStatus NewTableFile(const std::string& path,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result);

}  // namespace kv::rocks::engine
