#include "kv/rocksdb/reclaimer.h"

#include <rocksdb/convenience.h>
#include <rocksdb/experimental.h>

#include <chrono>
#include <limits>
#include <utility>

#include "base/log.h"
#include "kv/rocksdb/engine/error.h"
#include "kv/rocksdb/shards/store_records.h"

namespace kv::rocks {
namespace {

// Between looks at a shard that is still being read.
constexpr std::chrono::milliseconds kLookAgainAfter{100};
// What a new log takes at once (log_file.cc), and as much for a manifest.
constexpr uint64_t kLogBytes = uint64_t{2} << 20;
// After a failure, each of which is worth a line in the log.
constexpr std::chrono::seconds kRetryAfter{5};

}  // namespace

Reclaimer::Reclaimer(const engine::Database& database, commit::Committer& committer,
                     const base::Clock& clock)
    : database_(database),
      committer_(committer),
      job_({.name = "reclaiming", .clock = clock}, [this] { return DoPiece(); }) {
  committer_.OnFullDisk([this] { MakeRoom(); });
  job_.Start();
}

Reclaimer::~Reclaimer() {
  committer_.OnFullDisk(nullptr);
  cancel_compactions_ = true;
  job_.Stop();
}

void Reclaimer::Drop(shards::ShardTable::ShardPointer shard) {
  {
    base::MutexLock lock(mutex_);
    trims_.erase(shard->id);
    drops_.push_back(std::move(shard));
  }
  job_.Wake();
}

void Reclaimer::Trim(ShardId shard, LogPosition up_to) {
  {
    base::MutexLock lock(mutex_);
    LogPosition& position = trims_[shard];
    position = std::max(position, up_to);
  }
  job_.Wake();
}

void Reclaimer::MakeRoom() {
  {
    base::MutexLock lock(mutex_);
    if (std::exchange(room_wanted_, true)) return;
  }
  job_.Wake();
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

std::optional<run::Job::Duration> Reclaimer::DoPiece() {
  shards::ShardTable::ShardPointer shard;
  std::map<ShardId, LogPosition> trims;
  bool room_wanted = false;
  {
    base::MutexLock lock(mutex_);
    // Whoever wanted room meanwhile was served with it.
    if (std::exchange(room_was_made_, false)) room_wanted_ = false;
    if (drops_.empty() && trims_.empty() && !room_wanted_) return std::nullopt;
    trims.swap(trims_);
    room_wanted = room_wanted_;
    if (!drops_.empty()) shard = drops_.front();
  }
  TrimAll(trims);
  if (room_wanted) BeginFlush();

  // Two: the queue's and this one.
  const bool is_read = shard != nullptr && shard.use_count() > 2;
  const bool done = shard != nullptr && !is_read && Reclaim(*shard, room_wanted);
  base::MutexLock lock(mutex_);
  if (shard != nullptr) {
    drops_.pop_front();
    if (!done) drops_.push_back(std::move(shard));
  }
  if (done) return run::Job::Duration::zero();
  room_was_made_ = true;
  if (!room_wanted && drops_.empty()) return run::Job::Duration::zero();
  return is_read ? kLookAgainAfter : kRetryAfter;
}

void Reclaimer::BeginFlush() {
  if (database_.log_bytes() == 0) return;
  // It would only stop the store.
  uint64_t buffered = 0;
  database_.db()->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables,
                                           &buffered);
  if (database_.FreeBytes() < buffered + kLogBytes) return;
  if (const base::Status flushed = database_.BeginFlush(); !flushed.ok()) {
    base::LogWarning("making room on the disk: " + flushed.error().message);
  }
}

void Reclaimer::TrimAll(const std::map<ShardId, LogPosition>& trims) {
  for (const auto& [shard, up_to] : trims) {
    const auto deleted = DeleteTables({engine::Column::kLog, engine::LogBetween(shard, {}, up_to)});
    if (!deleted.ok()) base::LogWarning(deleted.error().message);
  }
}

std::vector<Reclaimer::Range> Reclaimer::RangesOf(const shards::Shard& shard) {
  const LogPosition last{std::numeric_limits<uint64_t>::max()};
  std::vector<Range> ranges = {{engine::Column::kLog, engine::LogBetween(shard.id, {}, last)}};
  if (shard.split) return ranges;  // the rows are others'
  for (const Family family :
       {Family::kMeta, Family::kItem, Family::kLocalIndex, Family::kGlobalIndex}) {
    engine::RowRange rows = engine::RowsBetween(shard.space, family, shard.begin, shard.end);
    if (!rows.empty()) ranges.push_back({engine::ColumnOf(family), std::move(rows)});
  }
  return ranges;
}

base::Status Reclaimer::DeleteTables(const Range& range) {
  const rocksdb::Slice begin(range.rows.begin);
  const rocksdb::Slice end(range.rows.end);
  const rocksdb::RangePtr pointers(&begin, &end);
  return engine::ToStatus(
      rocksdb::DeleteFilesInRanges(database_.db(), database_.column(range.column), &pointers, 1,
                                   /*include_end=*/false),
      "deleting the tables of a dropped range");
}

bool Reclaimer::Reclaim(const shards::Shard& shard, bool room_wanted) {
  const std::vector<Range> ranges = RangesOf(shard);
  base::Status status;
  for (const Range& range : ranges) {
    if (status.ok()) status = DeleteTables(range);
  }
  if (status.ok()) {
    status = committer_.Apply([&](commit::Committer::Change& change) -> base::Status {
      for (const auto& [column, rows] : ranges) {
        TRY(engine::ToStatus(
            change.batch.DeleteRange(database_.column(column), rows.begin, rows.end),
            "deleting a range"));
      }
      return engine::ToStatus(
          change.batch.Delete(database_.column(engine::Column::kOwn), shards::DropKey(shard.id)),
          "forgetting a drop");
    });
  }
  if (!status.ok()) {
    base::LogWarning("reclaiming shard " + std::to_string(shard.id.value) + ": " +
                     status.error().message);
    return false;
  }
  if (room_wanted) {
    BeginFlush();
    CompactNow(ranges);
    return true;
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

void Reclaimer::CompactNow(const std::vector<Range>& ranges) {
  for (const auto& [column, rows] : ranges) {
    const rocksdb::Slice begin(rows.begin);
    const rocksdb::Slice end(rows.end);
    rocksdb::CompactRangeOptions options;
    options.exclusive_manual_compaction = false;
    options.canceled = &cancel_compactions_;
    // If there is no space for it, the space of whole tables is given back already.
    database_.db()
        ->CompactRange(options, database_.column(column), &begin, &end)
        .PermitUncheckedError();
  }
}

}  // namespace kv::rocks
