#include "kv/rocksdb/watched_files.h"

#include <string>
#include <string_view>
#include <utility>

#include "kv/rocksdb/table_file.h"

namespace kv::rocks {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class WatchedLog final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WatchedLog(std::unique_ptr<rocksdb::FSWritableFile> file, std::shared_ptr<ErrorWatch> errors)
      : FSWritableFileOwnerWrapper(std::move(file)), errors_(std::move(errors)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    return Watch(target()->Append(data, options, debug));
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    return Watch(target()->Append(data, options, verification, debug));
  }
  IOStatus Flush(const IOOptions& options, IODebugContext* debug) override {
    return Watch(target()->Flush(options, debug));
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return Watch(target()->Sync(options, debug));
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Watch(target()->Fsync(options, debug));
  }

 private:
  IOStatus Watch(IOStatus status) {
    if (!status.ok()) errors_->DoubtWal();
    return status;
  }

  const std::shared_ptr<ErrorWatch> errors_;
};

class WatchedDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  WatchedDirectory(std::unique_ptr<rocksdb::FSDirectory> directory,
                   std::shared_ptr<ErrorWatch> errors)
      : FSDirectoryWrapper(std::move(directory)), errors_(std::move(errors)) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Watch(FSDirectoryWrapper::Fsync(options, debug));
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& directory_options) override {
    return Watch(FSDirectoryWrapper::FsyncWithDirOptions(options, debug, directory_options));
  }

 private:
  IOStatus Watch(IOStatus status) {
    if (!status.ok()) errors_->DoubtWal();
    return status;
  }

  const std::shared_ptr<ErrorWatch> errors_;
};

class WatchedFiles final : public rocksdb::FileSystemWrapper {
 public:
  WatchedFiles(std::shared_ptr<rocksdb::FileSystem> files, std::shared_ptr<ErrorWatch> errors,
               std::shared_ptr<CurrentLog> log)
      : FileSystemWrapper(std::move(files)), errors_(std::move(errors)), log_(std::move(log)) {}

  const char* Name() const override { return "WatchedFiles"; }

  IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                               IODebugContext* debug) override {
    if (target() != rocksdb::FileSystem::Default().get()) {
      return target()->NewRandomAccessFile(path, options, result, debug);
    }
    return NewTableFile(path, result);
  }

  // Logs are made anew, never reopened or recycled (recycle_log_file_num is zero).
  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    if (!std::string_view(path).ends_with(".log")) {
      return target()->NewWritableFile(path, options, result, debug);
    }
    IOStatus made = NewLogFile(*target(), path, options, log_, result, debug);
    if (made.ok()) *result = std::make_unique<WatchedLog>(std::move(*result), errors_);
    return made;
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override {
    const IOStatus opened = target()->NewDirectory(path, options, result, debug);
    if (opened.ok()) *result = std::make_unique<WatchedDirectory>(std::move(*result), errors_);
    return opened;
  }

 private:
  const std::shared_ptr<ErrorWatch> errors_;
  const std::shared_ptr<CurrentLog> log_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> WatchFiles(std::shared_ptr<rocksdb::FileSystem> files,
                                                std::shared_ptr<ErrorWatch> errors,
                                                std::shared_ptr<CurrentLog> log) {
  return std::make_shared<WatchedFiles>(std::move(files), std::move(errors), std::move(log));
}

}  // namespace kv::rocks
