#include "kv/rocksdb/engine/database.h"

#include <rocksdb/sst_file_reader.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <limits>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "kv/rocksdb/engine/background_priority.h"
#include "kv/rocksdb/engine/error.h"
#include "kv/rocksdb/engine/file_name.h"
#include "kv/rocksdb/engine/store_files.h"
#include "kv/rocksdb/engine/tuning.h"
#include "kv/rocksdb/engine/watched_files.h"

namespace kv::rocks::engine {
namespace {

constexpr std::chrono::milliseconds kLookAtFlushEvery{2};
// Flush gives up after so many looks (two seconds) that found no running flush although buffers are
// not empty. RocksDB pauses for one second after a flush that failed.
constexpr int kIdleFlushLooksMax = 1000;
// Covers the catalog. Counters and transaction tokens may be more than that.
constexpr size_t kProbedBytesMax = size_t{16} << 20;

// Takes RocksDB's informational log, instead of a file of its own. On a disk that is full or fails,
// the writer of that file would end the process (an assertion, which Debian's build has).
class DiaryLogger final : public rocksdb::Logger {
 public:
  DiaryLogger()
      : rocksdb::Logger(base::LogEnabled(base::LogLevel::kDebug)
                            ? rocksdb::InfoLogLevel::INFO_LEVEL
                            : rocksdb::InfoLogLevel::ERROR_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    Logv(rocksdb::InfoLogLevel::DEBUG_LEVEL, format, arguments);
  }
  void Logv(const rocksdb::InfoLogLevel level, const char* format, va_list arguments) override {
    if (level < GetInfoLogLevel()) return;
    char line[512];
    std::vsnprintf(line, sizeof(line), format, arguments);
    line[std::strcspn(line, "\n")] = '\0';  // the first line only: others can fill a page
    base::Log(
        level >= rocksdb::InfoLogLevel::WARN_LEVEL && level < rocksdb::InfoLogLevel::HEADER_LEVEL
            ? base::LogLevel::kWarning
            : base::LogLevel::kDebug,
        std::string("RocksDB: ") + line);
  }
};

// Says in one line, for the operator, why the store cannot be opened.
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
  // RocksDB looks for a missing SST file under an old ending, too, and reports that name.
  constexpr std::string_view kOldEnding = ".ldb";
  if (const size_t at = error.message.rfind(kOldEnding); at != std::string::npos) {
    error.message.replace(at, kOldEnding.size(), ".sst");
  }
  if (IsNoSpace(status)) error.message = "the disk of the data directory " + path + " is full";
  return error;
}

// A file system that hides the write-ahead logs.
class WithoutLogs final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "WithoutLogs"; }
  rocksdb::IOStatus GetChildren(const std::string& path, const rocksdb::IOOptions& options,
                                std::vector<std::string>* names,
                                rocksdb::IODebugContext* debug) override {
    const auto listed = target()->GetChildren(path, options, names, debug);
    std::erase_if(*names, [](const std::string& name) { return KindOf(name) == FileKind::kLog; });
    return listed;
  }
};

std::shared_ptr<rocksdb::FileSystem> FilesOf(OpenMode mode,
                                             std::shared_ptr<rocksdb::FileSystem> files) {
  if (mode != OpenMode::kProbe) return files;
  return std::make_shared<WithoutLogs>(std::move(files));
}

std::string ParentOf(const std::string& path) {
  const size_t end = path.find_last_not_of('/');
  const size_t slash = path.find_last_of('/', end);
  if (slash == std::string::npos) return ".";
  const size_t last = path.find_last_not_of('/', slash);
  return last == std::string::npos ? "/" : path.substr(0, last + 1);
}

// Makes a directory and its parents, durably. RocksDB makes a directory, too, but does not sync the
// parent: a crash could remove a store together with its acknowledged commits.
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

// The bytes that the disk has for a store: the free space, and what the store takes already. So the
// result is about the same each time the store is opened.
uint64_t RoomAt(rocksdb::FileSystem& files, const std::string& path) {
  uint64_t room = FreeBytesAt(files, path);
  if (room == std::numeric_limits<uint64_t>::max()) return room;
  std::vector<rocksdb::Env::FileAttributes> own;
  if (files.GetChildrenFileAttributes(path, {}, &own, nullptr).ok()) {
    for (const auto& file : own) room += file.size_bytes;
  }
  return room;
}

