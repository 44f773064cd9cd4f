// What runs requests: fibers on the thread that owns the connection, or threads.
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
  // Runs `task`; it may wait on Events. Whether it has ended when Run returns is up to the runner.
  virtual void Run(std::function<void()> task) = 0;
};

// Runs each task at once on a fiber of the calling thread, until it ends or waits. Fibers and their
// stacks are reused. One thread, the loop's, calls everything but the constructor; Wake-ups come
// from any thread and are handed over to the loop's thread by `post`.
class FiberRunner final : public Runner {
 public:
  // `post(f)` has the loop call f soon on its thread; it is called from any thread.
  explicit FiberRunner(std::function<void(std::function<void()>)> post);
  // No task may be left.
  ~FiberRunner() override;

  void Run(std::function<void()> task) override;
  // Tasks begun and not ended.
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

// Runs tasks on a fixed number of threads, in order of arrival. For sanitizer builds, which cannot
// follow fibers. Run may be called from any thread.
class ThreadRunner final : public Runner {
 public:
  explicit ThreadRunner(size_t threads);
  // Runs what was given, then ends.
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
