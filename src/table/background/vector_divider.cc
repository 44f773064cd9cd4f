#include "table/background/vector_divider.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "table/background/vector_division.h"

namespace table::background {
namespace {

using std::chrono::milliseconds;

// Taken anew for each step, and so much longer than any takes.
constexpr milliseconds kLeaseDuration{60'000};
// How long to rest for the time that was worked, while there are requests: a third, since lists
// that grow faster than they are divided make searches slow.
constexpr int kWorkPerRest = 3;
// After a failure: conflicts are over soon, a full disk is not.
constexpr milliseconds kRetryMin{10};
constexpr milliseconds kRetryMax{10'240};
// Works that are remembered; what is not told now is told by a later write or search.
constexpr size_t kJobsMax = 100'000;
constexpr int kQuietFailuresMax = 5;

struct Place {
  TablePtr table;
  const IndexDescription* index = nullptr;
};

Place PlaceOf(const catalog::Catalog& catalog, kv::ShardId shard) {
  for (const TablePtr& table : catalog.All()) {
    for (const IndexDescription& index : table->vector_indexes) {
      const bool has =
          std::ranges::find(index.partitions, shard, &Partition::shard) != index.partitions.end();
      if (has && index.IsKept() && table->status != TableStatus::kDeleting) return {table, &index};
    }
  }
  return {};
}

}  // namespace

VectorDivider::VectorDivider(Parts parts) : parts_(std::move(parts)) {
  parts_.items.vectors().OnWork([this](const vector::VectorWork& work) { Add(work); });
}

VectorDivider::~VectorDivider() {
  Stop();
  parts_.items.vectors().OnWork(nullptr);
}

void VectorDivider::Start() {
  thread_ = std::thread([this] { Run(); });
}

void VectorDivider::Stop() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    woken_.NotifyOne();
  }
  if (thread_.joinable()) thread_.join();
  base::MutexLock lock(mutex_);
  stopping_ = false;
}

void VectorDivider::Add(const vector::VectorWork& work) {
  base::MutexLock lock(mutex_);
  if (known_.size() >= kJobsMax || !known_.insert(work).second) return;
  jobs_.push_back({.work = work, .cursor = {}});
  woken_.NotifyOne();
}

std::optional<VectorDivider::Job> VectorDivider::Take() {
  base::MutexLock lock(mutex_);
  if (jobs_.empty()) return std::nullopt;
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  return job;
}

void VectorDivider::Run() {
  for (;;) {
    const std::optional<Duration> idle = Step();
    base::MutexLock lock(mutex_);
    if (!stopping_ && !idle && jobs_.empty()) woken_.Wait(mutex_);
    if (!stopping_ && idle && *idle > Duration::zero()) woken_.WaitFor(mutex_, *idle);
    if (stopping_) return;
  }
}

std::optional<VectorDivider::Duration> VectorDivider::Step() {
  const base::MonotonicTime began = parts_.clock.Monotonic();
  if (began < rests_until_) return rests_until_ - began;
  std::optional<Job> job = Take();
  if (!job) return std::nullopt;
  steps_.fetch_add(1, std::memory_order_relaxed);
  const auto more = DoSome(&*job);
  if (more.ok()) job->failures = 0;
  const base::MonotonicTime ended = parts_.clock.Monotonic();
  const bool busy = parts_.busy && parts_.busy();
  rests_until_ = busy ? ended + (ended - began) / kWorkPerRest : ended;
  if (!more.ok()) Failed(more.error(), &*job);
  base::MutexLock lock(mutex_);
  known_.erase(job->work);
  const bool goes_on = more.ok() ? *more : more.error().code != base::ErrorCode::kNotFound;
  // What is begun comes first: while a list is being divided it is searched besides its parts.
  if (goes_on && known_.insert(job->work).second) jobs_.push_front(*std::move(job));
  return std::max(rests_until_ - ended, Duration::zero());
}

base::Result<bool> VectorDivider::DoSome(Job* job) {
  const Place place = PlaceOf(parts_.catalog, job->work.group.shard);
  if (place.index == nullptr) return false;
  TRY_ASSIGN(const bool acquired,
             parts_.store.AcquireLease(VectorDivisionKey(place.table->id, place.index->number),
                                       parts_.holder, kLeaseDuration));
  // Another server does it.
  if (!acquired) return false;
  return DivideSome(parts_.store, parts_.items, *place.table, *place.index, job->work,
                    parts_.holder, &job->cursor);
}

void VectorDivider::Failed(const base::Error& error, Job* job) {
  ++job->failures;
  milliseconds wait = kRetryMin;
  for (int i = 1; i < job->failures && wait < kRetryMax; ++i) wait *= 2;
  rests_until_ = std::max(rests_until_, parts_.clock.Monotonic() + std::min(wait, kRetryMax));
  const bool ordinary =
      error.code == base::ErrorCode::kConflict || error.code == base::ErrorCode::kNotFound;
  if (ordinary && job->failures <= kQuietFailuresMax) return;
  base::LogWarning("dividing a vector index: " + error.message + "; trying again");
}

std::vector<base::Statistic> VectorDivider::Statistics() const {
  using Kind = base::Statistic::Kind;
  size_t jobs = 0;
  {
    base::MutexLock lock(mutex_);
    jobs = known_.size();
  }
  return {{"vector_divisions", "Groups and lists of vector indexes to be divided.", Kind::kGauge,
           static_cast<double>(jobs)},
          {"vector_division_steps_total", "Steps made to divide them.", Kind::kCounter,
           static_cast<double>(steps_.load(std::memory_order_relaxed))}};
}

}  // namespace table::background
