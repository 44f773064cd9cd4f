#include "table/background/vector_divider.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "table/background/vector_division.h"

namespace table::background {
namespace {

using std::chrono::milliseconds;

// Taken anew for each step, and so much longer than any takes.
constexpr milliseconds kLeaseDuration{60'000};
// A third, since lists that grow faster than they are divided make searches slow.
constexpr double kRestPerWork = 1.0 / 3;
// Works that are remembered; what is not told now is told by a later write or search.
constexpr size_t kTasksMax = 100'000;

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

VectorDivider::VectorDivider(Parts parts)
    : parts_(std::move(parts)),
      job_({.name = "vector-divisions",
            .clock = parts_.clock,
            .busy = parts_.busy,
            .rest_per_work = kRestPerWork},
           [this] { return DoPiece(); }) {
  parts_.items.vectors().OnWork([this](const vector::VectorWork& work) { Add(work); });
}

VectorDivider::~VectorDivider() {
  Stop();
  parts_.items.vectors().OnWork(nullptr);
}

void VectorDivider::Add(const vector::VectorWork& work) {
  {
    base::MutexLock lock(mutex_);
    if (known_.size() >= kTasksMax || !known_.insert(work).second) return;
    tasks_.push_back({.work = work, .cursor = {}, .backoff = {}});
  }
  job_.Wake();
}

std::optional<VectorDivider::Task> VectorDivider::Take() {
  base::MutexLock lock(mutex_);
  if (tasks_.empty()) return std::nullopt;
  Task task = std::move(tasks_.front());
  tasks_.pop_front();
  return task;
}

std::optional<VectorDivider::Duration> VectorDivider::DoPiece() {
  std::optional<Task> task = Take();
  if (!task) return std::nullopt;
  steps_.fetch_add(1, std::memory_order_relaxed);
  const auto more = DoSome(&*task);
  if (more.ok()) {
    task->backoff.Succeeded();
  } else {
    job_.RestAfterwards(task->backoff.Failed());
    LogFailure("dividing a vector index", more.error(), task->backoff);
  }
  base::MutexLock lock(mutex_);
  known_.erase(task->work);
  const bool goes_on = more.ok() ? *more : more.error().code != base::ErrorCode::kNotFound;
  // What is begun comes first: while a list is being divided it is searched besides its parts.
  if (goes_on && known_.insert(task->work).second) tasks_.push_front(*std::move(task));
  return Duration::zero();
}

base::Result<bool> VectorDivider::DoSome(Task* task) {
  const Place place = PlaceOf(parts_.catalog, task->work.group.shard);
  if (place.index == nullptr) return false;
  TRY_ASSIGN(const bool acquired,
             parts_.store.AcquireLease(VectorDivisionKey(place.table->id, place.index->number),
                                       parts_.holder, kLeaseDuration));
  // Another server does it.
  if (!acquired) return false;
  return DivideSome(parts_.store, parts_.items, *place.table, *place.index, task->work,
                    parts_.holder, &task->cursor);
}

std::vector<base::Statistic> VectorDivider::Statistics() const {
  using Kind = base::Statistic::Kind;
  size_t tasks = 0;
  {
    base::MutexLock lock(mutex_);
    tasks = known_.size();
  }
  std::vector<base::Statistic> all = {
      {"vector_divisions", "Groups and lists of vector indexes to be divided.", Kind::kGauge,
       static_cast<double>(tasks)},
      {"vector_division_steps_total", "Steps made to divide them.", Kind::kCounter,
       static_cast<double>(steps_.load(std::memory_order_relaxed))}};
  std::ranges::move(job_.Statistics(), std::back_inserter(all));
  return all;
}

}  // namespace table::background
