#include "table/background/index_builder.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "kv/held_lease.h"
#include "run/backoff.h"
#include "table/background/index_backfill.h"
#include "table/catalog/schema_gate.h"
#include "table/system_keys.h"

namespace table::background {
namespace {

using std::chrono::milliseconds;

// Longer than any chunk takes, and short enough that another server soon goes on where one broke
// down.
constexpr milliseconds kLeaseDuration{30'000};

// A chunk competes with requests for the disk and for one processor: it takes half of one at most.
constexpr double kRestPerWork = 1;

// Conflicts are over soon.
constexpr milliseconds kConflictRetryMax{80};

constexpr base::MonotonicTime kNever = base::MonotonicTime::max();

}  // namespace

// One index that is being filled.
struct IndexBuilder::Build {
  Build(const TableDescription& description, const IndexDescription& index)
      : name_space(description.name_space),
        table(description.name),
        table_id(description.id),
        number(index.number),
        lease(IndexBuildKey(table_id, number), kLeaseDuration) {}

  Namespace name_space;
  std::string table;
  std::string table_id;
  uint32_t number = 0;

  kv::HeldLease lease;
  bool writers_know = false;  // no write goes on that does not keep the index
  base::MonotonicTime due{};
  run::Backoff backoff;

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

IndexBuilder::IndexBuilder(Parts parts)
    : parts_(std::move(parts)),
      job_({.name = "index-builds",
            .clock = parts_.clock,
            .busy = parts_.busy,
            .rest_per_work = kRestPerWork},
           [this] { return DoPiece(); }) {
  parts_.catalog.OnChange([this] {
    catalog_changed_ = true;
    job_.Wake();
  });
}

IndexBuilder::~IndexBuilder() {
  Stop();
  parts_.catalog.OnChange(nullptr);
}

void IndexBuilder::Stop() {
  job_.Stop();
  for (const auto& build : std::exchange(builds_, {})) {
    build->lease.GiveUp(parts_.store, parts_.holder);
  }
  catalog_changed_ = true;
}

void IndexBuilder::FindBuilds() {
  if (!catalog_changed_.exchange(false)) return;
  std::vector<std::unique_ptr<Build>> builds;
  for (const TablePtr& table : parts_.catalog.All()) {
    for (const auto* indexes : table->OnlineIndexes()) {
      for (const IndexDescription& index : *indexes) {
        if (index.IsBuilding()) builds.push_back(BuildOf(*table, index));
      }
    }
  }
  for (const auto& ended : builds_) {
    if (ended) ended->lease.GiveUp(parts_.store, parts_.holder);
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
  return std::make_unique<Build>(table, index);
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

std::optional<IndexBuilder::Duration> IndexBuilder::DoPiece() {
  FindBuilds();
  const base::MonotonicTime now = parts_.clock.Monotonic();
  Build* build = NextDue(now);
  if (build == nullptr) return UntilNextDue(now);
  const base::Status filled = FillSome(build);
  if (filled.ok()) {
    build->backoff.Succeeded();
  } else {
    Failed(filled.error(), build);
  }
  return Duration::zero();
}

void IndexBuilder::Failed(const base::Error& error, Build* build) {
  const bool conflict = error.code == base::ErrorCode::kConflict;
  build->due = parts_.clock.Monotonic() +
               build->backoff.Failed(conflict ? kConflictRetryMax : run::Backoff::kMax);
  LogFailure("filling an index of table " + build->table, error, build->backoff);
}

base::Status IndexBuilder::FillSome(Build* build) {
  const TablePtr table = parts_.catalog.Find(build->name_space, build->table);
  const IndexDescription* index = table == nullptr ? nullptr : build->FindIn(*table);
  if (index == nullptr) {  // the catalog has told of it, or is about to
    build->due = kNever;
    return {};
  }
  const base::MonotonicTime now = parts_.clock.Monotonic();
  TRY_ASSIGN(const bool held, build->lease.Hold(parts_.store, parts_.holder, now));
  if (!held) {  // another server builds the index
    build->due = now + build->lease.Renewal();
    return {};
  }
  if (!build->writers_know) {
    table->gate->WaitForOlder();
    build->writers_know = true;
  }
  const auto chunk = BackfillNext(parts_.store, parts_.items, *table, *index, parts_.holder);
  if (!chunk.ok()) {
    if (chunk.error().code == base::ErrorCode::kConflict) build->lease.Doubt();
    if (chunk.error().code != base::ErrorCode::kNotFound) return chunk.error();
    // It was ended, and the catalog does not know: another server did, or the answer was lost.
    TRY(parts_.catalog.Refresh(build->name_space, build->table));
    return chunk.error();
  }
  items_.fetch_add(chunk->items, std::memory_order_relaxed);
  entries_.fetch_add(chunk->entries, std::memory_order_relaxed);
  return chunk->more ? base::Status() : Activate(*build);
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
  std::vector<base::Statistic> all = {
      {"index_builds", "Indexes that are being filled.", Kind::kGauge, figure(build_count_)},
      {"index_build_items_total", "Items looked at to fill indexes.", Kind::kCounter,
       figure(items_)},
      {"index_build_entries_total", "Entries made to fill indexes.", Kind::kCounter,
       figure(entries_)}};
  std::ranges::move(job_.Statistics(), std::back_inserter(all));
  return all;
}

}  // namespace table::background
