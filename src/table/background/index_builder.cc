#include "table/background/index_builder.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "table/background/index_backfill.h"
#include "table/catalog/schema_gate.h"
#include "table/system_keys.h"

namespace table::background {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// Longer than any chunk takes, and short enough that another server soon goes on where one broke
// down. Prolonged when a third of it has passed, which leaves time for failures.
constexpr milliseconds kLeaseDuration{30'000};
constexpr milliseconds kLeaseRenewal = kLeaseDuration / 3;

// How long to rest for the time that was worked, while there are requests: a chunk competes with
// them for the disk and for one processor, and so takes half of one at most.
constexpr int kRestPerWork = 1;

// After a failure: conflicts are over soon, a full disk is not.
constexpr milliseconds kRetryMin{10};
constexpr milliseconds kConflictRetryMax{80};
constexpr milliseconds kRetryMax{10'240};

// Failures of the ordinary kinds are told if there are so many in a row.
constexpr int kQuietFailuresMax = 5;

constexpr base::MonotonicTime kNever = base::MonotonicTime::max();

milliseconds RetryAfter(const base::Error& error, int failures) {
  const milliseconds most =
      error.code == base::ErrorCode::kConflict ? kConflictRetryMax : kRetryMax;
  milliseconds wait = kRetryMin;
  for (int i = 1; i < failures && wait < most; ++i) wait *= 2;
  return std::min(wait, most);
}

}  // namespace

// One index that is being filled.
struct IndexBuilder::Build {
  Namespace name_space;
  std::string table;
  std::string table_id;
  uint32_t number = 0;

  bool writers_know = false;              // no write goes on that does not keep the index
  base::MonotonicTime lease_ends_soon{};  // when to prolong it; not held before the first time
  base::MonotonicTime due{};
  int failures = 0;  // in a row

  std::string lease() const { return IndexBuildKey(table_id, number); }
  bool Is(const TableDescription& description, const IndexDescription& index) const {
    return description.id == table_id && index.number == number && index.IsBuilding();
  }
  const IndexDescription* FindIn(const TableDescription& description) const {
    for (const auto* indexes : description.OnlineIndexes()) {
      const auto index = std::ranges::find_if(
          *indexes, [&](const IndexDescription& one) { return Is(description, one); });
      if (index != indexes->end()) return &*index;
    }
    return nullptr;
  }
};

IndexBuilder::IndexBuilder(Parts parts) : parts_(std::move(parts)) {
  parts_.catalog.OnChange([this] { Wake(); });
}

IndexBuilder::~IndexBuilder() {
  Stop();
  parts_.catalog.OnChange(nullptr);
}

void IndexBuilder::Start() {
  thread_ = std::thread([this] { Run(); });
}

void IndexBuilder::Stop() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    woken_.NotifyOne();
  }
  if (thread_.joinable()) thread_.join();
  for (const auto& build : std::exchange(builds_, {})) GiveUp(*build);
  base::MutexLock lock(mutex_);
  stopping_ = false;
  changed_ = true;
}

void IndexBuilder::Wake() {
  base::MutexLock lock(mutex_);
  changed_ = true;
  woken_.NotifyOne();
}

void IndexBuilder::Run() {
  for (;;) {
    const std::optional<Duration> idle = Step();
    base::MutexLock lock(mutex_);
    if (!stopping_ && !changed_) {
      if (!idle) {
        woken_.Wait(mutex_);
      } else if (*idle > Duration::zero()) {
        woken_.WaitFor(mutex_, *idle);
      }
    }
    if (stopping_) return;
  }
}

void IndexBuilder::FindBuilds() {
  {
    base::MutexLock lock(mutex_);
    if (!std::exchange(changed_, false)) return;
  }
  std::vector<std::unique_ptr<Build>> builds;
  for (const TablePtr& table : parts_.catalog.All()) {
    for (const auto* indexes : table->OnlineIndexes()) {
      for (const IndexDescription& index : *indexes) {
        if (index.IsBuilding()) builds.push_back(BuildOf(*table, index));
      }
    }
  }
  for (const auto& ended : builds_) {
    if (ended) GiveUp(*ended);
  }
  builds_ = std::move(builds);
  build_count_.store(builds_.size(), std::memory_order_relaxed);
}

// The one that is known, or a new one.
std::unique_ptr<IndexBuilder::Build> IndexBuilder::BuildOf(const TableDescription& table,
                                                           const IndexDescription& index) {
  const auto known = std::ranges::find_if(
      builds_, [&](const auto& build) { return build && build->Is(table, index); });
  if (known != builds_.end()) return std::move(*known);
  auto build = std::make_unique<Build>();
  build->name_space = table.name_space;
  build->table = table.name;
  build->table_id = table.id;
  build->number = index.number;
  return build;
}

void IndexBuilder::GiveUp(const Build& build) {
  // If this fails, the lease ends by itself.
  static_cast<void>(parts_.store.ReleaseLease(build.lease(), parts_.holder));
}

