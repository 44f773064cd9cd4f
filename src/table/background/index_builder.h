// Makes indexes that were added to tables whole: a job, beside the requests (run/job.h).
//
// It goes on where it, or another before a crash, was (table/background/index_backfill.h). Several
// indexes take turns, a chunk each, so that what it needs does not grow with their number or size.
// While there are requests it rests as long as it works.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/statistic.h"
#include "run/job.h"
#include "table/background/parts.h"
#include "table/table.h"

namespace table::background {

// Safe from any thread, but Step: by one at a time. It is the listener of its catalog's changes.
class IndexBuilder {
 public:
  using Parts = background::Parts;
  explicit IndexBuilder(Parts parts);
  ~IndexBuilder();  // stops it
  IndexBuilder(const IndexBuilder&) = delete;
  IndexBuilder& operator=(const IndexBuilder&) = delete;

  // As the job's. What is not built when it stops goes on when it is started again.
  void Start() { job_.Start(); }
  void Stop();
  // Does one chunk, if it is time for one; nullopt: nothing to do until the catalog changes. What
  // fails is tried again later.
  std::optional<std::chrono::microseconds> Step() { return job_.Step(); }

  std::vector<base::Statistic> Statistics() const;

 private:
  struct Build;
  using Duration = std::chrono::microseconds;

  // A chunk of the build whose turn it is.
  std::optional<Duration> DoPiece();
  // Finds what there is to build, if the catalog has changed.
  void FindBuilds();
  std::unique_ptr<Build> BuildOf(const TableDescription& table, const IndexDescription& index);
  // The next one in turn whose time has come; null if there is none.
  Build* NextDue(base::MonotonicTime now);
  std::optional<Duration> UntilNextDue(base::MonotonicTime now) const;
  base::Status FillSome(Build* build);
  base::Status Activate(const Build& build);
  void Failed(const base::Error& error, Build* build);

  const Parts parts_;
  // Of the job.
  std::vector<std::unique_ptr<Build>> builds_;
  size_t turn_ = 0;

  std::atomic<bool> catalog_changed_{true};
  std::atomic<size_t> build_count_{0};
  std::atomic<uint64_t> items_{0};
  std::atomic<uint64_t> entries_{0};
  run::Job job_;
};

}  // namespace table::background
