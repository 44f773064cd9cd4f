// When the requests of an open loop are to be sent: evenly spaced, whatever the server does. A
// latency is measured from there, so that a request that could not be sent in time, since all
// connections waited for a slow server, is as late as its sender would have found it ("coordinated
// omission" is what leaving this out is called).
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>

namespace load {

using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

class Schedule {
 public:
  // `per_second` above zero.
  Schedule(SteadyTime start, double per_second)
      : start_(start), nanoseconds_each_(1e9 / per_second) {}

  // Of the request before which `n` others are due: the first is due at the start.
  SteadyTime Due(uint64_t n) const {
    return start_ + std::chrono::nanoseconds(static_cast<int64_t>(
                        std::ceil(static_cast<double>(n) * nanoseconds_each_)));
  }

  // How many are due at `now` or before.
  uint64_t CountDue(SteadyTime now) const {
    if (now < start_) return 0;
    auto n = static_cast<uint64_t>(static_cast<double>((now - start_).count()) / nanoseconds_each_);
    // What rounding does to it: Due and this must agree on each.
    while (Due(n) <= now) ++n;
    while (n > 0 && Due(n - 1) > now) --n;
    return n;
  }

 private:
  const SteadyTime start_;
  const double nanoseconds_each_;
};

}  // namespace load