// An error if this process may not search the directory: then every file in it would seem missing.
rocksdb::Status IsSearchable(rocksdb::FileSystem& files, const std::string& path) {
  bool is_directory = false;
  auto searched = files.IsDirectory(path + "/.", {}, &is_directory, nullptr);
  if (searched.IsPathNotFound()) return {};
  return searched;
}

// For a store that cannot be opened: names the SST files that are none, or whose contents belong to
// another number. RocksDB does not always name the file.
std::string WrongTables(rocksdb::Env& env, const std::string& path) {
  std::vector<std::string> names;
  env.GetChildren(path, &names).PermitUncheckedError();
  rocksdb::Options options;
  options.env = &env;
  std::string wrong;
  for (const std::string& name : names) {
    if (KindOf(name) != FileKind::kTable) continue;
    rocksdb::SstFileReader table(options);
    if (table.Open(path + "/" + name).ok() &&
        table.GetTableProperties()->orig_file_number == FileNumber(name)) {
      continue;
    }
    wrong += (wrong.empty() ? "" : ", ") + name;
  }
  return wrong;
}

base::Status RefuseUnknownColumns(const rocksdb::DBOptions& options, const std::string& path) {
  std::vector<std::string> names;
  const auto listed = rocksdb::DB::ListColumnFamilies(options, path, &names);
  if (!listed.ok()) return OpenError(listed, path);
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
      flush_gate_(std::make_shared<FlushGate>()),
      errors_(std::make_shared<ErrorWatch>(flush_gate_.get())),
      filled_buffer_(std::make_shared<FilledBuffer>()),
      inventory_(std::make_unique<Inventory>()),
      log_(std::make_unique<CurrentLog>()),
      files_(WatchFiles(FilesOf(mode, std::move(files)), {*log_, *errors_, *inventory_},
                        *flush_gate_, options.disk_reserve_bytes / 8)),
      env_(flush_gate_->Guard(rocksdb::NewCompositeEnv(files_))),
      cache_(rocksdb::NewLRUCache(options.block_cache_bytes)),
      statistics_(rocksdb::CreateDBStatistics()) {
  // Counters only: a histogram or a timer costs more than what it measures.
  statistics_->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
}

Database::~Database() {
  if (db_ == nullptr) return;
  resumer_.reset();
  // So that the next start has no log to replay. If the flush fails, the rows are still in the log.
  // No flush while the log is in doubt (ErrorWatch): SST files must not get ahead of the log.
  if (mode_ == OpenMode::kReadWrite && errors_->wal() == ErrorWatch::Wal::kCertain &&
      !errors_->stopped()) {
    if (const base::Status flushed = Flush(); !flushed.ok()) {
      base::LogWarning("closing the store: " + flushed.error().message);
    }
  }
  for (auto* const handle : columns_) {
    if (handle != nullptr) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  const auto closed = db_->Close();
  if (!closed.ok()) base::LogWarning("closing the store: " + closed.ToString());
  inventory_->Sync();
}

base::Status Database::BeginFlush() const {
  rocksdb::FlushOptions flush;
  flush.wait = false;
  flush.allow_write_stall = true;  // start at once, even if compactions are behind
  for (rocksdb::ColumnFamilyHandle* const column : columns_) {
    TRY(ToStatus(db_->Flush(flush, column), "flushing"));
  }
  return {};
}

// RocksDB's own waiting for a flush may never end: of two requests at nearly the same time, it can
// forget the second. So the flush is requested again until all buffers are empty, or until no flush
// has run for a while (flush_gate.h says how that can happen).
base::Status Database::Flush() const {
  const auto figure = [this](const std::string& property) {
    uint64_t value = 0;
    db_->GetAggregatedIntProperty(property, &value);
    return value;
  };
  uint64_t before = 0;
  for (int idle_looks = 0; idle_looks < kIdleFlushLooksMax; ++idle_looks) {
    TRY(BeginFlush());
    const uint64_t left = figure(rocksdb::DB::Properties::kNumImmutableMemTable);
    if (left == 0) return {};
    if (errors_->stopped()) return base::Unavailable("the store is stopped");
    const bool idle = left == before && figure(rocksdb::DB::Properties::kNumRunningFlushes) == 0;
    if (!idle) idle_looks = 0;
    before = left;
    std::this_thread::sleep_for(kLookAtFlushEvery);
  }
  return base::Unavailable("RocksDB flushes no more");
}

base::Result<std::unique_ptr<Database>> Database::Open(
    const std::shared_ptr<rocksdb::FileSystem>& files, const RocksDbOptions& asked, OpenMode mode) {
  const std::string& path = asked.path;
  RocksDbOptions options = asked;
  if (mode == OpenMode::kReadWrite) {
    if (auto made = MakeDirectory(*files, path); !made.ok()) return OpenError(made, path);
    options = FitToDisk(std::move(options), RoomAt(*files, path));
  }
  const bool machine_files = files == rocksdb::FileSystem::Default();
  std::unique_ptr<Database> database(new Database(files, options, mode));
  if (machine_files) TRY(database->directory_lock_.Take(path));
  TRY_ASSIGN(const bool exists, StoreIsThere(*database->files_, path));
  if (exists) {
    TRY(database->Examine(*files));
  } else if (const auto searched = IsSearchable(*database->files_, path); !searched.ok()) {
    return OpenError(searched, path);
  }

  rocksdb::DBOptions db_options = TunedDatabase(options);
  db_options.create_if_missing = !exists;
  db_options.env = database->env_.get();
  db_options.statistics = database->statistics_;
  db_options.listeners = {database->errors_, database->flush_gate_, database->filled_buffer_,
                          std::make_shared<BackgroundPriority>()};
  db_options.info_log = std::make_shared<DiaryLogger>();
  if (mode == OpenMode::kVerify) {
    db_options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  }

  if (exists) TRY(RefuseUnknownColumns(db_options, path));
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.reserve(kColumns);
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
    if (!exists) return base::NotFound("there is no store in " + path);
    TRY(database->LockForReading());
    const auto opened = rocksdb::DB::OpenForReadOnly(db_options, path, descriptors, &handles, &db);
    if (!opened.ok()) {
      base::Error error = OpenError(opened, path);
      const std::string wrong = WrongTables(*database->env_, path);
      if (!wrong.empty()) error.message += "; damaged, or not what the name says: " + wrong;
      return error;
    }
  }
  database->db_.reset(db);
  std::copy(handles.begin(), handles.end(), database->columns_.begin());
  if (mode == OpenMode::kReadWrite) {
    if (!database->inventory_is_there_) {
      TRY(database->inventory_->Begin(*database->files_, path));
    }
    database->resumer_ = std::make_unique<Resumer>(*db, *database->errors_, *database->flush_gate_,
                                                   options.retry_after);
  }
  return database;
}

base::Status Database::Examine(rocksdb::FileSystem& files) {
  const std::string& path = options_.path;
  TRY_ASSIGN(const auto inventory, ReadInventory(files, path));
  TRY(CheckManifest(files, path, inventory));
  if (mode_ == OpenMode::kReadOnly || mode_ == OpenMode::kProbe) return {};
  TRY_ASSIGN(const auto damage, FindLogDamage(files, path, inventory));
  const bool drop = mode_ == OpenMode::kReadWrite && options_.drop_damaged_logs;
  if (damage && !drop) {
    return base::Corruption(damage->what + "; with --drop-damaged-logs the server starts without " +
                            "that and all that came later");
  }
  if (mode_ == OpenMode::kReadWrite && inventory) {
    TRY(inventory_->Continue(files, path, *inventory));
    inventory_is_there_ = true;
  }
  if (!damage) return {};
  base::LogWarning(damage->what);
  TRY(inventory_->Shorten(damage->log, damage->sound_bytes));
  return DropDamagedLogs(files, path, *damage);
}

// RocksDB lets a reader open the database while another process writes to it. Such a reader may see
// half of a change, so it is kept out.
base::Status Database::LockForReading() {
  rocksdb::FileLock* lock = nullptr;
  const auto locked = files_->LockFile(options_.path + "/LOCK", {}, &lock, nullptr);
  if (locked.ok()) {
    lock_.reset(lock);
    return {};
  }
  const base::Error error = OpenError(locked, options_.path);
  // A process with read permission only cannot take the lock, and does no harm without it.
  if (error.code == base::ErrorCode::kInvalidArgument) return {};
  return error;
}

base::Status Database::Read(Column column) const {
  const std::unique_ptr<rocksdb::Iterator> rows(
      db_->NewIterator(ScanOptions(), columns_[static_cast<size_t>(column)]));
  size_t bytes = 0;
  for (rows->SeekToFirst(); rows->Valid() && bytes < kProbedBytesMax; rows->Next()) {
    bytes += rows->key().size() + rows->value().size();
  }
  return ToStatus(rows->status(), "reading " + options_.path);
}

uint64_t Database::FreeBytes() const { return FreeBytesAt(*files_, options_.path); }

}  // namespace kv::rocks::engine
