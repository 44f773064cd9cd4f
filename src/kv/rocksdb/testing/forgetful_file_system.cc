#include "kv/rocksdb/testing/forgetful_file_system.h"

#include <rocksdb/file_system.h>
#include <rocksdb/io_status.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace kv {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr size_t kPageBytes = 4096;
constexpr const char* kTableSuffix = ".sst";

// A piece of a file, as it was.
struct Piece {
  size_t offset;
  std::string bytes;
};

struct File {
  std::string bytes;
  size_t synced_bytes = 0;
  std::vector<Piece> overwritten;  // of the synced bytes, since they were synced; in order
};
using FilePointer = std::shared_ptr<File>;
using Names = std::map<std::string, FilePointer>;

// One change of a directory that is not synced yet: the name now means this file; null: none.
// A rename is two of them that survive together.
struct NameChange {
  std::vector<std::pair<std::string, FilePointer>> meanings;
};

struct Directory {
  Names now;
  Names durable;
  std::vector<NameChange> unsynced;
};
using Directories = std::map<std::string, Directory>;

// With files of its own; those that were one file are one.
Directories Copy(const Directories& directories) {
  std::map<const File*, FilePointer> copies;
  const auto copy = [&copies](FilePointer* file) {
    if (*file == nullptr) return;
    FilePointer& known = copies[file->get()];
    if (known == nullptr) known = std::make_shared<File>(**file);
    *file = known;
  };
  Directories all = directories;
  for (auto& [path, directory] : all) {
    for (auto& [name, file] : directory.now) copy(&file);
    for (auto& [name, file] : directory.durable) copy(&file);
    for (auto& change : directory.unsynced) {
      for (auto& [name, file] : change.meanings) copy(&file);
    }
  }
  return all;
}

std::string WithoutSlash(const std::string& path) {
  size_t size = path.size();
  while (size > 1 && path[size - 1] == '/') --size;
  std::string clean;
  for (size_t i = 0; i < size; ++i) {
    if (path[i] != '/' || clean.empty() || clean.back() != '/') clean.push_back(path[i]);
  }
  return clean;
}

std::pair<std::string, std::string> SplitPath(const std::string& path) {
  const std::string clean = WithoutSlash(path);
  const size_t slash = clean.find_last_of('/');
  if (slash == std::string::npos) return {".", clean};
  return {slash == 0 ? "/" : clean.substr(0, slash), clean.substr(slash + 1)};
}

IOStatus Missing(const std::string& path) {
  return IOStatus::PathNotFound(path, "No such file or directory");
}

void SetMeaning(Names* names, const std::string& name, const FilePointer& file) {
  if (file == nullptr) {
    names->erase(name);
  } else {
    (*names)[name] = file;
  }
}

class NoLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
  size_t GetLogFileSize() const override { return 0; }
};

struct Lock final : rocksdb::FileLock {
  explicit Lock(std::string locked) : path(std::move(locked)) {}
  std::string path;
};

}  // namespace

