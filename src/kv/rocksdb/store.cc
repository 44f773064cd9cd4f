#include "kv/rocksdb/store.h"

#include <rocksdb/file_system.h>

#include <utility>

#include "kv/rocksdb/error.h"
#include "kv/rocksdb/open_on_file_system.h"

namespace kv::rocks {
namespace {

// The number of the group of commits before the first. Greater than any before, since each group
// wrote a record at least.
uint64_t FirstGroup(const Database& database) {
  return database.db()->GetLatestSequenceNumber() + 1;
}

// Of the last writes of rows: with a million hot ones a check in some has to look at the row
// itself; with fewer, nearly none.
constexpr size_t kRowSlots = 1 << 16;

// The part of the cache that is for rows one by one; the rest is for ranges.
size_t ForRows(size_t bytes) { return bytes / 4 * 3; }

// What a new store begins with, and what an old one need not keep.
base::Status Prepare(const Database& database, const base::Clock& clock, OwnRecords* records) {
  rocksdb::WriteBatch batch;
  rocksdb::ColumnFamilyHandle* const own = database.column(Column::kOwn);
  if (records->fresh) TRY(ToStatus(batch.Put(own, kFormatKey, EncodeFormat(kFormat)), "opening"));
  for (auto lease = records->leases.begin(); lease != records->leases.end();) {
    if (clock.Now() < lease->second.until) {
      ++lease;
      continue;
    }
    TRY(ToStatus(batch.Delete(own, LeaseKey(lease->first)), "opening"));
    lease = records->leases.erase(lease);
  }
  if (batch.Count() == 0) return {};
  rocksdb::WriteOptions options;
  options.sync = true;
  return ToStatus(database.db()->Write(options, &batch), "opening");
}

// Opening replays the log and deletes what is not needed any more. So it is looked first whether
// the tables are there, and whether what every start needs can be read: a start that is refused
// should change nothing.
base::Status Probe(const std::shared_ptr<rocksdb::FileSystem>& files,
                   const RocksDbOptions& options) {
  const auto database = Database::Open(files, options, OpenMode::kProbe);
  if (!database.ok()) {
    if (database.error().code == base::ErrorCode::kNotFound) return {};  // a new store
    return database.error();
  }
  TRY(LoadOwnRecords(**database));
  return (*database)->Read(Column::kMeta);
}

}  // namespace

base::Result<std::unique_ptr<Store>> RocksDbStore::Open(
    const std::shared_ptr<rocksdb::FileSystem>& files, const RocksDbOptions& options, OpenMode mode,
    const base::Clock& clock) {
  if (mode == OpenMode::kReadWrite) TRY(Probe(files, options));
  TRY_ASSIGN(auto database, Database::Open(files, options, mode));
  std::unique_ptr<RocksDbStore> store(new RocksDbStore(std::move(database), clock));
  TRY(store->Start(mode));
  return std::unique_ptr<Store>(std::move(store));
}

RocksDbStore::RocksDbStore(std::unique_ptr<Database> database, const base::Clock& clock)
    : database_(std::move(database)),
      clock_(clock),
      last_writes_(FirstGroup(*database_), kRowSlots),
      row_cache_(ForRows(database_->options().row_cache_bytes), last_writes_),
      scan_cache_(
          database_->options().row_cache_bytes - ForRows(database_->options().row_cache_bytes),
          FirstGroup(*database_)),
      waiting_reads_(database_->options().waiting_threads) {}

base::Status RocksDbStore::Start(OpenMode mode) {
  TRY_ASSIGN(OwnRecords records, LoadOwnRecords(*database_));
  for (Shard& shard : records.shards) shards_.Put(std::move(shard));
  if (mode != OpenMode::kReadWrite) return {};
  TRY(Prepare(*database_, clock_, &records));
  database_->filled_buffer().Fill(*database_->db());
  committer_ =
      std::make_unique<Committer>(*database_, shards_, std::move(records.leases), clock_,
                                  Committer::Caches{last_writes_, row_cache_, scan_cache_});
  reclaimer_ = std::make_unique<Reclaimer>(*database_, *committer_);
  for (Shard& shard : records.drops) {
    reclaimer_->Drop(std::make_shared<const Shard>(std::move(shard)));
  }
  return {};
}

base::Result<CommitResult> RocksDbStore::Commit(Batch batch) {
  if (committer_ == nullptr) return base::Unavailable("the store was opened read-only");
  return committer_->Commit(batch);
}

base::Status RocksDbStore::Apply(const Committer::Plan& plan) {
  if (committer_ == nullptr) return base::Unavailable("the store was opened read-only");
  return committer_->Apply(plan);
}

}  // namespace kv::rocks

namespace kv {

base::Result<std::unique_ptr<Store>> OpenRocksDbStoreOn(
    const std::shared_ptr<rocksdb::FileSystem>& files, const RocksDbOptions& options,
    const base::Clock& clock) {
  return rocks::RocksDbStore::Open(files, options, rocks::OpenMode::kReadWrite, clock);
}

base::Result<std::unique_ptr<Store>> OpenRocksDbStore(const RocksDbOptions& options,
                                                      const base::Clock& clock) {
  return OpenRocksDbStoreOn(rocksdb::FileSystem::Default(), options, clock);
}

base::Result<std::unique_ptr<Store>> OpenRocksDbStoreReadOnly(const RocksDbOptions& options,
                                                              const base::Clock& clock) {
  return rocks::RocksDbStore::Open(rocksdb::FileSystem::Default(), options,
                                   rocks::OpenMode::kReadOnly, clock);
}

base::Status VerifyRocksDbStore(const RocksDbOptions& options) {
  TRY_ASSIGN(const auto database, rocks::Database::Open(rocksdb::FileSystem::Default(), options,
                                                        rocks::OpenMode::kVerify));
  TRY(rocks::LoadOwnRecords(*database));
  rocksdb::ReadOptions reading;
  reading.fill_cache = false;
  return rocks::ToStatus(database->db()->VerifyChecksum(reading), "verifying " + options.path);
}

}  // namespace kv
