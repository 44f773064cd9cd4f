#include "kv/rocksdb/engine/log_file.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "kv/rocksdb/engine/file_name.h"

namespace kv::rocks::engine {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Writes around the page cache need memory, offsets and sizes in multiples of a disk's block. No
// disk has larger ones.
constexpr size_t kBlockBytes = 4096;
// A group of commits is rarely larger. If it is, it is written in several pieces.
constexpr size_t kBufferBytes = size_t{128} << 10;
// The zeros that are written at a time. The next sync has to write them to the disk, too: more
// zeros would delay that sync longer, fewer would delay more syncs.
constexpr size_t kAheadBytes = size_t{1} << 20;
// When fewer zeros are left, more are written. Enough for some groups of commits.
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

// Stands for a log file that could not be made: every append fails.
class NoFile final : public rocksdb::FSWritableFile {
 public:
  explicit NoFile(IOStatus why) : why_(std::move(why)) {}

  using FSWritableFile::Append;
  IOStatus Append(const Slice&, const IOOptions&, IODebugContext*) override { return why_; }
  using FSWritableFile::PositionedAppend;
  IOStatus PositionedAppend(const Slice&, uint64_t, const IOOptions&, IODebugContext*) override {
    return why_;
  }
  // The others succeed, because nothing was appended.
  IOStatus Truncate(uint64_t, const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  bool IsSyncThreadSafe() const override { return true; }

 private:
  const IOStatus why_;
};

class LogFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  LogFile(std::unique_ptr<rocksdb::FSWritableFile> file, uint64_t number,
          const LogFileContext& context)
      : FSWritableFileOwnerWrapper(std::move(file)), number_(number), context_(context) {
    context_.current.Begin(this);
  }
  ~LogFile() override { context_.current.End(this); }

  // The caller's buffers may have any alignment: this class copies.
  bool use_direct_io() const override { return false; }
  size_t GetRequiredBufferAlignment() const override { return 1; }

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    if (failed_) return context_.current.Is(this) ? Failed() : IOStatus::OK();
    const char* from = data.data();
    size_t left = data.size();
    while (left > 0) {
      const uint64_t begin = BlocksDown(bytes_);
      const size_t kept = bytes_ - begin;  // bytes of the last block, which is written again
      const size_t count = std::min(left, kBufferBytes - kept);
      std::memcpy(buffer_.get() + kept, from, count);
      const size_t used = kept + count;
      const size_t whole = BlocksUp(used);
      dirty_bytes_ = std::max(dirty_bytes_, used);
      const size_t dirty = std::min(dirty_bytes_, whole);
      std::memset(buffer_.get() + used, 0, dirty - used);
      if (dirty == dirty_bytes_) dirty_bytes_ = used;
      const IOStatus written =
          target()->PositionedAppend(Slice(buffer_.get(), whole), begin, options, debug);
      if (!written.ok()) return Fail(written);
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
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    if (failed_) return SyncFailed();
    return Synced(target()->Sync(options, debug));
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (failed_) return SyncFailed();
    return Synced(target()->Fsync(options, debug));
  }
  // Cutting the zeros off may fail: they do no harm.
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    context_.current.End(this);
    target()->Truncate(bytes_, options, debug).PermitUncheckedError();
    target()
        ->Close(options, debug)
        .PermitUncheckedError();  // acknowledged bytes are synced already
    return IOStatus::OK();
  }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return bytes_; }

  void Prepare() {
    if (!failed_ && ready_bytes_ < bytes_ + kAheadBytesMin) WriteAhead({}, nullptr);
  }
  void Acknowledge() { context_.inventory.NoteLog(number_, synced_bytes_); }

 private:
  // Errors are ignored: a disk without space for the zeros may still have some for the data.
  void WriteAhead(const IOOptions& options, IODebugContext* debug) {
    static const Blocks zeros = Zeros(kAheadBytes);
    const uint64_t begin = std::max(ready_bytes_, BlocksUp(bytes_));
    ready_bytes_ = begin + kAheadBytes;
    target()
        ->PositionedAppend(Slice(zeros.get(), kAheadBytes), begin, options, debug)
        .PermitUncheckedError();
  }

  IOStatus Synced(const IOStatus& synced) {
    if (!synced.ok()) return Fail(synced);
    synced_bytes_ = bytes_;
    return synced;
  }
  IOStatus Fail(const IOStatus& why) {
    failed_ = true;
    bytes_ = synced_bytes_;
    TakeBack();
    return why;
  }
  void TakeBack() {
    taken_back_ =
        target()->Truncate(synced_bytes_, {}, nullptr).ok() && target()->Fsync({}, nullptr).ok();
    if (taken_back_) {
      context_.errors.TrustWal();
    } else {
      context_.errors.DoubtWal();
    }
  }
  // Succeeds only if another log is the current one: otherwise the sync may be that of a new
  // commit.
  IOStatus SyncFailed() {
    if (!taken_back_) TakeBack();
    return taken_back_ && !context_.current.Is(this) ? IOStatus::OK() : Failed();
  }
  static IOStatus Failed() { return IOStatus::IOError("writing to the log failed before"); }

  const uint64_t number_;
  const LogFileContext context_;
  const Blocks buffer_ = Zeros(kBufferBytes);  // begins with the last block, unless that is full
  size_t dirty_bytes_ = 0;                     // bytes of buffer_ that may not be zero
  uint64_t bytes_ = 0;                         // appended
  uint64_t synced_bytes_ = 0;                  // appended and synced
  uint64_t ready_bytes_ = 0;                   // written, as data or as zeros
  bool failed_ = false;                        // the file takes no more appends
  bool taken_back_ = false;                    // cut back to synced_bytes_, durably
};

void CurrentLog::Begin(LogFile* log) {
  base::MutexLock lock(mutex_);
  open_.push_back(log);
}

void CurrentLog::End(const LogFile* log) {
  base::MutexLock lock(mutex_);
  std::erase(open_, log);
}

bool CurrentLog::Is(const LogFile* log) {
  base::MutexLock lock(mutex_);
  return !open_.empty() && open_.back() == log;
}

void CurrentLog::Prepare() {
  base::MutexLock lock(mutex_);
  if (!open_.empty()) open_.back()->Prepare();
}

void CurrentLog::Acknowledge() {
  base::MutexLock lock(mutex_);
  if (!open_.empty()) open_.back()->Acknowledge();
}

std::unique_ptr<rocksdb::FSWritableFile> NewLogFile(rocksdb::FileSystem& files,
                                                    const std::string& path,
                                                    const rocksdb::FileOptions& options,
                                                    const LogFileContext& context) {
  rocksdb::FileOptions direct = options;
  direct.use_mmap_writes = false;
  direct.use_direct_writes = true;
  std::unique_ptr<rocksdb::FSWritableFile> file;
  IOStatus opened = files.NewWritableFile(path, direct, &file, nullptr);
  if (!opened.ok()) {
    direct.use_direct_writes = false;
    opened = files.NewWritableFile(path, direct, &file, nullptr);
  }
  if (!opened.ok()) file = std::make_unique<NoFile>(opened);
  return std::make_unique<LogFile>(std::move(file), FileNumber(path), context);
}

}  // namespace kv::rocks::engine
