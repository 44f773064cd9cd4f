#include "kv/rocksdb/engine/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace kv::rocks::engine {

DirectoryLock::~DirectoryLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

base::Status DirectoryLock::Take(const std::string& path) {
  descriptor_ = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  // The next steps of opening report with a better text why the directory cannot be opened.
  if (descriptor_ < 0) return {};
  int locked;
  do {
    locked = flock(descriptor_, LOCK_EX | LOCK_NB);
  } while (locked != 0 && errno == EINTR);
  if (locked != 0 && errno == EWOULDBLOCK) {
    return base::Unavailable("the data directory " + path + " is in use by another process");
  }
  return {};
}

}  // namespace kv::rocks::engine
