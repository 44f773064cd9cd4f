// Work in the background: one thread that does a piece at a time, beside the requests.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/statistic.h"

namespace run {

// Thread-safe, but for Step, which one thread calls at a time.
class Job {
 public:
  using Duration = std::chrono::microseconds;
  struct Options {
    std::string name;          // in its statistics: "index-builds"
    const base::Clock& clock;  // outlives the job
    // Whether there were requests since this was asked last, on the job's thread; null: never.
    std::function<bool()> busy = {};
    // How long the job rests for the time that a piece took, while there are requests.
    double rest_per_work = 0;
  };
  // Does a piece of the work, which should take a few milliseconds. Returns how long there is
  // nothing to do; zero: there is more, or it is not known; nullopt: until Wake.
  using Piece = std::function<std::optional<Duration>()>;

  Job(Options options, Piece piece);
  ~Job();  // stops it
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  // From Start to Stop a thread does one piece after another. Stop returns once the piece that is
  // under way is done. A stopped job may be started again.
  void Start();
  void Stop();

  // There is something to do: a piece is done soon, whatever the last one said. A rest is not cut
  // short.
  void Wake();

  // For the piece that is being done: no other begins before so much time has passed, whoever wakes
  // the job.
  void RestAfterwards(Duration rest) { rest_ = std::max(rest_, rest); }

  // Does one piece, unless the job rests. Returns how long it has nothing to do, as a piece does.
  // For the thread of Start, and for tests, which move the clock.
  std::optional<Duration> Step();

  // Labelled with the job's name.
  std::vector<base::Statistic> Statistics() const;

 private:
  void Run();

  const Options options_;
  const Piece piece_;
  // Of the thread that calls Step.
  Duration rest_{};  // that the piece asked for
  base::MonotonicTime rests_until_;

  std::atomic<uint64_t> pieces_{0};
  std::atomic<int64_t> worked_{0};  // in microseconds

  base::Mutex mutex_;
  base::CondVar changed_;
  bool woken_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace run
