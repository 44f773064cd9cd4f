#include "kv/rocksdb/testing/failing_file_system.h"

#include <rocksdb/file_system.h>

#include <utility>

#include "base/mutex.h"

namespace kv {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

std::string KindOf(std::string_view path) {
  const std::string_view name = path.substr(path.find_last_of('/') + 1);
  if (name.ends_with(".log")) return "log";
  if (name.ends_with(".sst")) return "table";
  if (name.starts_with("MANIFEST-")) return "manifest";
  if (name == "CURRENT") return "current";
  if (name.ends_with(".dbtmp")) return "temporary";
  if (name.starts_with("INVENTORY")) return "inventory";
  return "other";
}

// As the file system of a machine tells it.
IOStatus ToStatus(FailingFileSystem::Error error, const std::string& call) {
  switch (error) {
    case FailingFileSystem::Error::kNoSpace: {
      IOStatus status = IOStatus::NoSpace(call, "No space left on device");
      status.SetRetryable(true);
      return status;
    }
    case FailingFileSystem::Error::kInputOutput:
      return IOStatus::IOError(call, "Input/output error");
    case FailingFileSystem::Error::kReadOnly:
      return IOStatus::IOError(call, "Read-only file system");
    case FailingFileSystem::Error::kTooManyFiles:
      return IOStatus::IOError(call, "Too many open files");
  }
  return IOStatus::OK();
}

}  // namespace

class FailingFileSystem::Plan {
 public:
  void Fail(std::string_view call, Error error, uint64_t skip, uint64_t count) {
    base::MutexLock lock(mutex_);
    call_ = call;
    error_ = error;
    skip_ = skip;
    count_ = count;
    failures_ = 0;
  }
  std::map<std::string, uint64_t> calls() {
    base::MutexLock lock(mutex_);
    return calls_;
  }
  uint64_t failures() {
    base::MutexLock lock(mutex_);
    return failures_;
  }

  // What comes of one call: an error, or OK if it is to be made.
  IOStatus Call(const std::string& kind, const char* operation) {
    const std::string call = kind + "." + operation;
    base::MutexLock lock(mutex_);
    ++calls_[call];
    if (call != call_ || count_ == 0) return IOStatus::OK();
    if (skip_ > 0) {
      --skip_;
      return IOStatus::OK();
    }
    --count_;
    ++failures_;
    return ToStatus(error_, call);
  }

 private:
  base::Mutex mutex_;
  std::map<std::string, uint64_t> calls_ GUARDED_BY(mutex_);
  std::string call_ GUARDED_BY(mutex_);
  Error error_ GUARDED_BY(mutex_) = Error::kInputOutput;
  uint64_t skip_ GUARDED_BY(mutex_) = 0;
  uint64_t count_ GUARDED_BY(mutex_) = 0;
  uint64_t failures_ GUARDED_BY(mutex_) = 0;
};

namespace {

using Plan = FailingFileSystem::Plan;

// Makes a call unless the plan fails it. `make` is evaluated only then.
#define CALL(kind, operation, make)                                                  \
  do {                                                                               \
    if (IOStatus failed = plan_->Call(kind, operation); !failed.ok()) return failed; \
    return make;                                                                     \
  } while (false)

class FailingWritable final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FailingWritable(std::unique_ptr<rocksdb::FSWritableFile> file, std::shared_ptr<Plan> plan,
                  std::string kind)
      : FSWritableFileOwnerWrapper(std::move(file)),
        plan_(std::move(plan)),
        kind_(std::move(kind)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    CALL(kind_, "Append", target()->Append(data, options, debug));
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    CALL(kind_, "Append", target()->Append(data, options, verification, debug));
  }
  IOStatus PositionedAppend(const Slice& data, uint64_t offset, const IOOptions& options,
                            IODebugContext* debug) override {
    CALL(kind_, "Append", target()->PositionedAppend(data, offset, options, debug));
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    CALL(kind_, "Truncate", target()->Truncate(size, options, debug));
  }
  IOStatus Allocate(uint64_t offset, uint64_t size, const IOOptions& options,
                    IODebugContext* debug) override {
    CALL(kind_, "Allocate", target()->Allocate(offset, size, options, debug));
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    IOStatus closed = target()->Close(options, debug);
    CALL(kind_, "Close", closed);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    CALL(kind_, "Sync", target()->Sync(options, debug));
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    CALL(kind_, "Sync", target()->Fsync(options, debug));
  }
  IOStatus RangeSync(uint64_t offset, uint64_t size, const IOOptions& options,
                     IODebugContext* debug) override {
    CALL(kind_, "RangeSync", target()->RangeSync(offset, size, options, debug));
  }

 private:
  const std::shared_ptr<Plan> plan_;
  const std::string kind_;
};

class FailingRandomAccess final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  FailingRandomAccess(std::unique_ptr<rocksdb::FSRandomAccessFile> file, std::shared_ptr<Plan> plan,
                      std::string kind)
      : FSRandomAccessFileOwnerWrapper(std::move(file)),
        plan_(std::move(plan)),
        kind_(std::move(kind)) {}

  IOStatus Read(uint64_t offset, size_t size, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) const override {
    CALL(kind_, "Read", target()->Read(offset, size, options, result, scratch, debug));
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    CALL(kind_, "Read", target()->MultiRead(requests, count, options, debug));
  }
  IOStatus Prefetch(uint64_t offset, size_t size, const IOOptions& options,
                    IODebugContext* debug) override {
    CALL(kind_, "Prefetch", target()->Prefetch(offset, size, options, debug));
  }

 private:
  const std::shared_ptr<Plan> plan_;
  const std::string kind_;
};

