#include "run/event.h"

#include <utility>

#include "base/check.h"
#include "base/mutex.h"

namespace run {
namespace {

thread_local Waiter* current_waiter = nullptr;

class ThreadWaiter final : public Waiter {
 public:
  void Suspend() override {
    base::MutexLock lock(mutex_);
    while (!woken_) condition_.Wait(mutex_);
  }
  // Notifies under the lock: the waiter destroys this once it has the lock again.
  void Wake() override {
    base::MutexLock lock(mutex_);
    woken_ = true;
    condition_.NotifyOne();
  }

 private:
  base::Mutex mutex_;
  base::CondVar condition_;
  bool woken_ GUARDED_BY(mutex_) = false;
};

}  // namespace

// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] Waiter* CurrentWaiter() { return current_waiter; }

[[gnu::noinline]] Waiter* ExchangeCurrentWaiter(Waiter* waiter) {
  return std::exchange(current_waiter, waiter);
}

void Event::Wait() {
  if (IsSet()) return;
  const auto wait_with = [this](Waiter& waiter) {
    uintptr_t expected = kEmpty;
    if (state_.compare_exchange_strong(expected, reinterpret_cast<uintptr_t>(&waiter),
                                       std::memory_order_acq_rel, std::memory_order_acquire)) {
      waiter.Suspend();
    } else {
      CHECK(expected == kSet);  // two waiters on one event
    }
  };
  if (Waiter* waiter = CurrentWaiter()) {
    wait_with(*waiter);
  } else {
    ThreadWaiter thread_waiter;
    wait_with(thread_waiter);
  }
}

void Event::Set() {
  const uintptr_t before = state_.exchange(kSet, std::memory_order_acq_rel);
  CHECK(before != kSet);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): one word is either a state or the waiter
  if (before != kEmpty) reinterpret_cast<Waiter*>(before)->Wake();
}

}  // namespace run
