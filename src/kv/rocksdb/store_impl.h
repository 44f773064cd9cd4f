// kv::Store over RocksDB. Reads ask the caches and the database; changes go through the committer.
#pragma once

#include <rocksdb/slice.h>

#include <atomic>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "kv/rocksdb/cache/last_writes.h"
#include "kv/rocksdb/cache/row_cache.h"
#include "kv/rocksdb/cache/scan_cache.h"
#include "kv/rocksdb/commit/committer.h"
#include "kv/rocksdb/commit/log_waits.h"
#include "kv/rocksdb/engine/database.h"
#include "kv/rocksdb/reclaimer.h"
#include "kv/rocksdb/shards/shard_table.h"
#include "kv/rocksdb/shards/store_records.h"
#include "kv/rocksdb/waiting_reads.h"
#include "kv/store.h"

namespace kv::rocks {

// The calls that read are in reads.cc; those that change shards, logs and leases, in
// shard_changes.cc.
class RocksDbStore final : public Store {
 public:
  // Loads the store's own records and, unless it is opened read-only, begins to take commits.
  static base::Result<std::unique_ptr<Store>> Open(
      const std::shared_ptr<rocksdb::FileSystem>& files, const RocksDbOptions& options,
      engine::OpenMode mode, const base::Clock& clock);

  base::Result<Found> Get(ShardId shard, KeyView key, Consistency consistency) override;
  base::Result<std::vector<Found>> MultiGet(std::span<const GetRequest> requests,
                                            const MultiGetOptions& options) override;
  base::Result<int64_t> Counter(ShardId shard, std::string_view meta_key,
                                Consistency consistency) override;
  base::Result<ScanResult> Scan(ShardId shard, const ScanRequest& request,
                                const ScanVisitor& visitor) override;
  base::Result<ScanResult> ScanCounters(ShardId shard, const ScanRequest& request,
                                        const CounterVisitor& visitor) override;
  base::Result<CommitResult> Commit(Batch batch) override;
  base::Result<std::vector<LogRecord>> ReadLog(ShardId shard, LogPosition after,
                                               const ReadLogLimits& limits) override;
  base::Status WaitLog(ShardId shard, LogPosition after,
                       std::chrono::milliseconds at_most) override;
  base::Status TrimLog(ShardId shard, LogPosition up_to) override;
  base::Status CreateShard(ShardId shard) override;
  base::Status SplitShard(ShardId parent, std::string_view at, ShardId left,
                          ShardId right) override;
  base::Status DropShard(ShardId shard) override;
  base::Result<std::vector<ShardId>> ListShards() override;
  base::Result<bool> AcquireLease(std::string_view name, std::string_view holder,
                                  std::chrono::milliseconds duration) override;
  base::Status ReleaseLease(std::string_view name, std::string_view holder) override;
  std::vector<Statistic> Statistics() const override;

 private:
  RocksDbStore(std::unique_ptr<engine::Database> database, const base::Clock& clock);
  base::Status Start(engine::OpenMode mode);

  // Finds a shard whose rows can be read. kNotFound if there is none, or if it was split.
  base::Result<shards::ShardTable::ShardPointer> FindWhole(ShardId id) const;
  ReadMark Mark() const;
  base::Result<std::vector<Found>> MultiGetAt(std::span<const GetRequest> requests,
                                              const rocksdb::Snapshot* snapshot, bool* one_cut);
  // Whether there is a record after this position; kNotFound if none will come.
  base::Result<bool> HasRecordAfter(ShardId id, LogPosition after);
  base::Status Apply(const commit::Committer::Plan& plan);
  // For plans: adds the write of the shard's record to the change.
  base::Status Record(const shards::Shard& shard, commit::Committer::Change* change);
  // An error if no shard of this id may be made.
  base::Status CheckNew(ShardId id) const;

  // The order matters: members use those above them, and are destroyed before them.
  const std::unique_ptr<engine::Database> database_;
  const base::Clock& clock_;
  shards::ShardTable shards_;
  cache::LastWrites last_writes_;
  cache::RowCache row_cache_;  // of items
  cache::ScanCache scan_cache_;
  commit::LogWaits log_waits_;
  WaitingReads waiting_reads_;
  std::unique_ptr<commit::Committer> committer_;  // null if read-only
  std::unique_ptr<Reclaimer> reclaimer_;          // null if read-only
};

}  // namespace kv::rocks
