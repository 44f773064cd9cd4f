// The one place where the database is changed.
#pragma once

#include <rocksdb/write_batch.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "kv/rocksdb/commit/commit_group.h"
#include "kv/rocksdb/commit/group_size.h"
#include "kv/rocksdb/engine/database.h"
#include "kv/rocksdb/shards/shard_table.h"
#include "kv/rocksdb/shards/store_records.h"
#include "kv/store.h"
#include "run/event.h"

namespace kv::rocks::commit {

// Takes all commits that wait, makes one group of them, writes and syncs it, and wakes them. While
// it syncs, the next ones gather; when none waits, one goes at once. Whoever calls waits on an
// Event, so that no thread is spent on waiting. A thread that has turns (run/end_of_turn.h) hands
// in what it has when nothing more is ready: each group costs a sync, so fewer and larger ones are
// cheaper. For the same reason those that were handed in while a group was written wait until the
// threads that had their part in it are through with its answers, and with what these bring, or
// until there are enough (GroupSize). After a group of few, those that come gather for a while, the
// rest, unless it is known that no more will: of commits that come evenly, each group would have
// one or two. A thread that serves one alone commits itself when nothing waits and nothing is under
// way: there is nobody to share the sync with.
//
// Safe from any thread.
//
// A write or sync of the log that fails is taken back, and commits are taken again once RocksDB has
// begun another log (log_file.h, ErrorWatch). To be stopped and to flush everything is no way to
// meet a full disk, so commits are refused (kResourceExhausted) while less than the reserve is
// free. If a flush or a compaction finds no space nevertheless, RocksDB refuses writes until it
// does.
class Committer {
 public:
  using Caches = CommitGroup::Caches;

  // A change of the store's own records.
  struct Change {
    rocksdb::WriteBatch batch;
    std::function<void()> applied;  // called when the batch is durable, before anything else
  };
  // Runs alone, with all earlier commits visible.
  using Plan = std::function<base::Status(Change& change)>;

  // All outlive the committer. `shards` is changed by plans alone.
  Committer(const engine::Database& database, const shards::ShardTable& shards,
            shards::Leases leases, const base::Clock& clock, const Caches& caches);
  // Finishes what waits, then ends.
  ~Committer();

  // Store::Commit; the batch must live until it returns.
  base::Result<CommitResult> Commit(const Batch& batch);
  // Runs a plan and writes what it gathered, if anything, durably. Errors: the plan's, and those
  // common to all of a Store. The disk's reserve is there for these: they may give space back.
  base::Status Apply(const Plan& plan);

  // To be called while less than the reserve is free, often; null: nothing. It must not commit.
  void OnFullDisk(std::function<void()> callback) EXCLUDES(callback_mutex_);

  ReadMark mark() const { return group_.mark(); }
  // For plans.
  LogPosition last_position() const { return group_.last_position(); }
  shards::Leases& leases() { return leases_; }

  struct Figures {
    uint64_t commits;
    uint64_t conflicts;
    uint64_t refused;
    uint64_t groups;
    uint64_t changes;
    uint64_t waiting;
  };
  Figures figures() const;

 private:
  class Gathering;

  struct Waiter {
    const Batch* batch = nullptr;  // one of both
    const Plan* plan = nullptr;
    const Gathering* gathering = nullptr;  // that handed it in, if any; to compare
    base::Result<CommitResult> result = CommitResult{};
    run::Event done;

    size_t bytes() const { return batch == nullptr ? 0 : batch->bytes(); }
  };

  static Gathering& MyGathering();

  // Hands it in with others; false if this thread has no turns.
  bool Gather(Waiter* waiter);
  // Hands them in now. Those for which there is no room are done, with an error.
  void Enqueue(std::span<Waiter* const> waiters) EXCLUDES(mutex_);
  // Said by a thread that has nothing more ready: what waits goes, after the rest. False while a
  // group is written: then it is to be said again after the answers.
  bool Urge() EXCLUDES(mutex_);
  // Whether what waits is worth waiting with: until it is urged, which will happen.
  bool MoreWillCome() const REQUIRES(mutex_);
  // Whether something waits, and for nothing but its turn.
  bool Goes() const REQUIRES(mutex_) { return !queue_.empty() && !Rests() && !MoreWillCome(); }
  // Whether those that wait gather until the rest ends: there are not enough, and no plan.
  bool Rests() const REQUIRES(mutex_);
  // What is written is durable, and told to those who wait; their threads will urge.
  void BeginAnswers(std::span<Waiter* const> waiters) EXCLUDES(mutex_);
  void Work() EXCLUDES(mutex_);
  // Until something goes, or there is to be an end.
  void AwaitGroup() REQUIRES(mutex_);
  // Makes the caller the one who changes the database, unless somebody is or waits to be.
  bool BeginAlone() EXCLUDES(mutex_);
  void EndAlone() EXCLUDES(mutex_);
  // Waits for the next group: one plan, or commits. False when there is none and none will come.
  bool TakeGroup(std::vector<Waiter*>* group) EXCLUDES(mutex_);
  void CommitAll(std::span<Waiter* const> waiters);
  void RunPlan(Waiter* waiter);
  // Whether the database still takes writes.
  base::Status Ready();
  // An error while less than the reserve is free. Commits that only delete rows, or change rows of
  // kMeta, are taken all the same while half of it is.
  base::Status CheckReserve();
  base::Status Write(rocksdb::WriteBatch* batch);
  // Flushes what keeps more logs than there may be.
  void BoundLogs();

  const engine::Database& database_;
  const base::Clock& clock_;

  // His who set busy_.
  shards::Leases leases_;
  CommitGroup group_;
  bool below_reserve_ = false;  // when it was looked at last
  bool reserve_known_ = false;
  size_t bytes_since_look_ = 0;
  uint64_t flush_at_log_bytes_ = 0;
  base::MonotonicTime looked_at_;

  std::atomic<uint64_t> commits_{0};
  std::atomic<uint64_t> conflicts_{0};
  std::atomic<uint64_t> refused_{0};
  std::atomic<uint64_t> groups_{0};
  std::atomic<uint64_t> changes_{0};

  base::Mutex callback_mutex_;
  std::function<void()> on_full_disk_ GUARDED_BY(callback_mutex_);

  mutable base::Mutex mutex_;
  base::CondVar arrived_;
  std::deque<Waiter*> queue_ GUARDED_BY(mutex_);
  size_t queue_bytes_ GUARDED_BY(mutex_) = 0;
  bool busy_ GUARDED_BY(mutex_) = false;     // somebody changes the database
  bool writing_ GUARDED_BY(mutex_) = false;  // and has not told the answers yet
  bool urged_ GUARDED_BY(mutex_) = false;
  bool resting_ GUARDED_BY(mutex_) = false;  // since a group of few whose members gather
  base::MonotonicTime rest_ends_ GUARDED_BY(mutex_);
  GroupSize group_size_ GUARDED_BY(mutex_);
  // For those who gather, to see without the mutex.
  std::atomic<size_t> queued_{0};
  std::atomic<size_t> enough_{GroupSize::kMax};
  std::vector<const Gathering*> answered_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace kv::rocks::commit
