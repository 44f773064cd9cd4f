#include "kv/rocksdb/reclaimer.h"

#include <rocksdb/convenience.h>
#include <rocksdb/experimental.h>

#include <chrono>
#include <limits>
#include <utility>

#include "base/log.h"
#include "kv/rocksdb/error.h"
#include "kv/rocksdb/own_records.h"

namespace kv::rocks {
namespace {

// Between looks at a shard that is still being read.
constexpr std::chrono::milliseconds kLookAgainAfter{100};
// After a failure, each of which is worth a line in the log.
constexpr std::chrono::seconds kRetryAfter{5};

}  // namespace

Reclaimer::Reclaimer(const Database& database, Committer& committer)
    : database_(database), committer_(committer), thread_([this] { Work(); }) {}

Reclaimer::~Reclaimer() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyOne();
  thread_.join();
}

void Reclaimer::Drop(ShardTable::ShardPointer shard) {
  {
    base::MutexLock lock(mutex_);
    trims_.erase(shard->id);
    drops_.push_back(std::move(shard));
  }
  changed_.NotifyOne();
}

void Reclaimer::Trim(ShardId shard, LogPosition up_to) {
  {
    base::MutexLock lock(mutex_);
    LogPosition& position = trims_[shard];
    position = std::max(position, up_to);
  }
  changed_.NotifyOne();
}

size_t Reclaimer::dropped_shards() const {
  base::MutexLock lock(mutex_);
  return drops_.size();
}

bool Reclaimer::IsDropped(ShardId shard) const {
  base::MutexLock lock(mutex_);
  for (const auto& drop : drops_) {
    if (drop->id == shard) return true;
  }
  return false;
}

void Reclaimer::Work() {
  for (;;) {
    ShardTable::ShardPointer shard;
    std::map<ShardId, LogPosition> trims;
    {
      base::MutexLock lock(mutex_);
      while (drops_.empty() && trims_.empty() && !stopping_) changed_.Wait(mutex_);
      if (stopping_) return;
      trims.swap(trims_);
      if (!drops_.empty()) shard = drops_.front();
    }
    TrimAll(trims);
    if (shard == nullptr) continue;

    // Two: the queue's and this one.
    const bool is_read = shard.use_count() > 2;
    const bool done = !is_read && Reclaim(*shard);
    base::MutexLock lock(mutex_);
    drops_.pop_front();
    if (done) continue;
    drops_.push_back(std::move(shard));
    if (!stopping_) changed_.WaitFor(mutex_, is_read ? kLookAgainAfter : kRetryAfter);
  }
}

void Reclaimer::TrimAll(const std::map<ShardId, LogPosition>& trims) {
  for (const auto& [shard, up_to] : trims) {
    const auto deleted = DeleteTables({Column::kLog, LogBetween(shard, {}, up_to)});
    if (!deleted.ok()) base::LogWarning(deleted.error().message);
  }
}

std::vector<Reclaimer::Range> Reclaimer::RangesOf(const Shard& shard) {
  const LogPosition last{std::numeric_limits<uint64_t>::max()};
  std::vector<Range> ranges = {{Column::kLog, LogBetween(shard.id, {}, last)}};
  if (shard.split) return ranges;  // the rows are others'
  for (const Family family :
       {Family::kMeta, Family::kItem, Family::kLocalIndex, Family::kGlobalIndex}) {
    RowRange rows = RowsBetween(shard.space, family, shard.begin, shard.end);
    if (!rows.empty()) ranges.push_back({ColumnOf(family), std::move(rows)});
  }
  return ranges;
}

base::Status Reclaimer::DeleteTables(const Range& range) {
  const rocksdb::Slice begin(range.rows.begin);
  const rocksdb::Slice end(range.rows.end);
  const rocksdb::RangePtr pointers(&begin, &end);
  return ToStatus(rocksdb::DeleteFilesInRanges(database_.db(), database_.column(range.column),
                                               &pointers, 1, /*include_end=*/false),
                  "deleting the tables of a dropped range");
}

bool Reclaimer::Reclaim(const Shard& shard) {
  const std::vector<Range> ranges = RangesOf(shard);
  base::Status status;
  for (const Range& range : ranges) {
    if (status.ok()) status = DeleteTables(range);
  }
  if (status.ok()) {
    status = committer_.Apply([&](Committer::Change& change) -> base::Status {
      for (const auto& [column, rows] : ranges) {
        TRY(ToStatus(change.batch.DeleteRange(database_.column(column), rows.begin, rows.end),
                     "deleting a range"));
      }
      return ToStatus(change.batch.Delete(database_.column(Column::kOwn), DropKey(shard.id)),
                      "forgetting a drop");
    });
  }
  if (!status.ok()) {
    base::LogWarning("reclaiming shard " + std::to_string(shard.id.value) + ": " +
                     status.error().message);
    return false;
  }
  // A hint, which may be refused.
  for (const auto& [column, rows] : ranges) {
    const rocksdb::Slice begin(rows.begin);
    const rocksdb::Slice end(rows.end);
    rocksdb::experimental::SuggestCompactRange(database_.db(), database_.column(column), &begin,
                                               &end)
        .PermitUncheckedError();
  }
  return true;
}

}  // namespace kv::rocks