// Everything is under one mutex: this is for tests, where plain beats fast.
class ForgetfulFileSystem::Files final : public rocksdb::FileSystem,
                                         public std::enable_shared_from_this<Files> {
 public:
  explicit Files(uint64_t seed) : random_(seed) {
    directories_["/"];
    directories_["."];
  }

  const char* Name() const override { return "ForgetfulFileSystem"; }

  // Open begins every reading, Power every other operation. `generation` is that in which a file
  // was opened: those of before a cut stay dead.
  IOStatus Open(uint64_t generation) const REQUIRES(mutex_) {
    if (generation != generation_) return IOStatus::IOError("the power was cut");
    return IOStatus::OK();
  }
  IOStatus Power(uint64_t generation, const std::string& path = "") const REQUIRES(mutex_) {
    if (!powered_ && !path.ends_with(kTableSuffix)) return IOStatus::IOError("the power was cut");
    return Open(generation);
  }
  IOStatus Power() const REQUIRES(mutex_) { return Power(generation_); }

  void CutPower() {
    base::MutexLock lock(mutex_);
    powered_ = false;
    at_cut_ = Copy(directories_);
  }

  void Restore(Unsynced unsynced) {
    base::MutexLock lock(mutex_);
    directories_ = std::move(at_cut_);
    at_cut_.clear();
    powered_ = true;
    ++generation_;
    locks_.clear();
    fail_syncs_of_.clear();
    refuse_space_to_.clear();
    std::set<File*> torn;
    for (auto& [path, directory] : directories_) {
      const size_t survive = unsynced == Unsynced::kLost ? 0 : Below(directory.unsynced.size() + 1);
      for (size_t i = 0; i < survive; ++i) {
        for (const auto& [name, file] : directory.unsynced[i].meanings) {
          SetMeaning(&directory.durable, name, file);
        }
      }
      directory.unsynced.clear();
      directory.now = directory.durable;
      for (const auto& [name, file] : directory.now) {
        if (torn.insert(file.get()).second) Tear(file.get(), unsynced);
      }
    }
  }

  void SetCapacity(uint64_t bytes) {
    base::MutexLock lock(mutex_);
    capacity_ = bytes;
  }
  uint64_t used_bytes() {
    base::MutexLock lock(mutex_);
    return Used();
  }
  void FailSyncsOf(const char* suffix) {
    base::MutexLock lock(mutex_);
    fail_syncs_of_ = suffix;
  }
  void RefuseSpaceTo(const char* suffix) {
    base::MutexLock lock(mutex_);
    refuse_space_to_ = suffix;
  }
  uint64_t syncs() {
    base::MutexLock lock(mutex_);
    return syncs_;
  }

  // Files that are open.

  IOStatus Read(uint64_t generation, const File& file, uint64_t offset, size_t size, Slice* result,
                char* scratch) {
    base::MutexLock lock(mutex_);
    if (auto open = Open(generation); !open.ok()) return open;
    const size_t begin = std::min<size_t>(offset, file.bytes.size());
    const size_t count = std::min(size, file.bytes.size() - begin);
    std::copy_n(file.bytes.data() + begin, count, scratch);
    *result = Slice(scratch, count);
    return IOStatus::OK();
  }

  // At `offset`, or behind what is there.
  IOStatus Write(uint64_t generation, const std::string& path, File* file, const Slice& data,
                 std::optional<uint64_t> offset = {}) {
    base::MutexLock lock(mutex_);
    if (auto power = Power(generation, path); !power.ok()) return power;
    if (!refuse_space_to_.empty() && path.ends_with(refuse_space_to_)) {
      return IOStatus::NoSpace("No space left on device");
    }
    std::string& bytes = file->bytes;
    const size_t begin = offset.value_or(bytes.size());
    size_t end = begin + data.size();
    // Summing up the files is slow, and only of interest to those who limit them.
    if (capacity_ != std::numeric_limits<uint64_t>::max()) {
      const uint64_t used = Used();
      const uint64_t room = used < capacity_ ? capacity_ - used : 0;
      end = std::min(end, bytes.size() + room);
      if (end < begin) return IOStatus::NoSpace("No space left on device");
    }
    if (begin < file->synced_bytes) {
      file->overwritten.push_back(
          {begin, bytes.substr(begin, std::min(end, file->synced_bytes) - begin)});
    }
    if (end > bytes.size()) bytes.resize(end);
    std::copy_n(data.data(), end - begin, bytes.begin() + static_cast<ptrdiff_t>(begin));
    if (end < begin + data.size()) return IOStatus::NoSpace("No space left on device");
    return IOStatus::OK();
  }

  IOStatus Sync(uint64_t generation, const std::string& path, File* file) {
    base::MutexLock lock(mutex_);
    if (auto power = Power(generation, path); !power.ok()) return power;
    if (!fail_syncs_of_.empty() && path.ends_with(fail_syncs_of_)) {
      return IOStatus::IOError("Input/output error");
    }
    file->synced_bytes = file->bytes.size();
    file->overwritten.clear();
    ++syncs_;
    return IOStatus::OK();
  }

  IOStatus TruncateTo(uint64_t generation, File* file, uint64_t size) {
    base::MutexLock lock(mutex_);
    if (auto power = Power(generation); !power.ok()) return power;
    file->bytes.resize(size);
    file->synced_bytes = std::min<size_t>(file->synced_bytes, size);
    return IOStatus::OK();
  }

  uint64_t SizeOf(const File& file) {
    base::MutexLock lock(mutex_);
    return file.bytes.size();
  }

  IOStatus SyncDirectory(uint64_t generation, const std::string& path) {
    base::MutexLock lock(mutex_);
    if (auto power = Power(generation); !power.ok()) return power;
    if (!fail_syncs_of_.empty() && path.ends_with(fail_syncs_of_)) {
      return IOStatus::IOError("Input/output error");
    }
    Directory& directory = directories_[path];
    directory.durable = directory.now;
    directory.unsynced.clear();
    ++syncs_;
    return IOStatus::OK();
  }

  // rocksdb::FileSystem.

  IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions&,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext*) override;
  IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions&,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                               IODebugContext*) override;
  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions&,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext*) override;
  IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions&,
                              std::unique_ptr<rocksdb::FSWritableFile>* result,
                              IODebugContext*) override;
  IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions&,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                           IODebugContext*) override;
  IOStatus NewDirectory(const std::string& path, const IOOptions&,
                        std::unique_ptr<rocksdb::FSDirectory>* result, IODebugContext*) override;

  IOStatus FileExists(const std::string& path, const IOOptions&, IODebugContext*) override {
    base::MutexLock lock(mutex_);
    if (Find(path) != nullptr || directories_.contains(WithoutSlash(path))) return IOStatus::OK();
    return IOStatus::NotFound(path);
  }

  IOStatus GetChildren(const std::string& path, const IOOptions&, std::vector<std::string>* result,
                       IODebugContext*) override {
    base::MutexLock lock(mutex_);
    result->clear();
    const auto found = directories_.find(WithoutSlash(path));
    if (found == directories_.end()) return IOStatus::NotFound(path);
    for (const auto& [name, file] : found->second.now) result->push_back(name);
    return IOStatus::OK();
  }

  IOStatus DeleteFile(const std::string& path, const IOOptions&, IODebugContext*) override {
    base::MutexLock lock(mutex_);
    if (auto power = Power(); !power.ok()) return power;
    if (Find(path) == nullptr) return Missing(path);
    const auto [directory, name] = SplitPath(path);
    Change(directory, {{{name, nullptr}}});
    return IOStatus::OK();
  }

  IOStatus CreateDir(const std::string& path, const IOOptions& options,
                     IODebugContext* debug) override {
    {
      base::MutexLock lock(mutex_);
      if (directories_.contains(WithoutSlash(path))) return IOStatus::IOError(path, "File exists");
    }
    return CreateDirIfMissing(path, options, debug);
  }

  // Directories themselves are durable at once: a store makes them before its first promise.
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions&, IODebugContext*) override {
    base::MutexLock lock(mutex_);
    if (auto power = Power(); !power.ok()) return power;
    directories_[WithoutSlash(path)];
    return IOStatus::OK();
  }

  IOStatus DeleteDir(const std::string& path, const IOOptions&, IODebugContext*) override {
    base::MutexLock lock(mutex_);
    if (auto power = Power(); !power.ok()) return power;
    directories_.erase(WithoutSlash(path));
    return IOStatus::OK();
  }

  IOStatus GetFileSize(const std::string& path, const IOOptions&, uint64_t* size,
                       IODebugContext*) override {
    base::MutexLock lock(mutex_);
    const FilePointer file = Find(path);
    if (file == nullptr) return Missing(path);
    *size = file->bytes.size();
    return IOStatus::OK();
  }

  IOStatus GetFileModificationTime(const std::string& path, const IOOptions&, uint64_t* time,
                                   IODebugContext*) override {
    base::MutexLock lock(mutex_);
    *time = 0;
    return Find(path) == nullptr ? Missing(path) : IOStatus::OK();
  }

  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions&,
                      IODebugContext*) override {
    base::MutexLock lock(mutex_);
    if (auto power = Power(); !power.ok()) return power;
    const FilePointer file = Find(from);
    if (file == nullptr) return Missing(from);
    const auto [from_directory, from_name] = SplitPath(from);
    const auto [to_directory, to_name] = SplitPath(to);
    if (from_directory == to_directory) {
      Change(to_directory, {{{from_name, nullptr}, {to_name, file}}});
    } else {
      Change(to_directory, {{{to_name, file}}});
      Change(from_directory, {{{from_name, nullptr}}});
    }
    return IOStatus::OK();
  }

  IOStatus LockFile(const std::string& path, const IOOptions&, rocksdb::FileLock** result,
                    IODebugContext*) override {
    base::MutexLock lock(mutex_);
    *result = nullptr;
    if (auto power = Power(); !power.ok()) return power;
    if (!locks_.insert(path).second) {
      return IOStatus::IOError("lock hold by current process: " + path);
    }
    if (Find(path) == nullptr) Create(path);
    *result = new Lock(path);
    return IOStatus::OK();
  }

  IOStatus UnlockFile(rocksdb::FileLock* file_lock, const IOOptions&, IODebugContext*) override {
    const std::unique_ptr<Lock> mine(static_cast<Lock*>(file_lock));
    base::MutexLock lock(mutex_);
    locks_.erase(mine->path);
    return IOStatus::OK();
  }

  // RocksDB's diary is not kept: its own writer of one cannot cope with a device that fails.
  IOStatus NewLogger(const std::string&, const IOOptions&, std::shared_ptr<rocksdb::Logger>* result,
                     IODebugContext*) override {
    *result = std::make_shared<NoLogger>();
    return IOStatus::OK();
  }

  IOStatus GetTestDirectory(const IOOptions& options, std::string* path,
                            IODebugContext* debug) override {
    *path = "/test";
    return CreateDirIfMissing(*path, options, debug);
  }

  IOStatus GetAbsolutePath(const std::string& path, const IOOptions&, std::string* result,
                           IODebugContext*) override {
    *result = path;
    return IOStatus::OK();
  }

  IOStatus IsDirectory(const std::string& path, const IOOptions&, bool* is_directory,
                       IODebugContext*) override {
    base::MutexLock lock(mutex_);
    *is_directory = directories_.contains(WithoutSlash(path));
    return IOStatus::OK();
  }

  IOStatus GetFreeSpace(const std::string&, const IOOptions&, uint64_t* bytes,
                        IODebugContext*) override {
    base::MutexLock lock(mutex_);
    if (capacity_ == std::numeric_limits<uint64_t>::max()) {
      *bytes = capacity_;
    } else {
      const uint64_t used = Used();
      *bytes = used < capacity_ ? capacity_ - used : 0;
    }
    return IOStatus::OK();
  }

 private:
  size_t Below(size_t bound) REQUIRES(mutex_) { return random_() % bound; }

  FilePointer Find(const std::string& path) const REQUIRES(mutex_) {
    const auto [directory, name] = SplitPath(path);
    const auto there = directories_.find(directory);
    if (there == directories_.end()) return nullptr;
    const auto file = there->second.now.find(name);
    return file == there->second.now.end() ? nullptr : file->second;
  }

  void Change(const std::string& directory_path, NameChange change) REQUIRES(mutex_) {
    Directory& directory = directories_[directory_path];
    for (const auto& [name, file] : change.meanings) SetMeaning(&directory.now, name, file);
    directory.unsynced.push_back(std::move(change));
  }

  FilePointer Create(const std::string& path) REQUIRES(mutex_) {
    const auto [directory, name] = SplitPath(path);
    const auto file = std::make_shared<File>();
    Change(directory, {{{name, file}}});
    return file;
  }

  // Of what was overwritten, page by page, what is there after a cut: what was, or what is.
  void Undo(File* file, Unsynced unsynced) REQUIRES(mutex_) {
    std::map<size_t, bool> undone;  // by page
    for (; !file->overwritten.empty(); file->overwritten.pop_back()) {
      const auto& [offset, before] = file->overwritten.back();
      for (size_t i = 0; i < before.size();) {
        const size_t page = (offset + i) / kPageBytes;
        const size_t count = std::min(before.size() - i, (page + 1) * kPageBytes - offset - i);
        const bool lost = unsynced == Unsynced::kLost || Below(2) == 0;
        if (undone.try_emplace(page, lost).first->second && offset + i < file->bytes.size()) {
          std::copy_n(before.begin() + static_cast<ptrdiff_t>(i),
                      std::min(count, file->bytes.size() - offset - i),
                      file->bytes.begin() + static_cast<ptrdiff_t>(offset + i));
        }
        i += count;
      }
    }
  }

  // What a cut leaves of a file.
  void Tear(File* file, Unsynced unsynced) REQUIRES(mutex_) {
    Undo(file, unsynced);
    if (unsynced == Unsynced::kLost) {
      file->bytes.resize(file->synced_bytes);
    } else {
      const size_t kept = Below(file->bytes.size() - file->synced_bytes + 1);
      file->bytes.resize(file->synced_bytes + kept);
      // Pages reach the disk in any order.
      if (kept > 0 && Below(3) == 0) {
        const size_t begin = file->synced_bytes + Below(kept);
        const size_t count = std::min(kPageBytes, file->bytes.size() - begin);
        std::fill_n(file->bytes.begin() + static_cast<ptrdiff_t>(begin), count, '\0');
      }
    }
    file->synced_bytes = file->bytes.size();
  }

  uint64_t Used() const REQUIRES(mutex_) {
    uint64_t used = 0;
    for (const auto& [path, directory] : directories_) {
      for (const auto& [name, file] : directory.now) used += file->bytes.size();
    }
    return used;
  }

  base::Mutex mutex_;
  std::mt19937_64 random_ GUARDED_BY(mutex_);
  Directories directories_ GUARDED_BY(mutex_);
  Directories at_cut_ GUARDED_BY(mutex_);  // while the power is off
  std::set<std::string> locks_ GUARDED_BY(mutex_);
  bool powered_ GUARDED_BY(mutex_) = true;
  uint64_t generation_ GUARDED_BY(mutex_) = 1;
  uint64_t capacity_ GUARDED_BY(mutex_) = std::numeric_limits<uint64_t>::max();
  std::string fail_syncs_of_ GUARDED_BY(mutex_);
  std::string refuse_space_to_ GUARDED_BY(mutex_);
  uint64_t syncs_ GUARDED_BY(mutex_) = 0;
};

