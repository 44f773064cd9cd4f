// SST files, RocksDB's sorted tables, which can be read without waiting for the disk.
#pragma once

#include <rocksdb/file_system.h>

#include <memory>
#include <string>

namespace kv::rocks::engine {

// While an object of this class lives, reads of SST files by its thread do not wait for the disk.
// A read of bytes that are not in the kernel's page cache returns WouldWait(), and the kernel
// begins to fetch them. REQUIRES: no switch of fibers meanwhile.
class WithoutWaiting {
 public:
  WithoutWaiting();
  ~WithoutWaiting();
  WithoutWaiting(const WithoutWaiting&) = delete;
  WithoutWaiting& operator=(const WithoutWaiting&) = delete;

  // Whether the calling thread has such an object.
  static bool IsAsked();
};

// RocksDB passes this status on unchanged, so the call of RocksDB's returns a status that
// IsIncomplete(). RocksDB itself returns such a status only for reads with kBlockCacheTier.
rocksdb::IOStatus WouldWait();

// Opens an SST file of the machine's own file system. (RocksDB's own class always waits, and hides
// its file descriptor, so it cannot be extended.)
rocksdb::IOStatus NewTableFile(const std::string& path,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result);

}  // namespace kv::rocks::engine
