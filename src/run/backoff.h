// How long to wait after a failure: twice as long after each, within bounds.
#pragma once

#include <algorithm>
#include <chrono>

namespace run {

// Not thread-safe.
class Backoff {
 public:
  using Duration = std::chrono::milliseconds;
  // A busy neighbour is gone soon, a full disk is not.
  static constexpr Duration kMin{10};
  static constexpr Duration kMax{10'240};

  // After one more failure. `most`: of the wait.
  Duration Failed(Duration most = kMax) {
    ++failures_;
    Duration wait = kMin;
    for (int i = 1; i < failures_ && wait < most; ++i) wait *= 2;
    return std::min(wait, most);
  }
  void Succeeded() { failures_ = 0; }

  int failures() const { return failures_; }  // in a row

 private:
  int failures_ = 0;
};

}  // namespace run
