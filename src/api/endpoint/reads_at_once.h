// Bounds the number of large answers that are made at the same time.
//
// If all rows are in memory, a handler never waits, so each thread makes one answer at a time. But
// while a handler waits for rows from the disk, others begin. Without a bound, thousands of
// requests could each hold the rows of a large answer. A few are enough to keep the disk busy.
#pragma once

#include <cstddef>
#include <deque>

#include "base/mutex.h"
#include "run/event.h"

namespace api {

// Thread-safe.
class ReadsAtOnce {
 public:
  // `bytes_max` bounds the sum of the largest possible sizes of all answers that are being made.
  explicit ReadsAtOnce(size_t bytes_max) : bytes_max_(bytes_max) {}
  ReadsAtOnce(const ReadsAtOnce&) = delete;
  ReadsAtOnce& operator=(const ReadsAtOnce&) = delete;

  // The permission to make one answer, for as long as the object lives.
  class Turn {
   public:
    // Blocks until the answer may be made; in the order of arrival. `bytes`: the largest possible
    // size of the answer; 0: it is small, and does not wait.
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
