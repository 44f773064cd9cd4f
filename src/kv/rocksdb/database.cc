#include "kv/rocksdb/database.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "base/log.h"
#include "kv/rocksdb/background_priority.h"
#include "kv/rocksdb/error.h"
#include "kv/rocksdb/tuning.h"
#include "kv/rocksdb/watched_files.h"

namespace kv::rocks {
namespace {

// RocksDB's warnings, when it must not write its diary beside the data.
class WarningLogger final : public rocksdb::Logger {
 public:
  WarningLogger() : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    char line[512];
    std::vsnprintf(line, sizeof(line), format, arguments);
    base::LogWarning(std::string("RocksDB: ") + line);
  }
};

// Why it cannot be opened, in one line for the operator.
base::Error OpenError(const rocksdb::Status& status, const std::string& path) {
  const std::string text = status.ToString();
  const auto says = [&text](std::string_view words) {
    return text.find(words) != std::string::npos;
  };
  if (says("lock hold by current process") || says("While lock file")) {
    return base::Unavailable("the data directory " + path + " is in use by another process");
  }
  if (says("Permission denied") || says("Read-only file system")) {
    return base::InvalidArgument("the data directory " + path + " cannot be used: no permission (" +
                                 text + ")");
  }
  if (says("Not a directory") || says("File exists") || says("exists but is not a directory")) {
    return base::InvalidArgument("the data directory " + path + " is not a directory");
  }
  base::Error error = ToError(status, "opening the data directory " + path);
  if (status.IsNoSpace()) error.message = "the disk of the data directory " + path + " is full";
  return error;
}

std::string ParentOf(const std::string& path) {
  const size_t end = path.find_last_not_of('/');
  const size_t slash = path.find_last_of('/', end);
  if (slash == std::string::npos) return ".";
  const size_t last = path.find_last_not_of('/', slash);
  return last == std::string::npos ? "/" : path.substr(0, last + 1);
}

// Makes a directory and those above it, durably: RocksDB itself makes one, and does not sync its
// parent, so that a crash could take away a store together with what it acknowledged.
rocksdb::Status MakeDirectory(rocksdb::FileSystem& files, const std::string& path) {
  const rocksdb::IOOptions io;
  bool is_directory = false;
  if (files.IsDirectory(path, io, &is_directory, nullptr).ok() && is_directory) return {};
  const std::string parent = ParentOf(path);
  if (parent != path && parent != ".") {
    if (auto made = MakeDirectory(files, parent); !made.ok()) return made;
  }
  if (auto made = files.CreateDirIfMissing(path, io, nullptr); !made.ok()) return made;
  std::unique_ptr<rocksdb::FSDirectory> directory;
  if (auto opened = files.NewDirectory(parent, io, &directory, nullptr); !opened.ok()) {
    return opened;
  }
  return directory->Fsync(io, nullptr);
}

uint64_t FreeBytesAt(rocksdb::FileSystem& files, const std::string& path) {
  uint64_t free_bytes = 0;
  const auto known = files.GetFreeSpace(path, {}, &free_bytes, nullptr);
  return known.ok() ? free_bytes : std::numeric_limits<uint64_t>::max();
}

// What the disk has for a store, beside what others take. With what the store takes already, so
// that it is the same each time it is opened.
uint64_t RoomAt(rocksdb::FileSystem& files, const std::string& path) {
  uint64_t room = FreeBytesAt(files, path);
  if (room == std::numeric_limits<uint64_t>::max()) return room;
  std::vector<rocksdb::Env::FileAttributes> own;
  if (files.GetChildrenFileAttributes(path, {}, &own, nullptr).ok()) {
    for (const auto& file : own) room += file.size_bytes;
  }
  return room;
}

// The column families of a store that exists; none if there is no store.
base::Result<std::set<std::string>> ColumnsThere(rocksdb::FileSystem& files,
                                                 const rocksdb::DBOptions& options,
                                                 const std::string& path) {
  const auto there = files.FileExists(path + "/CURRENT", {}, nullptr);
  if (there.IsNotFound()) {
    // Which is said of a directory that may not be searched as well.
    bool is_directory = false;
    const auto searched = files.IsDirectory(path + "/.", {}, &is_directory, nullptr);
    if (!searched.ok() && !searched.IsPathNotFound()) return OpenError(searched, path);
    return std::set<std::string>();
  }
  if (!there.ok()) return OpenError(there, path);
  std::vector<std::string> names;
  const auto listed = rocksdb::DB::ListColumnFamilies(options, path, &names);
  if (!listed.ok()) return OpenError(listed, path);
  return std::set<std::string>(names.begin(), names.end());
}

base::Status RefuseUnknownColumns(const std::set<std::string>& names, const std::string& path) {
  for (const std::string& name : names) {
    if (std::find(kColumnNames.begin(), kColumnNames.end(), name) == kColumnNames.end()) {
      std::string message = "the data directory ";
      message.append(path).append(" was written by a newer version (it has a column family ");
      return base::InvalidArgument(std::move(message.append(name).append(")")));
    }
  }
  return {};
}

}  // namespace

