#include "net/connection_count.h"

#include <algorithm>

namespace net {

bool ConnectionCount::Add() {
  base::MutexLock lock(mutex_);
  if (count_ == max_) return false;
  ++count_;
  return true;
}

void ConnectionCount::Remove() {
  base::MutexLock lock(mutex_);
  if (--count_ == 0) none_.NotifyAll();
}

bool ConnectionCount::WaitForNone(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  base::MutexLock lock(mutex_);
  while (count_ > 0) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero()) return false;
    none_.WaitFor(mutex_, std::chrono::ceil<std::chrono::microseconds>(left));
  }
  return true;
}

void ConnectionCount::WaitForNone() {
  base::MutexLock lock(mutex_);
  while (count_ > 0) none_.Wait(mutex_);
}

}  // namespace net
