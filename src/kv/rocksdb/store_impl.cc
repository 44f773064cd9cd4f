#include "kv/rocksdb/store_impl.h"

#include <rocksdb/file_system.h>

#include <utility>

#include "kv/rocksdb/engine/error.h"
#include "kv/rocksdb/open_on_file_system.h"

namespace kv::rocks {
namespace {

// The number before that of the first group of commits. It is greater than all numbers of groups
// before the store was opened, because each group wrote at least one record.
uint64_t FirstGroup(const engine::Database& database) {
  return database.db()->GetLatestSequenceNumber() + 1;
}

// The slots of LastWrites. If a million rows are hot, some checks have to read the row itself
// because another row shares its slot; if fewer are hot, nearly none.
constexpr size_t kRowSlots = 1 << 16;

// The part of row_cache_bytes that is for the row cache; the rest is for the scan cache.
size_t ForRows(size_t bytes) { return bytes / 4 * 3; }

// Writes the first records of a new store; removes the expired leases of an old one.
base::Status Prepare(const engine::Database& database, const base::Clock& clock,
                     shards::StoreRecords* records) {
  rocksdb::WriteBatch batch;
  rocksdb::ColumnFamilyHandle* const own = database.column(engine::Column::kOwn);
  if (records->fresh)
    TRY(engine::ToStatus(batch.Put(own, engine::kFormatKey, engine::EncodeFormat(engine::kFormat)),
                         "opening"));
  for (auto lease = records->leases.begin(); lease != records->leases.end();) {
    if (clock.Now() < lease->second.until) {
      ++lease;
      continue;
    }
    TRY(engine::ToStatus(batch.Delete(own, shards::LeaseKey(lease->first)), "opening"));
    lease = records->leases.erase(lease);
  }
  if (batch.Count() == 0) return {};
  rocksdb::WriteOptions options;
  options.sync = true;
  return engine::ToStatus(database.db()->Write(options, &batch), "opening");
}

// Opening a database replays the log and deletes files. A start that is refused should change
// nothing. So this first looks whether the SST files exist, and whether the rows that every start
// needs can be read.
base::Status Probe(const std::shared_ptr<rocksdb::FileSystem>& files,
                   const RocksDbOptions& options) {
  const auto database = engine::Database::Open(files, options, engine::OpenMode::kProbe);
  if (!database.ok()) {
    if (database.error().code == base::ErrorCode::kNotFound) return {};  // a new store
    return database.error();
  }
  TRY(shards::LoadStoreRecords(**database));
  return (*database)->Read(engine::Column::kMeta);
}

}  // namespace

base::Result<std::unique_ptr<Store>> RocksDbStore::Open(
    const std::shared_ptr<rocksdb::FileSystem>& files, const RocksDbOptions& options,
    engine::OpenMode mode, const base::Clock& clock) {
  if (mode == engine::OpenMode::kReadWrite) TRY(Probe(files, options));
  TRY_ASSIGN(auto database, engine::Database::Open(files, options, mode));
  std::unique_ptr<RocksDbStore> store(new RocksDbStore(std::move(database), clock));
  TRY(store->Start(mode));
  return std::unique_ptr<Store>(std::move(store));
}

RocksDbStore::RocksDbStore(std::unique_ptr<engine::Database> database, const base::Clock& clock)
    : database_(std::move(database)),
      clock_(clock),
      last_writes_(FirstGroup(*database_), kRowSlots),
      row_cache_(ForRows(database_->options().row_cache_bytes), last_writes_),
      scan_cache_(
          database_->options().row_cache_bytes - ForRows(database_->options().row_cache_bytes),
          FirstGroup(*database_)),
      log_waits_(clock),
      waiting_reads_(database_->options().waiting_threads) {}

base::Status RocksDbStore::Start(engine::OpenMode mode) {
  TRY_ASSIGN(shards::StoreRecords records, shards::LoadStoreRecords(*database_));
  for (shards::Shard& shard : records.shards) shards_.Put(std::move(shard));
  if (mode != engine::OpenMode::kReadWrite) return {};
  TRY(Prepare(*database_, clock_, &records));
  database_->filled_buffer().Fill(*database_->db());
  committer_ = std::make_unique<commit::Committer>(
      *database_, shards_, std::move(records.leases), clock_,
      commit::Committer::Caches{last_writes_, row_cache_, scan_cache_, log_waits_});
  reclaimer_ = std::make_unique<Reclaimer>(*database_, *committer_, clock_);
  for (shards::Shard& shard : records.drops) {
    reclaimer_->Drop(std::make_shared<const shards::Shard>(std::move(shard)));
  }
  return {};
}

base::Result<CommitResult> RocksDbStore::Commit(Batch batch) {
  if (committer_ == nullptr) return base::Unavailable("the store was opened read-only");
  return committer_->Commit(batch);
}

base::Status RocksDbStore::Apply(const commit::Committer::Plan& plan) {
  if (committer_ == nullptr) return base::Unavailable("the store was opened read-only");
  return committer_->Apply(plan);
}

}  // namespace kv::rocks

namespace kv {

base::Result<std::unique_ptr<Store>> OpenRocksDbStoreOn(
    const std::shared_ptr<rocksdb::FileSystem>& files, const RocksDbOptions& options,
    const base::Clock& clock) {
  return rocks::RocksDbStore::Open(files, options, rocks::engine::OpenMode::kReadWrite, clock);
}

base::Result<std::unique_ptr<Store>> OpenRocksDbStore(const RocksDbOptions& options,
                                                      const base::Clock& clock) {
  return OpenRocksDbStoreOn(rocksdb::FileSystem::Default(), options, clock);
}

base::Result<std::unique_ptr<Store>> OpenRocksDbStoreReadOnly(const RocksDbOptions& options,
                                                              const base::Clock& clock) {
  return rocks::RocksDbStore::Open(rocksdb::FileSystem::Default(), options,
                                   rocks::engine::OpenMode::kReadOnly, clock);
}

base::Status VerifyRocksDbStore(const RocksDbOptions& options) {
  TRY_ASSIGN(const auto database,
             rocks::engine::Database::Open(rocksdb::FileSystem::Default(), options,
                                           rocks::engine::OpenMode::kVerify));
  TRY(rocks::shards::LoadStoreRecords(*database));
  rocksdb::ReadOptions reading;
  reading.fill_cache = false;
  return rocks::engine::ToStatus(database->db()->VerifyChecksum(reading),
                                 "verifying " + options.path);
}

}  // namespace kv