Database::Database(std::shared_ptr<rocksdb::FileSystem> files, const RocksDbOptions& options,
                   OpenMode mode)
    : options_(options),
      mode_(mode),
      errors_(std::make_shared<ErrorWatch>()),
      log_(std::make_shared<CurrentLog>()),
      files_(WatchFiles(std::move(files), errors_, log_)),
      env_(rocksdb::NewCompositeEnv(files_)),
      cache_(rocksdb::NewLRUCache(options.block_cache_bytes)),
      statistics_(rocksdb::CreateDBStatistics()) {
  // Counters only: a histogram or a timer costs more than what it measures.
  statistics_->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
}

Database::~Database() {
  if (db_ == nullptr) return;
  if (mode_ == OpenMode::kReadWrite) FlushAll();
  for (auto* const handle : columns_) {
    if (handle != nullptr) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  const auto closed = db_->Close();
  if (!closed.ok()) base::LogWarning("closing the store: " + closed.ToString());
}

// So that the next start has nothing to replay. Whatever stays unflushed is in the log.
void Database::FlushAll() {
  // Tables must not get ahead of a log of which nothing is known (see ErrorWatch).
  if (errors_->wal_in_doubt()) return;
  rocksdb::FlushOptions flush;
  flush.allow_write_stall = true;  // nobody writes any more: it need not wait for compactions
  const std::vector<rocksdb::ColumnFamilyHandle*> columns(columns_.begin(), columns_.end());
  if (const auto flushed = db_->Flush(flush, columns); !flushed.ok()) {
    base::LogWarning("flushing before the store is closed: " + flushed.ToString());
  }
}

base::Result<std::unique_ptr<Database>> Database::Open(std::shared_ptr<rocksdb::FileSystem> files,
                                                       const RocksDbOptions& asked, OpenMode mode) {
  const std::string& path = asked.path;
  RocksDbOptions options = asked;
  if (mode == OpenMode::kReadWrite) {
    if (auto made = MakeDirectory(*files, path); !made.ok()) return OpenError(made, path);
    options = FitToDisk(std::move(options), RoomAt(*files, path));
  }
  std::unique_ptr<Database> database(new Database(std::move(files), options, mode));
  rocksdb::FileSystem& file_system = *database->files_;

  rocksdb::DBOptions db_options = TunedDatabase(options);
  db_options.env = database->env_.get();
  db_options.statistics = database->statistics_;
  db_options.listeners = {database->errors_, std::make_shared<BackgroundPriority>()};
  if (mode != OpenMode::kReadWrite) db_options.info_log = std::make_shared<WarningLogger>();
  if (mode == OpenMode::kVerify) {
    db_options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  }

  TRY_ASSIGN(const auto names, ColumnsThere(file_system, db_options, path));
  TRY(RefuseUnknownColumns(names, path));
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (size_t i = 0; i < kColumns; ++i) {
    descriptors.emplace_back(kColumnNames[i],
                             TunedColumn(static_cast<Column>(i), options, database->cache_));
  }
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  if (mode == OpenMode::kReadWrite) {
    const auto opened = rocksdb::DB::Open(db_options, path, descriptors, &handles, &db);
    if (!opened.ok()) return OpenError(opened, path);
  } else {
    if (names.empty()) return base::NotFound("there is no store in " + path);
    TRY(database->LockForReading());
    const auto opened = rocksdb::DB::OpenForReadOnly(db_options, path, descriptors, &handles, &db);
    if (!opened.ok()) return OpenError(opened, path);
  }
  database->db_.reset(db);
  std::copy(handles.begin(), handles.end(), database->columns_.begin());
  return database;
}

// RocksDB lets a reader in beside a writer, and what it then reads may be half of something.
base::Status Database::LockForReading() {
  rocksdb::FileLock* lock = nullptr;
  const auto locked = files_->LockFile(options_.path + "/LOCK", {}, &lock, nullptr);
  if (locked.ok()) {
    lock_.reset(lock);
    return {};
  }
  const base::Error error = OpenError(locked, options_.path);
  // Who may only read cannot take the lock, and cannot harm anything.
  if (error.code == base::ErrorCode::kInvalidArgument) return {};
  return error;
}

uint64_t Database::FreeBytes() const { return FreeBytesAt(*files_, options_.path); }

}  // namespace kv::rocks
