// Turns the commits of a group into one RocksDB batch.
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

// Admits the commits of a group one after another. The checks of a commit see the rows in the store
// and the writes of the commits that were admitted before it. The writes of an admitted commit are
// added to one RocksDB batch, and its log records get their positions.
//
// Not thread-safe, but for mark(), which any thread may call. The Committer owns the only one.
//
// Checks are cheap because nearly all keys are unchanged since they were read, which LastWrites
// tells without a read. The mark of a read is the number of the last group that was visible before
// the read.
//
// Positions of log records are numbered over the whole store, by one for each record. When the
// store is opened, they go on from RocksDB's sequence number. That number grows by at least one for
// each record, too, so positions never repeat although none is stored.
class CommitGroup {
 public:
  // Told of each write before a read can see any write of its group; log_waits, of each record once
  // a read can see it.
  struct Caches {
    cache::LastWrites& last_writes;
    cache::RowCache& rows;
    cache::ScanCache& scans;
    LogWaits& log_waits;
  };

  // REQUIRES: all references outlive the group.
  CommitGroup(const engine::Database& database, const shards::ShardTable& shards,
              const shards::Leases& leases, const base::Clock& clock, const Caches& caches);

  // The mark for a read that begins after this call. Thread-safe.
  ReadMark mark() const { return {visible_.load(std::memory_order_acquire)}; }
  // The position of the last record that is durable.
  LogPosition last_position() const { return last_position_; }

  // Begins a group of at most `commits` commits. Begin, Admit for each commit, Finish and End are
  // called in this order. REQUIRES: admitted batches live until End returns.
  void Begin(size_t commits);
  // Adds a commit to the group, or refuses it without an effect. Errors: those of Store::Commit.
  base::Result<CommitResult> Admit(const Batch& batch);
  // Returns the batch to be written. It is empty if no admitted commit changes anything.
  rocksdb::WriteBatch* Finish();
  // Ends the group. `durable`: the batch was written and synced; reads see it from now on.
  void End(bool durable);

 private:
  base::Status Examine(const Batch& batch);
  base::Status Resolve(ShardId id, const KeyView* key);
  base::Status ExamineLeases(const Batch& batch) const;
  base::Status ExamineCheck(const Batch::CheckEntry& check, engine::SpaceId space);
  base::Result<bool> IsAsExpected(const Batch::CheckEntry& check, engine::SpaceId space,
                                  uint64_t hash);
  // Makes the row a counter in pending_, with the value that it has before this commit.
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
  alignas(64) uint64_t group_ = 0;  // the number of the current group
  LogPosition last_position_;
  LogPosition next_last_position_;  // becomes last_position_ once the group is durable
  bool single_ = false;             // the group has one commit: no later one has to see its writes
  PendingRows pending_;
  rocksdb::WriteBatch batch_;
  std::vector<ShardId> appended_;           // to the logs of these, some more than once
  std::vector<engine::SpaceId> spaces_;     // of the current commit's entries, in their order
  shards::ShardTable::ShardPointer shard_;  // the shard that was resolved last
};

}  // namespace kv::rocks::commit
