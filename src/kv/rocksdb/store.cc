#include "kv/rocksdb/store.h"

#include <rocksdb/file_system.h>

#include <utility>

#include "kv/rocksdb/error.h"
#include "kv/rocksdb/open_on_file_system.h"

namespace kv::rocks {
namespace {

// What a new store begins with, and what an old one need not keep.
base::Status Prepare(const Database& database, const base::Clock& clock, OwnRecords* records) {
  rocksdb::WriteBatch batch;
  rocksdb::ColumnFamilyHandle* const own = database.column(Column::kOwn);
  if (records->fresh) TRY(ToStatus(batch.Put(own, FormatKey(), EncodeFormat(kFormat)), "opening"));
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

}  // namespace

base::Result<std::unique_ptr<Store>> RocksDbStore::Open(std::shared_ptr<rocksdb::FileSystem> files,
                                                        const RocksDbOptions& options,
                                                        OpenMode mode, const base::Clock& clock) {
  TRY_ASSIGN(auto database, Database::Open(std::move(files), options, mode));
  std::unique_ptr<RocksDbStore> store(new RocksDbStore(std::move(database), clock));
  TRY(store->Start(mode));
  return std::unique_ptr<Store>(std::move(store));
}

base::Status RocksDbStore::Start(OpenMode mode) {
  TRY_ASSIGN(OwnRecords records, LoadOwnRecords(*database_));
  for (Shard& shard : records.shards) shards_.Put(std::move(shard));
  if (mode != OpenMode::kReadWrite) return {};
  TRY(Prepare(*database_, clock_, &records));
  committer_ = std::make_unique<Committer>(*database_, shards_, std::move(records.leases), clock_);
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

base::Result<std::unique_ptr<Store>> OpenRocksDbStoreOn(std::shared_ptr<rocksdb::FileSystem> files,
                                                        const RocksDbOptions& options,
                                                        const base::Clock& clock) {
  return rocks::RocksDbStore::Open(std::move(files), options, rocks::OpenMode::kReadWrite, clock);
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