namespace {

using Files = ForgetfulFileSystem::Files;

// What all kinds of open files have in common.
struct Handle {
  std::shared_ptr<Files> files;
  uint64_t generation;
  std::string path;
  FilePointer file;
};

class SequentialFile final : public rocksdb::FSSequentialFile {
 public:
  explicit SequentialFile(Handle handle) : handle_(std::move(handle)) {}
  IOStatus Read(size_t size, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) override {
    const auto read =
        handle_.files->Read(handle_.generation, *handle_.file, offset_, size, result, scratch);
    if (read.ok()) offset_ += result->size();
    return read;
  }
  IOStatus Skip(uint64_t size) override {
    offset_ += size;
    return IOStatus::OK();
  }

 private:
  const Handle handle_;
  uint64_t offset_ = 0;
};

class RandomAccessFile final : public rocksdb::FSRandomAccessFile {
 public:
  explicit RandomAccessFile(Handle handle) : handle_(std::move(handle)) {}
  IOStatus Read(uint64_t offset, size_t size, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    return handle_.files->Read(handle_.generation, *handle_.file, offset, size, result, scratch);
  }

 private:
  const Handle handle_;
};

class WritableFile final : public rocksdb::FSWritableFile {
 public:
  explicit WritableFile(Handle handle) : handle_(std::move(handle)) {}
  using rocksdb::FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    return handle_.files->Write(handle_.generation, handle_.path, handle_.file.get(), data);
  }
  using rocksdb::FSWritableFile::PositionedAppend;
  IOStatus PositionedAppend(const Slice& data, uint64_t offset, const IOOptions&,
                            IODebugContext*) override {
    return handle_.files->Write(handle_.generation, handle_.path, handle_.file.get(), data, offset);
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    return handle_.files->TruncateTo(handle_.generation, handle_.file.get(), size);
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return handle_.files->Sync(handle_.generation, handle_.path, handle_.file.get());
  }
  bool IsSyncThreadSafe() const override { return true; }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    return handle_.files->SizeOf(*handle_.file);
  }

 private:
  const Handle handle_;
};

