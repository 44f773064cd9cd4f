// Requests that wait for the next record of a log.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <thread>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "kv/store.h"
#include "run/event.h"

namespace kv::rocks::commit {

// Safe from any thread. Whoever waits does so on an Event, so that no thread is spent on it. One
// thread, which is started when somebody waits for the first time, ends the waits whose time is
// over.
class LogWaits {
 public:
  // The clock outlives it.
  explicit LogWaits(const base::Clock& clock) : clock_(clock) {}
  // Nobody may wait.
  ~LogWaits();

  // Returns once `is_over` says so, which is asked at first and whenever the shard was woken, or
  // once the clock is at `deadline`. Errors: those of `is_over`, which end the wait, too;
  // kUnavailable (kLogWaitersMax wait).
  using IsOver = std::function<base::Result<bool>()>;
  base::Status Await(ShardId shard, base::MonotonicTime deadline, const IsOver& is_over);

  // What is to be seen in these shards has changed. To be called after the change.
  void Wake(std::span<const ShardId> shards) EXCLUDES(mutex_);

  // How many wait.
  size_t waiters() const EXCLUDES(mutex_);

 private:
  struct Waiter;
  using ByShard = std::multimap<ShardId, Waiter*>;
  using ByDeadline = std::multimap<base::MonotonicTime, Waiter*>;

  base::Status Add(ShardId shard, base::MonotonicTime deadline, Waiter* waiter) EXCLUDES(mutex_);
  // No effect if it was woken.
  void Remove(Waiter* waiter) EXCLUDES(mutex_);
  void Forget(Waiter* waiter) REQUIRES(mutex_);
  // It may be gone as soon as the mutex is released.
  void WakeOne(Waiter* waiter) REQUIRES(mutex_);
  void Work() EXCLUDES(mutex_);

  const base::Clock& clock_;
  mutable base::Mutex mutex_;
  base::CondVar changed_;  // the first deadline, or stopping_
  ByShard by_shard_ GUARDED_BY(mutex_);
  ByDeadline by_deadline_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_ GUARDED_BY(mutex_);  // once somebody has waited
};

}  // namespace kv::rocks::commit
