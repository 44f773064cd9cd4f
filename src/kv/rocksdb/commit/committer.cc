#include "kv/rocksdb/commit/committer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "base/log.h"
#include "kv/rocksdb/engine/error.h"
#include "run/end_of_turn.h"
#include "run/scheduling.h"

namespace kv::rocks::commit {
namespace {

// The free space is measured again after so many written bytes, or after so much time. Both are
// small compared with the reserve: a disk takes about a gigabyte a second.
constexpr size_t kLookEveryBytes = size_t{4} << 20;
constexpr std::chrono::milliseconds kLookEvery{200};

// More than any request needs: a BatchWriteItem of 25 items of 400 KB, in tables with 20 global and
// 5 local indexes, writes 260 MB, and checks 10 MB of items that were there before.
constexpr size_t kCommitBytesMax = size_t{512} << 20;

// The error for a write that RocksDB refused and that left nothing in the log.
base::Error Refused(const rocksdb::Status& status) {
  if (engine::IsNoSpace(status)) return {base::ErrorCode::kResourceExhausted, "the disk is full"};
  // RocksDB does not recover from these.
  if (status.severity() >= rocksdb::Status::kFatalError) {
    return base::Internal("the store takes no more commits: " + status.ToString());
  }
  return base::Unavailable("the store is stopped by an error: " + status.ToString());
}

// Whether a commit adds data: rows or log records. Rows of kMeta do not count: they are few, and
// some of them must change before space can be freed.
bool TakesSpace(const Batch& batch) {
  if (!batch.appends().empty()) return true;
  const auto takes = [](const Batch::WriteEntry& write) {
    return write.value.has_value() && write.family != Family::kMeta;
  };
  return std::any_of(batch.writes().begin(), batch.writes().end(), takes) ||
         std::any_of(batch.deferred().begin(), batch.deferred().end(),
                     [&](const Batch::DeferredEntry& deferred) { return takes(deferred.write); });
}

}  // namespace

// The commits of one event loop's thread that are not in the queue yet.
class Committer::Gathering final : public run::EndOfTurnWork {
 public:
  void DoNow() override {
    HandIn();
    put_off = !committer->Urge() && run::DoWhenIdle(this);
  }
  void HandIn();

  bool put_off = false;  // the event loop will call DoNow
  Committer* committer = nullptr;
  std::vector<Waiter*> waiters;
};

Committer::Committer(const engine::Database& database, const shards::ShardTable& shards,
                     shards::Leases leases, const base::Clock& clock, const Caches& caches)
    : database_(database),
      clock_(clock),
      leases_(std::move(leases)),
      group_(database, shards, leases_, clock, caches),
      thread_([this] { Work(); }) {}

Committer::~Committer() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  arrived_.NotifyOne();
  thread_.join();
}

base::Result<CommitResult> Committer::Commit(const Batch& batch) {
  if (batch.bytes() > kCommitBytesMax) {
    return base::InvalidArgument("a commit of " + std::to_string(batch.bytes()) + " bytes");
  }
  Waiter waiter;
  waiter.batch = &batch;
  if (run::ServesOneAlone() && BeginAlone()) {
    CommitAll(std::array{&waiter});
    EndAlone();
    return std::move(waiter.result);
  }
  if (!Gather(&waiter)) Enqueue(std::array{&waiter});
  waiter.done.Wait();
  return std::move(waiter.result);
}

base::Status Committer::Apply(const Plan& plan) {
  Waiter waiter;
  waiter.plan = &plan;
  Enqueue(std::array{&waiter});
  waiter.done.Wait();
  if (!waiter.result.ok()) return std::move(waiter.result).error();
  return {};
}

// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] Committer::Gathering& Committer::MyGathering() {
  thread_local Gathering gathering;
  return gathering;
}

