// Makes one write of many commits.
#pragma once

#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "kv/rocksdb/cache/last_writes.h"
#include "kv/rocksdb/cache/row_cache.h"
#include "kv/rocksdb/cache/scan_cache.h"
#include "kv/rocksdb/commit/log_waits.h"
#include "kv/rocksdb/commit/pending_rows.h"
#include "kv/rocksdb/engine/database.h"
#include "kv/rocksdb/shards/shard_table.h"
#include "kv/rocksdb/shards/store_records.h"
#include "kv/store.h"

namespace kv::rocks::commit {

// Admits the commits of a group one after another: each one's checks see what the store holds and
// what the group's earlier members will write. Whoever passes has its writes gathered in one
// RocksDB batch, and the positions of its records picked.
//
// Belongs to him who commits (Committer); mark() alone may be called from any thread.
//
// Checks are cheap because nearly all keys have not changed, which the last writes tell. A read's
// mark is the last group that was visible before the read.
//
// Positions of log records are numbers of the whole store, one up for each record. They begin, when
// the store is opened, at RocksDB's own sequence number, which grew by one at least for each record
// as well: so they only grow, and nothing needs to be stored for that.
class CommitGroup {
 public:
  // What is told of each write, before anything of its group can be seen; and who waits for
  // records, once they can.
  struct Caches {
    cache::LastWrites& last_writes;
    cache::RowCache& rows;
    cache::ScanCache& scans;
    LogWaits& log_waits;
  };

  // All of these outlive the group.
  CommitGroup(const engine::Database& database, const shards::ShardTable& shards,
              const shards::Leases& leases, const base::Clock& clock, const Caches& caches);

  // What a read that begins now may use as its mark.
  ReadMark mark() const { return {visible_.load(std::memory_order_acquire)}; }
  // The last position that was given to a durable record.
  LogPosition last_position() const { return last_position_; }

  // Begins a group of so many commits at most. The batches must live until it ends.
  void Begin(size_t commits);
  // Errors are those of Store::Commit; then the commit has no part in the group.
  base::Result<CommitResult> Admit(const Batch& batch);
  // What to write; call once when all are admitted. May be empty (a commit of checks alone).
  rocksdb::WriteBatch* Finish();
  // How it ended. Durable: reads see it now.
  void End(bool durable);

 private:
  base::Status Examine(const Batch& batch);
  base::Status Resolve(ShardId id, const KeyView* key);
  base::Status ExamineLeases(const Batch& batch) const;
  base::Status ExamineCheck(const Batch::CheckEntry& check, engine::SpaceId space);
  base::Result<bool> IsAsExpected(const Batch::CheckEntry& check, engine::SpaceId space,
                                  uint64_t hash);
  // The row becomes a counter with its present value.
  base::Status LoadCounter(const Batch::AddEntry& add, engine::SpaceId space);

  void Apply(const Batch& batch, CommitResult* result);
  void Write(const Batch::WriteEntry& write, engine::SpaceId space);
  void Append(const Batch::AppendEntry& append, CommitResult* result);

  const engine::Database& database_;
  const shards::ShardTable& shards_;
  const shards::Leases& leases_;
  const base::Clock& clock_;
  const Caches caches_;

  alignas(64) std::atomic<uint64_t> visible_;
  alignas(64) uint64_t group_ = 0;  // the present one's number
  LogPosition last_position_;
  LogPosition next_last_position_;  // once this group is durable
  bool single_ = false;             // there is no later member that would have to see anything
  PendingRows pending_;
  rocksdb::WriteBatch batch_;
  std::vector<ShardId> appended_;           // to the logs of these, some more than once
  std::vector<engine::SpaceId> spaces_;     // of the entries being examined, in their order
  shards::ShardTable::ShardPointer shard_;  // that was resolved last
};

}  // namespace kv::rocks::commit
