// The one primitive on which a request waits.
//
// An Event is set once, by any thread, and has at most one waiter. Wait works on fibers and on
// threads: in a fiber of a FiberRunner it suspends the fiber, so that the thread runs the next one;
// elsewhere it blocks the thread. Code outside of run/ does not need to know which.
#pragma once

#include <atomic>
#include <cstdint>

namespace run {

// Suspends and resumes a task. Implemented for fibers (runner.cc) and for plain threads (event.cc).
class Waiter {
 public:
  virtual ~Waiter() = default;
  // Gives up the processor until Wake has been called. Called by the waiting task itself.
  virtual void Suspend() = 0;
  // Thread-safe. `this` may be destroyed as soon as the suspended task goes on.
  virtual void Wake() = 0;
};

class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  // Blocks until Set has been called.
  void Wait();

  // REQUIRES: called once. The waiter may destroy the event as soon as it is set.
  void Set();

  bool IsSet() const { return state_.load(std::memory_order_acquire) == kSet; }

 private:
  static constexpr uintptr_t kEmpty = 0;
  static constexpr uintptr_t kSet = 1;
  std::atomic<uintptr_t> state_{kEmpty};  // kEmpty, kSet, or the Waiter
};

// The waiter of the task that runs on this thread now, if a runner set one; else null.
Waiter* CurrentWaiter();
// Sets it, and returns the one before. For runners only.
Waiter* ExchangeCurrentWaiter(Waiter* waiter);

}  // namespace run
