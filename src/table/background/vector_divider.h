// Divides groups of vector indexes that have grown, and their lists: a job, beside the requests
// (run/job.h).
//
// It learns from the cache what there is to do (cache.h): from each write, and, when a group is
// looked at first after a restart, from what the store says is under way. Several works take turns,
// a step each. While there are requests it rests a part of the time that it works.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/statistic.h"
#include "run/backoff.h"
#include "run/job.h"
#include "table/background/parts.h"
#include "table/vector/cache.h"

namespace table::background {

// Safe from any thread, but Step: by one at a time. It is the listener of its items' vector cache.
class VectorDivider {
 public:
  using Parts = background::Parts;
  explicit VectorDivider(Parts parts);
  ~VectorDivider();  // stops it
  VectorDivider(const VectorDivider&) = delete;
  VectorDivider& operator=(const VectorDivider&) = delete;

  // As the job's.
  void Start() { job_.Start(); }
  void Stop() { job_.Stop(); }
  // Does one step, if it is time for one; nullopt: nothing to do until there is work. What fails is
  // tried again later.
  std::optional<std::chrono::microseconds> Step() { return job_.Step(); }

  std::vector<base::Statistic> Statistics() const;

 private:
  using Duration = std::chrono::microseconds;
  struct Task {
    vector::VectorWork work;
    std::string cursor;
    run::Backoff backoff;
  };

  std::optional<Duration> DoPiece();
  void Add(const vector::VectorWork& work);
  std::optional<Task> Take();
  // Whether there is more of it.
  base::Result<bool> DoSome(Task* task);

  const Parts parts_;
  std::atomic<uint64_t> steps_{0};

  mutable base::Mutex mutex_;
  std::deque<Task> tasks_ GUARDED_BY(mutex_);
  std::set<vector::VectorWork> known_ GUARDED_BY(mutex_);
  run::Job job_;
};

}  // namespace table::background
