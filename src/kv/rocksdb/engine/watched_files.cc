#include "kv/rocksdb/engine/watched_files.h"

#include <string>
#include <utility>

#include "kv/rocksdb/engine/background_priority.h"
#include "kv/rocksdb/engine/file_name.h"
#include "kv/rocksdb/engine/sst_file.h"

namespace kv::rocks::engine {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Marks the error as retryable. Errors of a full disk become ordinary ones, too: RocksDB's own
// waiting for space looks only every five seconds, and refuses some compactions for good. A full
// disk is still recognized by the text (IsNoSpace).
IOStatus MayPass(IOStatus status) {
  if (!status.IsIOError() || status.IsPathNotFound()) return status;
  IOStatus may_pass = IOStatus::IOError(status.getState() == nullptr ? "" : status.getState());
  may_pass.SetRetryable(true);
  return may_pass;
}

class WatchedWritable final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WatchedWritable(std::unique_ptr<rocksdb::FSWritableFile> file, FlushGate& gate)
      : FSWritableFileOwnerWrapper(std::move(file)), gate_(gate) {}

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
  IOStatus RangeSync(uint64_t offset, uint64_t size, const IOOptions& options,
                     IODebugContext* debug) override {
    return Watch(target()->RangeSync(offset, size, options, debug));
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    return Watch(target()->Close(options, debug));
  }

 private:
  IOStatus Watch(const IOStatus& status) {
    if (status.ok()) [[likely]]
      return status;
    gate_.Close();
    return MayPass(status);
  }

  FlushGate& gate_;
};

// An SST file that a compaction writes.
class CompactionTable final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  CompactionTable(std::unique_ptr<rocksdb::FSWritableFile> file, rocksdb::FileSystem& files,
                  std::string path, uint64_t reserve_bytes)
      : FSWritableFileOwnerWrapper(std::move(file)),
        files_(files),
        path_(std::move(path)),
        reserve_bytes_(reserve_bytes) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    if (IOStatus room = LookForRoom(data.size()); !room.ok()) return room;
    return target()->Append(data, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    if (IOStatus room = LookForRoom(data.size()); !room.ok()) return room;
    return target()->Append(data, options, verification, debug);
  }

 private:
  static constexpr size_t kLookEveryBytes = size_t{1} << 20;

  IOStatus LookForRoom(size_t bytes) {
    if (bytes_till_look_ > bytes) {
      bytes_till_look_ -= bytes;
      return IOStatus::OK();
    }
    bytes_till_look_ = kLookEveryBytes;
    uint64_t free_bytes = 0;
    const IOStatus known = files_.GetFreeSpace(path_, {}, &free_bytes, nullptr);
    if (!known.ok() || free_bytes >= reserve_bytes_ + kLookEveryBytes) return IOStatus::OK();
    return IOStatus::NoSpace(path_, "No space left on device but for flushes");
  }

  rocksdb::FileSystem& files_;
  const std::string path_;
  const uint64_t reserve_bytes_;
  size_t bytes_till_look_ = 0;
};

class WatchedManifest final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WatchedManifest(std::unique_ptr<rocksdb::FSWritableFile> file, uint64_t number,
                  Inventory& inventory)
      : FSWritableFileOwnerWrapper(std::move(file)), number_(number), inventory_(inventory) {}

  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return Note(target()->Sync(options, debug), options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Note(target()->Fsync(options, debug), options, debug);
  }

 private:
  IOStatus Note(IOStatus synced, const IOOptions& options, IODebugContext* debug) {
    if (synced.ok()) inventory_.NoteManifest(number_, target()->GetFileSize(options, debug));
    return synced;
  }

  const uint64_t number_;
  Inventory& inventory_;
};

class WatchedRandomAccess final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  explicit WatchedRandomAccess(std::unique_ptr<rocksdb::FSRandomAccessFile> file)
      : FSRandomAccessFileOwnerWrapper(std::move(file)) {}

  IOStatus Read(uint64_t offset, size_t size, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) const override {
    return MayPass(target()->Read(offset, size, options, result, scratch, debug));
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    for (size_t i = 0; i < count; ++i) {
      rocksdb::FSReadRequest& one = requests[i];
      one.status = Read(one.offset, one.len, options, &one.result, one.scratch, debug);
    }
    return IOStatus::OK();
  }
};

class WatchedDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  WatchedDirectory(std::unique_ptr<rocksdb::FSDirectory> directory, const LogFileContext& context)
      : FSDirectoryWrapper(std::move(directory)), context_(context) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Watch(FSDirectoryWrapper::Fsync(options, debug));
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& directory_options) override {
    return Watch(FSDirectoryWrapper::FsyncWithDirOptions(options, debug, directory_options));
  }

 private:
  IOStatus Watch(IOStatus status) {
    if (status.ok()) {
      context_.inventory.NoteDirectorySync();
    } else {
      context_.errors.BreakWal();
    }
    return status;
  }

  const LogFileContext context_;
};

class WatchedFiles final : public rocksdb::FileSystemWrapper {
 public:
  WatchedFiles(const std::shared_ptr<rocksdb::FileSystem>& files, const LogFileContext& context,
               FlushGate& gate, uint64_t compaction_reserve_bytes)
      : FileSystemWrapper(files),
        context_(context),
        gate_(gate),
        compaction_reserve_bytes_(compaction_reserve_bytes) {}

  const char* Name() const override { return "WatchedFiles"; }

  IOStatus NewRandomAccessFile(const std::string& path, const FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                               IODebugContext* debug) override {
    if (target() == rocksdb::FileSystem::Default().get()) {
      return MayPass(NewTableFile(path, result));
    }
    const IOStatus opened = target()->NewRandomAccessFile(path, options, result, debug);
    if (opened.ok()) *result = std::make_unique<WatchedRandomAccess>(std::move(*result));
    return MayPass(opened);
  }

  // Every log is a new file: RocksDB does not recycle logs, because recycle_log_file_num is zero.
  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    const FileKind kind = KindOf(path);
    IOStatus made;
    if (kind == FileKind::kLog) {
      *result = NewLogFile(*target(), path, options, context_);
    } else {
      made = target()->NewWritableFile(path, options, result, debug);
    }
    if (!made.ok()) {
      gate_.Close();
      return MayPass(made);
    }
    if (kind == FileKind::kManifest) {
      *result = std::make_unique<WatchedManifest>(std::move(*result), FileNumber(path),
                                                  context_.inventory);
    }
    if (kind == FileKind::kTable && BackgroundPriority::Compacts()) {
      *result = std::make_unique<CompactionTable>(std::move(*result), *target(), path,
                                                  compaction_reserve_bytes_);
    }
    *result = std::make_unique<WatchedWritable>(std::move(*result), gate_);
    return made;
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override {
    const IOStatus opened = target()->NewDirectory(path, options, result, debug);
    if (opened.ok()) *result = std::make_unique<WatchedDirectory>(std::move(*result), context_);
    return opened;
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    const IOStatus renamed = target()->RenameFile(from, to, options, debug);
    // The temporary file that becomes CURRENT has the manifest's number in its name.
    if (renamed.ok() && KindOf(to) == FileKind::kCurrent) {
      context_.inventory.NoteCurrent(FileNumber(from));
    }
    return MayPass(renamed);
  }
  IOStatus GetFileSize(const std::string& path, const IOOptions& options, uint64_t* size,
                       IODebugContext* debug) override {
    return MayPass(target()->GetFileSize(path, options, size, debug));
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    if (KindOf(path) == FileKind::kLog) {
      if (IOStatus forgotten = context_.inventory.ForgetLog(FileNumber(path)); !forgotten.ok()) {
        return forgotten;
      }
    }
    return target()->DeleteFile(path, options, debug);
  }

 private:
  const LogFileContext context_;
  FlushGate& gate_;
  const uint64_t compaction_reserve_bytes_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> WatchFiles(const std::shared_ptr<rocksdb::FileSystem>& files,
                                                const LogFileContext& context, FlushGate& gate,
                                                uint64_t compaction_reserve_bytes) {
  return std::make_shared<WatchedFiles>(files, context, gate, compaction_reserve_bytes);
}

}  // namespace kv::rocks::engine
