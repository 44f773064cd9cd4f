// How many connections the server has open, on all threads.
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

  // False, counting nothing, if there are as many as may be.
  bool Add();
  void Remove();

  size_t max() const { return max_; }

  // Waits, on a thread of its own, until there are none. False if `patience` was over before.
  bool WaitForNone(std::chrono::milliseconds patience);
  void WaitForNone();

 private:
  const size_t max_;
  base::Mutex mutex_;
  base::CondVar none_;
  size_t count_ GUARDED_BY(mutex_) = 0;
};

}  // namespace net
