// How many reads with large answers are made at a time.
//
// A handler that finds its rows in memory never waits, so that each thread makes one answer at a
// time. Rows that come from the disk are waited for, and meanwhile others begin: without a bound,
// each of thousands of requests could hold the rows of a large answer. The disk is busy with a few.
#pragma once

#include <cstddef>
#include <deque>

#include "base/mutex.h"
#include "run/event.h"

namespace api {

// Thread-safe.
class ReadsAtOnce {
 public:
  // `bytes_max`: of all answers that are made at a time, were each as large as it may be.
  explicit ReadsAtOnce(size_t bytes_max) : bytes_max_(bytes_max) {}
  ReadsAtOnce(const ReadsAtOnce&) = delete;
  ReadsAtOnce& operator=(const ReadsAtOnce&) = delete;

  // One answer, from when it may be made, which its construction waits for, in order of arrival, to
  // when it is made.
  class Turn {
   public:
    // `bytes`: as large as it may be; 0: it is small, and waits for nothing.
    Turn(ReadsAtOnce* reads, size_t bytes);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    ReadsAtOnce* const reads_;
    const size_t bytes_;
  };

 private:
  struct Waiting {
    run::Event* event;
    size_t bytes;
  };

  const size_t bytes_max_;
  base::Mutex mutex_;
  size_t bytes_ GUARDED_BY(mutex_) = 0;
  std::deque<Waiting> waiting_ GUARDED_BY(mutex_);
};

}  // namespace api
