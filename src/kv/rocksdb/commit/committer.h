// Writes commits to the database, many at a time, from one thread at a time.
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

// One thread takes the commits that wait in the queue, checks them (CommitGroup), writes those that
// pass as one RocksDB batch with one sync, and wakes their callers. Commits that arrive meanwhile
// form the next group. A caller waits on a run::Event, so a waiting fiber does not block its
// thread.
//
// Thread-safe.
//
// When a group starts. Each group costs one sync, so few large groups are cheaper than many small
// ones.
//
//   * The first commit after an idle time starts a group at once, unless a rest is on (see below).
//   * A thread with an event loop (run/end_of_turn.h) gathers its commits. It puts them into the
//     queue together, when the loop finds no more events, or as soon as there are enough
//     (GroupSize).
//   * Commits that enter the queue while a group is written wait for the threads whose commits were
//     in that group: these threads first send its answers and gather the commits that follow. Then
//     they call Urge, and the next group starts. It starts earlier if there are enough commits.
//   * After a group of fewer than GroupSize::kMin commits, the queue collects commits for
//     RocksDbOptions::group_rest: the rest. Without it, commits that arrive evenly would form
//     groups of one or two. The rest ends early when every client of a thread waits for an answer,
//     because then no more commits can come.
//   * A thread that serves a single client executes its commit itself if the queue is empty and no
//     group is being written: no other commit could share the sync.
//
// When the disk fails. After a failed write or sync, the log is cut back to the last acknowledged
// commit, and commits are refused until RocksDB has begun another log (log_file.h, error_watch.h).
//
// When the disk is full. RocksDB would stop and flush, which does not help. So commits are refused
// (kResourceExhausted) while less than RocksDbOptions::disk_reserve_bytes are free. A flush or a
// compaction may run out of space all the same; then RocksDB refuses writes until there is space.
class Committer {
 public:
  using Caches = CommitGroup::Caches;

  // A change of the store's own records.
  struct Change {
    rocksdb::WriteBatch batch;
    // Called when the batch is durable, before the next group or plan. Null: nothing to call.
    std::function<void()> applied;
  };
  // A function that decides on a change of the store's own records. No commit or other plan runs
  // beside it, and it sees the effects of all earlier ones.
  using Plan = std::function<base::Status(Change& change)>;

  // REQUIRES: all references outlive the committer; only plans change `shards`.
  Committer(const engine::Database& database, const shards::ShardTable& shards,
            shards::Leases leases, const base::Clock& clock, const Caches& caches);
  // Completes the queued commits and plans first. Refuses new ones.
  ~Committer();

  // Implements Store::Commit. Blocks until the commit is durable or has failed.
  // REQUIRES: the batch lives until the call returns.
  base::Result<CommitResult> Commit(const Batch& batch);
  // Runs a plan, writes its batch, if it is not empty, and syncs it. Blocks. A plan may use the
  // disk's reserve, because plans such as dropping a shard free space. Errors: the plan's, and
  // those common to all of a Store.
  base::Status Apply(const Plan& plan);

  // Sets the callback that is called for every group that finds less than the reserve free. Null:
  // none. The callback must not commit.
  void OnFullDisk(std::function<void()> callback) EXCLUDES(callback_mutex_);

  ReadMark mark() const { return group_.mark(); }
  // The next two may be called by plans only.
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
    const Batch* batch = nullptr;  // either `batch` or `plan` is set
    const Plan* plan = nullptr;
    // The gathering that put this waiter into the queue; null if none did. Only compared, never
    // dereferenced.
    const Gathering* gathering = nullptr;
    base::Result<CommitResult> result = CommitResult{};
    run::Event done;

    size_t bytes() const { return batch == nullptr ? 0 : batch->bytes(); }
  };

  static Gathering& MyGathering();

  // Adds the waiter to this thread's gathering. False if the thread has no event loop.
  bool Gather(Waiter* waiter);
  // Appends the waiters to the queue. A waiter for which the queue has no room ends with an error.
  void Enqueue(std::span<Waiter* const> waiters) EXCLUDES(mutex_);
  // Tells the committer that the calling thread has no more commits ready, so that the queue need
  // not be held back for it. A rest still goes on. Returns false, without effect, while a group is
  // being written: then the thread calls again after it has sent the group's answers.
  bool Urge() EXCLUDES(mutex_);
  // Whether the queue is held back for more commits. A call of Urge, which will come, ends that.
  bool MoreWillCome() const REQUIRES(mutex_);
  // Whether the next group can start.
  bool Goes() const REQUIRES(mutex_) { return !queue_.empty() && !Rests() && !MoreWillCome(); }
  // Whether the queue is held back until the rest ends. Not if it holds enough commits, or a plan.
  bool Rests() const REQUIRES(mutex_);
  // Ends the writing of a group whose waiters are about to be woken, and decides what holds the
  // next group back: a rest, or the threads that have answers to send.
  void BeginAnswers(std::span<Waiter* const> waiters) EXCLUDES(mutex_);
  // The committer's thread.
  void Work() EXCLUDES(mutex_);
  // Blocks until a group can start, or the committer is stopping.
  void AwaitGroup() REQUIRES(mutex_);
  // Lets the calling thread write to the database (sets busy_). False if another thread is writing
  // or the queue is not empty.
  bool BeginAlone() EXCLUDES(mutex_);
  void EndAlone() EXCLUDES(mutex_);
  // Blocks until the next group, one plan or several commits, can start, and takes it from the
  // queue. False if the committer is stopping and the queue is empty.
  bool TakeGroup(std::vector<Waiter*>* group) EXCLUDES(mutex_);
  void CommitAll(std::span<Waiter* const> waiters);
  void RunPlan(Waiter* waiter);
  // An error if the database takes no writes at the moment.
  base::Status Ready();
  // kResourceExhausted while less than the reserve is free. Commits that only delete rows, or that
  // change rows of kMeta only, are accepted until less than half of the reserve is free.
  base::Status CheckReserve();
  base::Status Write(rocksdb::WriteBatch* batch);
  // Starts a flush if the logs are larger than they may be: flushed logs can be deleted.
  void BoundLogs();

  const engine::Database& database_;
  const base::Clock& clock_;

  // From here to looked_at_: used only by the thread that has set busy_.
  shards::Leases leases_;
  CommitGroup group_;
  bool below_reserve_ = false;  // as of looked_at_
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
  bool busy_ GUARDED_BY(mutex_) = false;     // a thread executes a group or a plan
  bool writing_ GUARDED_BY(mutex_) = false;  // the same, until BeginAnswers
  bool urged_ GUARDED_BY(mutex_) = false;    // the queue is not held back by MoreWillCome
  bool resting_ GUARDED_BY(mutex_) = false;  // a rest is on, until rest_ends_
  base::MonotonicTime rest_ends_ GUARDED_BY(mutex_);
  GroupSize group_size_ GUARDED_BY(mutex_);
  // Copies of queue_.size() and group_size_.enough(), to be read without the mutex.
  std::atomic<size_t> queued_{0};
  std::atomic<size_t> enough_{GroupSize::kMax};
  // The threads that had commits in the last group and have not called Urge since.
  std::vector<const Gathering*> answered_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace kv::rocks::commit