bool Committer::Gather(Waiter* waiter) {
  Gathering& gathering = MyGathering();
  if (!gathering.put_off) {
    gathering.put_off = run::DoWhenIdle(&gathering);
    if (!gathering.put_off) return false;
    gathering.committer = this;
  }
  if (gathering.committer != this) return false;  // in use by the committer of another store
  waiter->gathering = &gathering;
  gathering.waiters.push_back(waiter);
  const size_t enough = enough_.load(std::memory_order_relaxed);
  if (gathering.waiters.size() + queued_.load(std::memory_order_relaxed) >= enough) {
    gathering.HandIn();
    run::RestartIdleWait();
  }
  return true;
}

void Committer::Gathering::HandIn() {
  if (waiters.empty()) return;
  committer->Enqueue(waiters);
  waiters.clear();
}

void Committer::Enqueue(std::span<Waiter* const> waiters) {
  const RocksDbOptions& options = database_.options();
  const auto refuse = [](Waiter* waiter, std::string_view why) {
    waiter->result = base::Unavailable(std::string(why));
    waiter->done.Set();
  };
  bool goes = false;
  {
    base::MutexLock lock(mutex_);
    const bool went = Goes();
    const bool rested = Rests();
    for (Waiter* const waiter : waiters) {
      if (stopping_) {
        refuse(waiter, "the store is stopping");
      } else if (queue_.size() >= options.queue_commits_max ||
                 (queue_bytes_ > 0 && queue_bytes_ + waiter->bytes() > options.queue_bytes_max)) {
        refused_.fetch_add(1, std::memory_order_relaxed);
        refuse(waiter, "too many commits are waiting");
      } else {
        queue_.push_back(waiter);
        queue_bytes_ += waiter->bytes();
      }
    }
    queued_.store(queue_.size(), std::memory_order_relaxed);
    if (queue_.size() >= group_size_.enough()) urged_ = true;
    goes = (!went && Goes()) || (!rested && Rests());
  }
  // The committer's thread must wake if a group can start now, or if the queue is held back by the
  // rest now: then the thread sleeps until rest_ends_ instead of without a limit. (While another
  // thread has set busy_, the wake-up has no effect, and EndAlone wakes the thread again.)
  if (goes) arrived_.NotifyOne();
}

bool Committer::Urge() {
  const bool none_will_come = run::AllServedWait();
  bool goes = false;
  {
    base::MutexLock lock(mutex_);
    if (writing_) return false;
    urged_ = true;
    if (none_will_come) resting_ = false;
    goes = Goes();
  }
  if (goes) arrived_.NotifyOne();
  return true;
}

// True if every commit in the queue comes from a thread that had commits in the last group, too.
// Such a thread is sending that group's answers, or will be, and calls Urge when it is through.
bool Committer::MoreWillCome() const {
  if (urged_) return false;
  for (const Waiter* const waiter : queue_) {
    if (std::ranges::find(answered_, waiter->gathering) == answered_.end()) return false;
  }
  return true;
}

void Committer::BeginAnswers(std::span<Waiter* const> waiters) {
  const base::MonotonicTime now = clock_.Monotonic();
  base::MutexLock lock(mutex_);
  writing_ = false;
  answered_.clear();
  if (waiters.size() < GroupSize::kMin) {
    resting_ = !waiters.empty() && waiters.front()->gathering != nullptr;
    rest_ends_ = now + database_.options().group_rest;
    return;
  }
  for (const Waiter* const waiter : waiters) {
    if (waiter->gathering == nullptr) continue;
    if (std::ranges::find(answered_, waiter->gathering) != answered_.end()) continue;
    answered_.push_back(waiter->gathering);
  }
}

bool Committer::Rests() const {
  return resting_ && !queue_.empty() && queue_.size() < group_size_.enough() &&
         std::ranges::all_of(queue_, [](const Waiter* waiter) { return waiter->plan == nullptr; });
}

void Committer::AwaitGroup() {
  while (busy_ || (!stopping_ && !Goes())) {
    if (busy_ || !Rests()) {
      arrived_.Wait(mutex_);
      continue;
    }
    const auto left = std::chrono::ceil<std::chrono::microseconds>(rest_ends_ - clock_.Monotonic());
    if (left.count() <= 0 || !arrived_.WaitFor(mutex_, left)) resting_ = false;
  }
}

