// One process at a time for a data directory.
#pragma once

#include <string>

#include "base/result.h"

namespace kv::rocks::engine {

// RocksDB locks the file LOCK. If an operator deletes that file, a second process can lock a new
// one of the same name. So the directory itself is locked, too. Not thread-safe.
class DirectoryLock {
 public:
  DirectoryLock() = default;
  // Releases the lock.
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

  // Takes the lock. REQUIRES: called once. Errors: kUnavailable (another process has it). No error
  // if the file system cannot lock.
  base::Status Take(const std::string& path);

 private:
  int descriptor_ = -1;
};

}  // namespace kv::rocks::engine
