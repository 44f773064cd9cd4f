// A lease of the store that its holder keeps for as long as it works.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "kv/store.h"

namespace kv {

// Not thread-safe. What was learned from the store is kept for a third of the lease, which leaves
// time for failures; commits that rely on the lease say so (Batch::RequireLease).
class HeldLease {
 public:
  HeldLease(std::string name, std::chrono::milliseconds duration)
      : name_(std::move(name)), duration_(duration) {}

  // Whether `holder` has the lease, which is taken or prolonged where it is due. False: another
  // holder has it. Errors: the store's.
  base::Result<bool> Hold(Store& store, const std::string& holder, base::MonotonicTime now) {
    if (now < sure_until_) return true;
    TRY_ASSIGN(const bool acquired, store.AcquireLease(name_, holder, duration_));
    if (acquired) sure_until_ = now + Renewal();
    return acquired;
  }
  // What was learned is not relied on any more: a commit was told that the lease is not held.
  void Doubt() { sure_until_ = {}; }
  // Lets others have it. If this fails, the lease ends by itself.
  void GiveUp(Store& store, const std::string& holder) {
    Doubt();
    static_cast<void>(store.ReleaseLease(name_, holder));
  }

  // When it is worth asking again for a lease that another holder has.
  std::chrono::milliseconds Renewal() const { return duration_ / 3; }

 private:
  std::string name_;
  std::chrono::milliseconds duration_;
  base::MonotonicTime sure_until_{};  // not held before the first time
};

}  // namespace kv
