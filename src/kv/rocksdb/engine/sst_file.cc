#include "kv/rocksdb/engine/sst_file.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace kv::rocks::engine {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

thread_local int without_waiting = 0;

IOStatus Failed(const std::string& path, int error) {
  const std::string text = std::strerror(error);
  return error == ENOENT ? IOStatus::PathNotFound(path, text) : IOStatus::IOError(path, text);
}

class SstFile final : public rocksdb::FSRandomAccessFile {
 public:
  SstFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  ~SstFile() override { close(descriptor_); }

  IOStatus Read(uint64_t offset, size_t size, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    const bool may_wait = !WithoutWaiting::IsAsked();
    size_t have = 0;
    while (have < size) {
      const ssize_t count = ReadSome(offset + have, size - have, scratch + have, may_wait);
      if (count == 0) break;  // the end of the file
      if (count > 0) {
        have += static_cast<size_t>(count);
      } else if (errno == EAGAIN && !may_wait) {
        *result = Slice();
        return WouldWait();
      } else if (errno != EINTR) {
        *result = Slice();
        return Failed(path_, errno);
      }
    }
    *result = Slice(scratch, have);
    return IOStatus::OK();
  }

  IOStatus Prefetch(uint64_t offset, size_t size, const IOOptions&, IODebugContext*) override {
    if (readahead(descriptor_, static_cast<off64_t>(offset), size) == 0) return IOStatus::OK();
    return Failed(path_, errno);
  }

  // Errors are ignored: hints only affect speed.
  void Hint(AccessPattern pattern) override {
    switch (pattern) {
      case kNormal:
        return Advise(0, 0, POSIX_FADV_NORMAL);
      case kRandom:
        return Advise(0, 0, POSIX_FADV_RANDOM);
      case kSequential:
        return Advise(0, 0, POSIX_FADV_SEQUENTIAL);
      case kWillNeed:
        return Advise(0, 0, POSIX_FADV_WILLNEED);
      case kWontNeed:
        return Advise(0, 0, POSIX_FADV_DONTNEED);
    }
  }
  IOStatus InvalidateCache(size_t offset, size_t size) override {
    Advise(static_cast<off_t>(offset), static_cast<off_t>(size), POSIX_FADV_DONTNEED);
    return IOStatus::OK();
  }

 private:
  ssize_t ReadSome(uint64_t offset, size_t size, char* to, bool may_wait) const {
    const auto at = static_cast<off_t>(offset);
    if (!may_wait) {
      const iovec part{to, size};
      const ssize_t count = preadv2(descriptor_, &part, 1, at, RWF_NOWAIT);
      // The kernel or the file system does not support this. Then the read waits.
      if (count >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS)) return count;
    }
    return pread(descriptor_, to, size, at);
  }
  void Advise(off_t offset, off_t size, int advice) const {
    static_cast<void>(posix_fadvise(descriptor_, offset, size, advice));
  }

  const std::string path_;
  const int descriptor_;
};

}  // namespace

// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] WithoutWaiting::WithoutWaiting() { ++without_waiting; }
[[gnu::noinline]] WithoutWaiting::~WithoutWaiting() { --without_waiting; }
[[gnu::noinline]] bool WithoutWaiting::IsAsked() { return without_waiting > 0; }

IOStatus WouldWait() {
  return rocksdb::status_to_io_status(rocksdb::Status::Incomplete("would wait for the disk"));
}

IOStatus NewTableFile(const std::string& path,
                      std::unique_ptr<rocksdb::FSRandomAccessFile>* result) {
  int descriptor;
  do {
    descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return Failed(path, errno);
  *result = std::make_unique<SstFile>(path, descriptor);
  return IOStatus::OK();
}

}  // namespace kv::rocks::engine