class RandomRWFile final : public rocksdb::FSRandomRWFile {
 public:
  explicit RandomRWFile(Handle handle) : handle_(std::move(handle)) {}
  IOStatus Write(uint64_t offset, const Slice& data, const IOOptions&, IODebugContext*) override {
    return handle_.files->Write(handle_.generation, handle_.path, handle_.file.get(), data, offset);
  }
  IOStatus Read(uint64_t offset, size_t size, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    return handle_.files->Read(handle_.generation, *handle_.file, offset, size, result, scratch);
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return handle_.files->Sync(handle_.generation, handle_.path, handle_.file.get());
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

 private:
  const Handle handle_;
};

class OpenDirectory final : public rocksdb::FSDirectory {
 public:
  explicit OpenDirectory(Handle handle) : handle_(std::move(handle)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return handle_.files->SyncDirectory(handle_.generation, handle_.path);
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

 private:
  const Handle handle_;
};

}  // namespace

IOStatus ForgetfulFileSystem::Files::NewSequentialFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSSequentialFile>* result, IODebugContext*) {
  base::MutexLock lock(mutex_);
  FilePointer file = Find(path);
  if (file == nullptr) return Missing(path);
  result->reset(new SequentialFile({shared_from_this(), generation_, path, std::move(file)}));
  return IOStatus::OK();
}

