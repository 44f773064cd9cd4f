// The one thing on which a request waits.
//
// An Event is set once, by any thread; one waiter at most. What runs the waiter, a fiber or a
// thread, is known below here alone: inside a fiber of a FiberRunner, Wait gives the thread to the
// next fiber; elsewhere it blocks the thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace run {

// How a suspended caller is resumed. Implemented by the fiber runner and by plain threads.
class Waiter {
 public:
  virtual ~Waiter() = default;
  // Gives up the processor until Wake was called. Called by the waiting task itself.
  virtual void Suspend() = 0;
  // Any thread. `this` may be gone as soon as the suspended task goes on.
  virtual void Wake() = 0;
};

class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  // Returns once Set has been called; at once if it was already.
  void Wait();

  // Call once. The event may be destroyed by its waiter as soon as this has been called.
  void Set();

  bool IsSet() const { return state_.load(std::memory_order_acquire) == kSet; }

 private:
  static constexpr uintptr_t kEmpty = 0;
  static constexpr uintptr_t kSet = 1;
  std::atomic<uintptr_t> state_{kEmpty};  // kEmpty, kSet, or the Waiter
};

// The waiter of the task that runs on this thread now, if a runner set one; else null.
Waiter* CurrentWaiter();
// For runners only. Returns the one before.
Waiter* ExchangeCurrentWaiter(Waiter* waiter);

}  // namespace run