class FailingSequential final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  FailingSequential(std::unique_ptr<rocksdb::FSSequentialFile> file, std::shared_ptr<Plan> plan,
                    std::string kind)
      : FSSequentialFileOwnerWrapper(std::move(file)),
        plan_(std::move(plan)),
        kind_(std::move(kind)) {}

  IOStatus Read(size_t size, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) override {
    CALL(kind_, "Read", target()->Read(size, options, result, scratch, debug));
  }

 private:
  const std::shared_ptr<Plan> plan_;
  const std::string kind_;
};

class FailingRandomRW final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FailingRandomRW(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::shared_ptr<Plan> plan,
                  std::string kind)
      : FSRandomRWFileOwnerWrapper(std::move(file)),
        plan_(std::move(plan)),
        kind_(std::move(kind)) {}

  IOStatus Write(uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    CALL(kind_, "Append", FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug));
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    CALL(kind_, "Sync", FSRandomRWFileOwnerWrapper::Sync(options, debug));
  }

 private:
  const std::shared_ptr<Plan> plan_;
  const std::string kind_;
};

class FailingDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  FailingDirectory(std::unique_ptr<rocksdb::FSDirectory> directory, std::shared_ptr<Plan> plan)
      : FSDirectoryWrapper(std::move(directory)), plan_(std::move(plan)) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    CALL("directory", "Fsync", FSDirectoryWrapper::Fsync(options, debug));
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& directory_options) override {
    CALL("directory", "Fsync",
         FSDirectoryWrapper::FsyncWithDirOptions(options, debug, directory_options));
  }

 private:
  const std::shared_ptr<Plan> plan_;
};

class FailingFiles final : public rocksdb::FileSystemWrapper {
 public:
  FailingFiles(const std::shared_ptr<rocksdb::FileSystem>& files, std::shared_ptr<Plan> plan)
      : FileSystemWrapper(files), plan_(std::move(plan)) {}

  const char* Name() const override { return "FailingFileSystem"; }

  IOStatus NewSequentialFile(const std::string& path, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext* debug) override {
    return Open<FailingSequential>(path, "Open", result, [&] {
      return target()->NewSequentialFile(path, options, result, debug);
    });
  }
  IOStatus NewRandomAccessFile(const std::string& path, const FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                               IODebugContext* debug) override {
    return Open<FailingRandomAccess>(path, "Open", result, [&] {
      return target()->NewRandomAccessFile(path, options, result, debug);
    });
  }
  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    return Open<FailingWritable>(path, "Create", result, [&] {
      return target()->NewWritableFile(path, options, result, debug);
    });
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext* debug) override {
    return Open<FailingWritable>(path, "Create", result, [&] {
      return target()->ReopenWritableFile(path, options, result, debug);
    });
  }
  IOStatus NewRandomRWFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                           IODebugContext* debug) override {
    return Open<FailingRandomRW>(path, "Open", result, [&] {
      return target()->NewRandomRWFile(path, options, result, debug);
    });
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override {
    if (IOStatus failed = plan_->Call("directory", "Open"); !failed.ok()) return failed;
    const IOStatus opened = target()->NewDirectory(path, options, result, debug);
    if (opened.ok()) *result = std::make_unique<FailingDirectory>(std::move(*result), plan_);
    return opened;
  }
  IOStatus FileExists(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    CALL(KindOf(path), "Exists", target()->FileExists(path, options, debug));
  }
  IOStatus GetChildren(const std::string& path, const IOOptions& options,
                       std::vector<std::string>* result, IODebugContext* debug) override {
    CALL("directory", "List", target()->GetChildren(path, options, result, debug));
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    CALL(KindOf(path), "Delete", target()->DeleteFile(path, options, debug));
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    CALL(KindOf(to), "Rename", target()->RenameFile(from, to, options, debug));
  }
  IOStatus GetFileSize(const std::string& path, const IOOptions& options, uint64_t* size,
                       IODebugContext* debug) override {
    CALL(KindOf(path), "Size", target()->GetFileSize(path, options, size, debug));
  }

 private:
  template <typename Wrapper, typename File, typename Make>
  IOStatus Open(const std::string& path, const char* operation, std::unique_ptr<File>* result,
                const Make& make) {
    std::string kind = KindOf(path);
    if (IOStatus failed = plan_->Call(kind, operation); !failed.ok()) return failed;
    IOStatus made = make();
    if (made.ok()) *result = std::make_unique<Wrapper>(std::move(*result), plan_, std::move(kind));
    return made;
  }

  const std::shared_ptr<Plan> plan_;
};

#undef CALL

}  // namespace

FailingFileSystem::FailingFileSystem(const std::shared_ptr<rocksdb::FileSystem>& files)
    : plan_(std::make_shared<Plan>()), files_(std::make_shared<FailingFiles>(files, plan_)) {}
FailingFileSystem::~FailingFileSystem() = default;

std::shared_ptr<rocksdb::FileSystem> FailingFileSystem::files() const { return files_; }
void FailingFileSystem::Fail(std::string_view call, Error error, uint64_t skip, uint64_t count) {
  plan_->Fail(call, error, skip, count);
}
void FailingFileSystem::Heal() { plan_->Fail("", Error::kInputOutput, 0, 0); }
std::map<std::string, uint64_t> FailingFileSystem::calls() const { return plan_->calls(); }
uint64_t FailingFileSystem::failures() const { return plan_->failures(); }

}  // namespace kv