IOStatus ForgetfulFileSystem::Files::NewRandomAccessFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSRandomAccessFile>* result, IODebugContext*) {
  base::MutexLock lock(mutex_);
  FilePointer file = Find(path);
  if (file == nullptr) return Missing(path);
  result->reset(new RandomAccessFile({shared_from_this(), generation_, path, std::move(file)}));
  return IOStatus::OK();
}

IOStatus ForgetfulFileSystem::Files::NewWritableFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext*) {
  base::MutexLock lock(mutex_);
  if (auto power = Power(generation_, path); !power.ok()) return power;
  if (!directories_.contains(SplitPath(path).first)) return Missing(path);
  result->reset(new WritableFile({shared_from_this(), generation_, path, Create(path)}));
  return IOStatus::OK();
}

IOStatus ForgetfulFileSystem::Files::ReopenWritableFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext*) {
  base::MutexLock lock(mutex_);
  if (auto power = Power(); !power.ok()) return power;
  FilePointer file = Find(path);
  if (file == nullptr) file = Create(path);
  result->reset(new WritableFile({shared_from_this(), generation_, path, std::move(file)}));
  return IOStatus::OK();
}

IOStatus ForgetfulFileSystem::Files::NewRandomRWFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSRandomRWFile>* result, IODebugContext*) {
  base::MutexLock lock(mutex_);
  FilePointer file = Find(path);
  if (file == nullptr) return Missing(path);
  result->reset(new RandomRWFile({shared_from_this(), generation_, path, std::move(file)}));
  return IOStatus::OK();
}

