// Gives back the space of what was dropped and trimmed.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/statistic.h"
#include "kv/rocksdb/commit/committer.h"
#include "kv/rocksdb/engine/database.h"
#include "kv/rocksdb/shards/shard_table.h"
#include "run/job.h"

namespace kv::rocks {

// A job (run/job.h). A shard that was dropped is recorded as such until its rows are gone, so that
// a stop or a crash in between only delays it: whoever opens the store hands the record in again.
//
// First whole tables that hold nothing else are deleted, then the rest is covered by range
// deletions, which later compactions carry out; at once, if the disk is full.
//
// What was deleted takes space as long as it is in write buffers and logs alone. So these are
// flushed when the disk is full; compactions that drop what was deleted follow by themselves
// (tuning.cc).
class Reclaimer {
 public:
  // All outlive the reclaimer.
  Reclaimer(const engine::Database& database, commit::Committer& committer,
            const base::Clock& clock);
  // Leaves what is not done for the next time.
  ~Reclaimer();

  // The rows of a dropped shard and its log. Waits until nobody else holds the pointer: a reader
  // that found the shard before it was dropped sees all of it.
  void Drop(shards::ShardTable::ShardPointer shard);
  // Tables that hold nothing but records of this log up to `up_to`.
  void Trim(ShardId shard, LogPosition up_to);

  // The disk is full: what can be given back is wanted now. May be called often.
  void MakeRoom();

  // Shards whose space is not given back yet.
  size_t dropped_shards() const;
  std::vector<base::Statistic> Statistics() const { return job_.Statistics(); }
  // Whether this shard is one of them.
  bool IsDropped(ShardId shard) const;

 private:
  struct Range {
    engine::Column column;
    engine::RowRange rows;
  };

  std::optional<run::Job::Duration> DoPiece() EXCLUDES(mutex_);
  // Begins to flush what is in write buffers and logs alone.
  void BeginFlush();
  void TrimAll(const std::map<ShardId, LogPosition>& trims);
  // True if it is done. `room_wanted`: the disk is full.
  bool Reclaim(const shards::Shard& shard, bool room_wanted);
  void CompactNow(const std::vector<Range>& ranges);
  base::Status DeleteTables(const Range& range);
  static std::vector<Range> RangesOf(const shards::Shard& shard);

  const engine::Database& database_;
  commit::Committer& committer_;

  mutable base::Mutex mutex_;
  std::deque<shards::ShardTable::ShardPointer> drops_ GUARDED_BY(mutex_);
  std::map<ShardId, LogPosition> trims_ GUARDED_BY(mutex_);
  bool room_wanted_ GUARDED_BY(mutex_) = false;
  bool room_was_made_ GUARDED_BY(mutex_) = false;  // as far as was possible
  std::atomic<bool> cancel_compactions_{false};
  run::Job job_;
};

}  // namespace kv::rocks