IndexBuilder::Build* IndexBuilder::NextDue(base::MonotonicTime now) {
  for (size_t i = 0; i < builds_.size(); ++i) {
    turn_ = (turn_ + 1) % builds_.size();
    if (builds_[turn_]->due <= now) return builds_[turn_].get();
  }
  return nullptr;
}

std::optional<IndexBuilder::Duration> IndexBuilder::UntilNextDue(base::MonotonicTime now) const {
  const auto next = std::ranges::min_element(
      builds_, [](const auto& a, const auto& b) { return a->due < b->due; });
  if (next == builds_.end() || (*next)->due == kNever) return std::nullopt;
  return std::max((*next)->due - now, Duration::zero());
}

std::optional<IndexBuilder::Duration> IndexBuilder::Step() {
  FindBuilds();
  const base::MonotonicTime began = parts_.clock.Monotonic();
  if (began < rests_until_) return rests_until_ - began;
  Build* build = NextDue(began);
  if (build == nullptr) return UntilNextDue(began);

  const base::Status filled = FillSome(build);
  if (filled.ok()) {
    build->failures = 0;
  } else {
    Failed(filled.error(), build);
  }
  const base::MonotonicTime ended = parts_.clock.Monotonic();
  const bool busy = parts_.busy && parts_.busy();
  rests_until_ = busy ? ended + kRestPerWork * (ended - began) : ended;
  return rests_until_ - ended;
}

void IndexBuilder::Failed(const base::Error& error, Build* build) {
  ++build->failures;
  build->due = parts_.clock.Monotonic() + RetryAfter(error, build->failures);
  // Somebody was quicker, or the build was ended.
  const bool ordinary =
      error.code == base::ErrorCode::kConflict || error.code == base::ErrorCode::kNotFound;
  if (ordinary && build->failures <= kQuietFailuresMax) return;
  base::LogWarning("filling an index of table " + build->table + ": " + error.message +
                   "; trying again");
}

base::Status IndexBuilder::FillSome(Build* build) {
  const TablePtr table = parts_.catalog.Find(build->name_space, build->table);
  const IndexDescription* index = table == nullptr ? nullptr : build->FindIn(*table);
  if (index == nullptr) {  // the catalog has told of it, or is about to
    build->due = kNever;
    return {};
  }
  TRY_ASSIGN(const bool has_lease, HasLease(build));
  if (!has_lease) return {};
  if (!build->writers_know) {
    table->gate->WaitForOlder();
    build->writers_know = true;
  }
  const auto chunk = BackfillNext(parts_.store, parts_.items, *table, *index, parts_.holder);
  if (!chunk.ok()) {
    if (chunk.error().code == base::ErrorCode::kConflict) build->lease_ends_soon = {};
    if (chunk.error().code != base::ErrorCode::kNotFound) return chunk.error();
    // It was ended, and the catalog does not know: another server did, or the answer was lost.
    TRY(parts_.catalog.Refresh(build->name_space, build->table));
    return chunk.error();
  }
  items_.fetch_add(chunk->items, std::memory_order_relaxed);
  entries_.fetch_add(chunk->entries, std::memory_order_relaxed);
  return chunk->more ? base::Status() : Activate(*build);
}

// False if another server has it, which then builds the index.
base::Result<bool> IndexBuilder::HasLease(Build* build) {
  const base::MonotonicTime now = parts_.clock.Monotonic();
  if (now < build->lease_ends_soon) return true;
  TRY_ASSIGN(const bool acquired,
             parts_.store.AcquireLease(build->lease(), parts_.holder, kLeaseDuration));
  if (acquired) {
    build->lease_ends_soon = now + kLeaseRenewal;
  } else {
    build->due = now + kLeaseRenewal;
  }
  return acquired;
}

base::Status IndexBuilder::Activate(const Build& build) {
  const auto activate = [&](TableDescription* table) -> base::Status {
    for (auto* indexes : table->OnlineIndexes()) {
      for (IndexDescription& index : *indexes) {
        if (!build.Is(*table, index)) continue;
        index.status = IndexStatus::kActive;
        index.backfilling = false;
        return {};
      }
    }
    return base::NotFound("the index is not being filled any more");
  };
  const auto activated =
      parts_.catalog.Update(build.name_space, build.table, activate, /*quietly=*/true);
  if (activated.ok() || activated.error().code == base::ErrorCode::kNotFound) return {};
  return activated.error();
}

std::vector<base::Statistic> IndexBuilder::Statistics() const {
  using Kind = base::Statistic::Kind;
  const auto figure = [](const auto& count) {
    return static_cast<double>(count.load(std::memory_order_relaxed));
  };
  return {{"index_builds", "Indexes that are being filled.", Kind::kGauge, figure(build_count_)},
          {"index_build_items_total", "Items looked at to fill indexes.", Kind::kCounter,
           figure(items_)},
          {"index_build_entries_total", "Entries made to fill indexes.", Kind::kCounter,
           figure(entries_)}};
}

}  // namespace table::background