bool Committer::TakeGroup(std::vector<Waiter*>* group) {
  const RocksDbOptions& options = database_.options();
  group->clear();
  base::MutexLock lock(mutex_);
  AwaitGroup();
  if (queue_.empty()) return false;

  busy_ = writing_ = true;
  resting_ = false;
  answered_.clear();
  size_t bytes = 0;
  while (!queue_.empty() && group->size() < options.group_commits_max) {
    Waiter* const next = queue_.front();
    const bool fits = bytes + next->bytes() <= options.group_bytes_max && next->plan == nullptr;
    if (!group->empty() && !fits) break;
    queue_.pop_front();
    queue_bytes_ -= next->bytes();
    bytes += next->bytes();
    group->push_back(next);
    if (next->plan != nullptr) break;
  }
  queued_.store(queue_.size(), std::memory_order_relaxed);
  group_size_.Note(group->size());
  enough_.store(group_size_.enough(), std::memory_order_relaxed);
  urged_ = !queue_.empty();  // the threads whose commits are left over may not call Urge again
  return true;
}

void Committer::Work() {
  run::Turns turns(clock_);  // so that each loop is woken once a group, not once an answer
  run::AskForShortSlices();
  std::vector<Waiter*> group;
  while (TakeGroup(&group)) {
    if (group.front()->plan != nullptr) {
      RunPlan(group.front());
    } else {
      CommitAll(group);
    }
    turns.Next(/*any_ready=*/true);
    database_.log().Prepare();  // while the loops send the answers
    EndAlone();
  }
}

bool Committer::BeginAlone() {
  base::MutexLock lock(mutex_);
  if (busy_ || stopping_ || !queue_.empty()) return false;
  busy_ = writing_ = true;
  return true;
}

void Committer::EndAlone() {
  bool more = false;
  {
    base::MutexLock lock(mutex_);
    busy_ = false;
    more = !queue_.empty() || stopping_;
  }
  if (more) arrived_.NotifyOne();
}

void Committer::CommitAll(std::span<Waiter* const> waiters) {
  base::Status written = Ready();
  base::Status reserve;
  if (written.ok()) reserve = CheckReserve();
  // Commits that free space may use half of the reserve. The other half is for flushes and plans.
  if (!reserve.ok() && database_.FreeBytes() < database_.options().disk_reserve_bytes / 2) {
    written = reserve;
  }
  if (written.ok()) {
    group_.Begin(waiters.size());
    for (Waiter* const waiter : waiters) {
      if (!reserve.ok() && TakesSpace(*waiter->batch)) {
        waiter->result = reserve.error();
      } else {
        waiter->result = group_.Admit(*waiter->batch);
      }
    }
    rocksdb::WriteBatch* const batch = group_.Finish();
    if (batch->Count() > 0) {
      written = Write(batch);
      group_.End(written.ok());
    }
  }

  uint64_t commits = 0;
  uint64_t conflicts = 0;
  for (Waiter* const waiter : waiters) {
    if (!written.ok() && waiter->result.ok()) waiter->result = written.error();
    if (waiter->result.ok()) {
      ++commits;
    } else if (waiter->result.error().code == base::ErrorCode::kConflict) {
      ++conflicts;
    }
  }
  commits_.fetch_add(commits, std::memory_order_relaxed);
  conflicts_.fetch_add(conflicts, std::memory_order_relaxed);
  groups_.fetch_add(1, std::memory_order_relaxed);
  BeginAnswers(waiters);
  // This must come last: once its event is set, a waiter and its batch may be destroyed.
  for (Waiter* const waiter : waiters) waiter->done.Set();
}

