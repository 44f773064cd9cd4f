// The interface of clocks. Code that needs the time is given a Clock, so that tests can move it.
#pragma once

#include <atomic>
#include <chrono>

namespace base {

using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
using MonotonicTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime Now() const = 0;             // may be set back; for times that clients see
  virtual MonotonicTime Monotonic() const = 0;  // never goes back; for durations
};

class SystemClock final : public Clock {
 public:
  WallTime Now() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now());
  }
  MonotonicTime Monotonic() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now());
  }
};

// A clock for tests: stands still until Advance moves it.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::chrono::microseconds since_epoch = std::chrono::hours(24 * 365 * 50))
      : micros_(since_epoch.count()) {}
  WallTime Now() const override { return WallTime(std::chrono::microseconds(micros_.load())); }
  MonotonicTime Monotonic() const override {
    return MonotonicTime(std::chrono::microseconds(micros_.load()));
  }
  void Advance(std::chrono::microseconds by) { micros_ += by.count(); }

 private:
  std::atomic<int64_t> micros_;
};

}  // namespace base