IOStatus ForgetfulFileSystem::Files::NewDirectory(const std::string& path, const IOOptions&,
                                                  std::unique_ptr<rocksdb::FSDirectory>* result,
                                                  IODebugContext*) {
  base::MutexLock lock(mutex_);
  if (auto power = Power(); !power.ok()) return power;
  if (!directories_.contains(WithoutSlash(path))) return Missing(path);
  result->reset(new OpenDirectory({shared_from_this(), generation_, WithoutSlash(path), nullptr}));
  return IOStatus::OK();
}

ForgetfulFileSystem::ForgetfulFileSystem(uint64_t seed) : files_(std::make_shared<Files>(seed)) {}
ForgetfulFileSystem::~ForgetfulFileSystem() = default;

std::shared_ptr<rocksdb::FileSystem> ForgetfulFileSystem::files() const { return files_; }
void ForgetfulFileSystem::CutPower() { files_->CutPower(); }
void ForgetfulFileSystem::Restore(Unsynced unsynced) { files_->Restore(unsynced); }
void ForgetfulFileSystem::SetCapacity(uint64_t bytes) { files_->SetCapacity(bytes); }
uint64_t ForgetfulFileSystem::used_bytes() const { return files_->used_bytes(); }
void ForgetfulFileSystem::FailSyncsOf(const char* suffix) { files_->FailSyncsOf(suffix); }
void ForgetfulFileSystem::RefuseSpaceTo(const char* suffix) { files_->RefuseSpaceTo(suffix); }
uint64_t ForgetfulFileSystem::syncs() const { return files_->syncs(); }

}  // namespace kv
