#include "kv/rocksdb/commit/log_waits.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "base/check.h"

namespace kv::rocks::commit {
namespace {

// How often the clock is looked at while somebody waits: one that is not the system's goes as it
// is moved.
constexpr std::chrono::microseconds kLookEvery = std::chrono::milliseconds(50);

}  // namespace

// Lives while its request waits. Its places are good while it is in both maps.
struct LogWaits::Waiter {
  ByShard::iterator by_shard;
  ByDeadline::iterator by_deadline;
  bool waits = false;  // guarded by the mutex: it is in both maps
  run::Event woken;
};

LogWaits::~LogWaits() {
  std::thread thread;
  {
    base::MutexLock lock(mutex_);
    CHECK(by_shard_.empty());
    stopping_ = true;
    thread.swap(thread_);
  }
  changed_.NotifyOne();
  if (thread.joinable()) thread.join();
}

base::Status LogWaits::Await(ShardId shard, base::MonotonicTime deadline, const IsOver& is_over) {
  for (;;) {
    TRY_ASSIGN(const bool was_over, is_over());
    if (was_over || clock_.Monotonic() >= deadline) return {};
    Waiter waiter;
    TRY(Add(shard, deadline, &waiter));
    // Again: who changed something before the waiter was there has not woken it.
    const base::Result<bool> is_over_now = is_over();
    if (!is_over_now.ok() || *is_over_now) {
      Remove(&waiter);
      if (!is_over_now.ok()) return is_over_now.error();
      return {};
    }
    waiter.woken.Wait();
  }
}

void LogWaits::Wake(std::span<const ShardId> shards) {
  base::MutexLock lock(mutex_);
  if (by_shard_.empty()) return;
  for (const ShardId shard : shards) {
    for (auto next = by_shard_.find(shard); next != by_shard_.end() && next->first == shard;) {
      Waiter* const waiter = next->second;
      ++next;
      WakeOne(waiter);
    }
  }
}

size_t LogWaits::waiters() const {
  base::MutexLock lock(mutex_);
  return by_shard_.size();
}

base::Status LogWaits::Add(ShardId shard, base::MonotonicTime deadline, Waiter* waiter) {
  bool is_first = false;
  {
    base::MutexLock lock(mutex_);
    if (by_shard_.size() >= kLogWaitersMax) {
      return base::Unavailable("too many requests wait for records of logs");
    }
    waiter->by_shard = by_shard_.emplace(shard, waiter);
    waiter->by_deadline = by_deadline_.emplace(deadline, waiter);
    waiter->waits = true;
    is_first = waiter->by_deadline == by_deadline_.begin();
    if (!thread_.joinable()) thread_ = std::thread([this] { Work(); });
  }
  if (is_first) changed_.NotifyOne();
  return {};
}

void LogWaits::Remove(Waiter* waiter) {
  base::MutexLock lock(mutex_);
  if (waiter->waits) Forget(waiter);
}

void LogWaits::Forget(Waiter* waiter) {
  by_shard_.erase(waiter->by_shard);
  by_deadline_.erase(waiter->by_deadline);
  waiter->waits = false;
}

void LogWaits::WakeOne(Waiter* waiter) {
  Forget(waiter);
  waiter->woken.Set();
}

void LogWaits::Work() {
  base::MutexLock lock(mutex_);
  while (!stopping_) {
    if (by_deadline_.empty()) {
      changed_.Wait(mutex_);
      continue;
    }
    const auto [deadline, waiter] = *by_deadline_.begin();
    const auto left = deadline - clock_.Monotonic();
    if (left.count() <= 0) {
      WakeOne(waiter);
    } else {
      changed_.WaitFor(mutex_, std::min(left, kLookEvery));
    }
  }
}

}  // namespace kv::rocks::commit
