// Runs requests: on fibers of the thread that owns the connection, or on other threads.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "run/event.h"

namespace run {

class Runner {
 public:
  virtual ~Runner() = default;
  // Runs `task`, which may wait on Events. The task may still be running when Run returns.
  virtual void Run(std::function<void()> task) = 0;
};

// Runs each task at once on a fiber of the calling thread, until the task ends or waits. Fibers and
// their stacks are reused. Not thread-safe: only the loop's thread may use it once it is made.
// Wake-ups of waiting tasks may come from any thread; `post` brings them to the loop's thread.
class FiberRunner final : public Runner {
 public:
  // `post(f)` must make the loop call f soon, on the loop's thread. It is called on any thread.
  explicit FiberRunner(std::function<void(std::function<void()>)> post);
  // REQUIRES: all tasks have ended.
  ~FiberRunner() override;

  void Run(std::function<void()> task) override;
  // The number of tasks that have begun and not ended.
  size_t active() const { return active_; }

 private:
  class Fiber;
  void Resume(Fiber* fiber);
  void ResumeWoken();
  void Woken(Fiber* fiber);

  const std::function<void(std::function<void()>)> post_;
  std::vector<std::unique_ptr<Fiber>> idle_;
  size_t active_ = 0;
  base::Mutex mutex_;
  std::vector<Fiber*> woken_ GUARDED_BY(mutex_);
  std::vector<Fiber*> resuming_;  // kept for its capacity
};

// Runs tasks on a fixed number of threads, in order of arrival. For reads that wait for the disk
// (kv/rocksdb/waiting_reads.h), and for requests in sanitizer builds, which cannot follow fibers.
// Thread-safe.
class ThreadRunner final : public Runner {
 public:
  explicit ThreadRunner(size_t threads);
  // Blocks until all tasks have run.
  ~ThreadRunner() override;
  void Run(std::function<void()> task) override;

 private:
  void Work();

  base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<std::function<void()>> tasks_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace run
