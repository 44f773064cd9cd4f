// Counts the open connections of all threads, up to a bound.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>

#include "base/mutex.h"

namespace net {

// Thread-safe.
class ConnectionCount {
 public:
  explicit ConnectionCount(size_t max) : max_(max) {}

  // Counts one more; false, without counting, if the bound is reached.
  bool Add();
  void Remove();

  size_t max() const { return max_; }

  // Blocks the thread until there are no connections. False if `patience` was over before.
  // REQUIRES: not called on an event loop's thread.
  bool WaitForNone(std::chrono::milliseconds patience);
  void WaitForNone();

 private:
  const size_t max_;
  base::Mutex mutex_;
  base::CondVar none_;
  size_t count_ GUARDED_BY(mutex_) = 0;
};

}  // namespace net
