#include "kv/rocksdb/log_file.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace kv::rocks {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// That of memory, offsets and sizes of writes that go around the page cache: enough for all disks.
constexpr size_t kBlockBytes = 4096;
// A group of commits is rarely larger; then it is written in pieces.
constexpr size_t kBufferBytes = size_t{128} << 10;
// Larger ones delay the sync that has to take them along, smaller ones more of the syncs.
constexpr size_t kAheadBytes = size_t{1} << 20;
// With fewer zeros left, more are due: enough for some groups of commits.
constexpr size_t kAheadBytesMin = kAheadBytes / 4;

constexpr uint64_t BlocksDown(uint64_t bytes) { return bytes / kBlockBytes * kBlockBytes; }
constexpr uint64_t BlocksUp(uint64_t bytes) { return BlocksDown(bytes + kBlockBytes - 1); }

struct Free {
  void operator()(char* memory) const { std::free(memory); }
};
using Blocks = std::unique_ptr<char[], Free>;

Blocks Zeros(size_t bytes) {
  auto* const memory = static_cast<char*>(std::aligned_alloc(kBlockBytes, bytes));
  if (memory == nullptr) throw std::bad_alloc();
  std::memset(memory, 0, bytes);
  return Blocks(memory);
}

}  // namespace

class LogFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  LogFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::shared_ptr<CurrentLog> current)
      : FSWritableFileOwnerWrapper(std::move(file)), current_(std::move(current)) {
    current_->Begin(this);
  }
  ~LogFile() override { current_->End(this); }

  // Of the appender's buffers nothing is asked.
  bool use_direct_io() const override { return false; }
  size_t GetRequiredBufferAlignment() const override { return 1; }

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const char* from = data.data();
    size_t left = data.size();
    while (left > 0) {
      const uint64_t begin = BlocksDown(bytes_);
      const size_t kept = bytes_ - begin;  // of the block that is written again
      const size_t count = std::min(left, kBufferBytes - kept);
      std::memcpy(buffer_.get() + kept, from, count);
      const size_t used = kept + count;
      const size_t whole = BlocksUp(used);
      std::memset(buffer_.get() + used, 0, whole - used);
      const IOStatus written =
          target()->PositionedAppend(Slice(buffer_.get(), whole), begin, options, debug);
      if (!written.ok()) return written;
      bytes_ += count;
      from += count;
      left -= count;
      std::memmove(buffer_.get(), buffer_.get() + BlocksDown(used), used - BlocksDown(used));
    }
    if (BlocksUp(bytes_) > ready_bytes_) WriteAhead(options, debug);
    return IOStatus::OK();
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  // The zeros are of no use to anybody; but they do no harm either.
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    current_->End(this);
    target()->Truncate(bytes_, options, debug).PermitUncheckedError();
    return target()->Close(options, debug);
  }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return bytes_; }

  void Prepare() {
    if (ready_bytes_ < bytes_ + kAheadBytesMin) WriteAhead({}, nullptr);
  }

 private:
  // Where there is no space for zeros, there may be some for data.
  void WriteAhead(const IOOptions& options, IODebugContext* debug) {
    static const Blocks zeros = Zeros(kAheadBytes);
    const uint64_t begin = std::max(ready_bytes_, BlocksUp(bytes_));
    ready_bytes_ = begin + kAheadBytes;
    target()
        ->PositionedAppend(Slice(zeros.get(), kAheadBytes), begin, options, debug)
        .PermitUncheckedError();
  }

  const std::shared_ptr<CurrentLog> current_;
  const Blocks buffer_ = Zeros(kBufferBytes);  // begins with the last block, if it is not full
  uint64_t bytes_ = 0;                         // appended
  uint64_t ready_bytes_ = 0;                   // there, as data or as zeros
};

void CurrentLog::Begin(LogFile* log) {
  base::MutexLock lock(mutex_);
  log_ = log;
}

void CurrentLog::End(const LogFile* log) {
  base::MutexLock lock(mutex_);
  if (log_ == log) log_ = nullptr;
}

void CurrentLog::Prepare() {
  base::MutexLock lock(mutex_);
  if (log_ != nullptr) log_->Prepare();
}

IOStatus NewLogFile(rocksdb::FileSystem& files, const std::string& path,
                    const rocksdb::FileOptions& options, std::shared_ptr<CurrentLog> current,
                    std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext* debug) {
  rocksdb::FileOptions direct = options;
  direct.use_mmap_writes = false;
  direct.use_direct_writes = true;
  std::unique_ptr<rocksdb::FSWritableFile> file;
  IOStatus opened = files.NewWritableFile(path, direct, &file, debug);
  if (!opened.ok()) {
    direct.use_direct_writes = false;
    opened = files.NewWritableFile(path, direct, &file, debug);
  }
  if (opened.ok()) *result = std::make_unique<LogFile>(std::move(file), std::move(current));
  return opened;
}

}  // namespace kv::rocks