void Committer::RunPlan(Waiter* waiter) {
  const auto run = [&]() -> base::Status {
    TRY(Ready());
    Change change;
    TRY((*waiter->plan)(change));
    if (change.batch.Count() > 0) {
      TRY(Write(&change.batch));
      changes_.fetch_add(1, std::memory_order_relaxed);
    }
    if (change.applied) change.applied();
    return {};
  };
  if (base::Status status = run(); !status.ok()) waiter->result = std::move(status).error();
  BeginAnswers({});
  waiter->done.Set();
}

base::Status Committer::Ready() {
  const engine::ErrorWatch& errors = database_.errors();
  const engine::ErrorWatch::Wal wal = errors.wal();
  if (wal == engine::ErrorWatch::Wal::kBroken) {
    return base::Internal("the store takes no more commits: writing to its log failed");
  }
  if (!errors.stopped() && wal == engine::ErrorWatch::Wal::kCertain) return {};
  if (errors.full()) return base::Error{base::ErrorCode::kResourceExhausted, "the disk is full"};
  return base::Unavailable("the store is stopped: the disk failed a write");
}

base::Status Committer::CheckReserve() {
  const base::MonotonicTime now = clock_.Monotonic();
  if (below_reserve_ || !reserve_known_ || bytes_since_look_ >= kLookEveryBytes ||
      now - looked_at_ >= kLookEvery) {
    const bool was_below = below_reserve_;
    below_reserve_ = database_.FreeBytes() < database_.options().disk_reserve_bytes;
    reserve_known_ = true;
    bytes_since_look_ = 0;
    looked_at_ = now;
    if (below_reserve_ && !was_below) {
      base::LogError("the disk is full: commits are refused until there is space");
    }
    if (was_below && !below_reserve_) base::LogInfo("there is space again: commits are taken");
  }
  if (!below_reserve_) return {};
  base::MutexLock lock(callback_mutex_);
  if (on_full_disk_) on_full_disk_();
  return base::Error{base::ErrorCode::kResourceExhausted, "the disk is full"};
}

void Committer::OnFullDisk(std::function<void()> callback) {
  base::MutexLock lock(callback_mutex_);
  on_full_disk_ = std::move(callback);
}

base::Status Committer::Write(rocksdb::WriteBatch* batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  bytes_since_look_ += batch->GetDataSize();
  database_.filled_buffer().Fill(*database_.db());
  const auto written = database_.db()->Write(options, batch);
  if (written.ok()) [[likely]] {
    database_.log().Acknowledge();
    BoundLogs();
    return {};
  }
  database_.errors().NoteStopped(written);
  if (database_.errors().wal() == engine::ErrorWatch::Wal::kCertain) return Refused(written);
  base::LogError("it is unknown whether a commit was written: " + written.ToString());
  return base::Internal("writing a commit: " + written.ToString());
}

// RocksDB's own bound (max_total_wal_size) is not used: RocksDB would apply it within a write,
// after it has emptied the write buffers and before it writes the log (see FilledBuffer).
void Committer::BoundLogs() {
  const uint64_t max = database_.options().wal_bytes_max;
  const uint64_t bytes = database_.log_bytes();
  if (bytes < max) {
    flush_at_log_bytes_ = max;
  } else if (bytes >= flush_at_log_bytes_) {
    flush_at_log_bytes_ = bytes + max / 4;  // the next flush, if this one frees too little
    // The error is not lost: it stops RocksDB, and Ready reports that.
    static_cast<void>(database_.BeginFlush());
  }
}

Committer::Figures Committer::figures() const {
  Figures figures{.commits = commits_.load(std::memory_order_relaxed),
                  .conflicts = conflicts_.load(std::memory_order_relaxed),
                  .refused = refused_.load(std::memory_order_relaxed),
                  .groups = groups_.load(std::memory_order_relaxed),
                  .changes = changes_.load(std::memory_order_relaxed),
                  .waiting = 0};
  base::MutexLock lock(mutex_);
  figures.waiting = queue_.size();
  return figures;
}

}  // namespace kv::rocks::commit
