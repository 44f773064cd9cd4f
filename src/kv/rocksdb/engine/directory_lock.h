// One process at a time for a data directory.
#pragma once

#include <string>

#include "base/result.h"

namespace kv::rocks::engine {

// RocksDB locks the file LOCK, which somebody may delete; then a second process would lock another
// one of that name. So the directory itself is locked, too.
class DirectoryLock {
 public:
  DirectoryLock() = default;
  // Gives it back.
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

  // Once. Errors: kUnavailable (another process has it). A file system that cannot lock is no
  // error.
  base::Status Take(const std::string& path);

 private:
  int descriptor_ = -1;
};

}  // namespace kv::rocks::engine
