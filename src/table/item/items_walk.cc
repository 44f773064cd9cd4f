#include <algorithm>
#include <string>
#include <utility>

#include "run/give_way.h"
#include "table/item/items.h"
#include "table/of_table.h"

namespace table::item {
namespace {

// A walk reads the store in chunks: a small one first, because most queries need few rows, then
// larger ones, so that a long walk makes few calls.
constexpr size_t kFirstChunkRows = 64;
constexpr size_t kFirstChunkBytes = 64 << 10;
constexpr size_t kChunkGrowth = 4;
constexpr size_t kChunkRowsMax = 4096;
constexpr size_t kChunkBytesMax = 1 << 20;  // a page of Query or Scan

class Walker {
 public:
  Walker(kv::Store& store, const IndexDescription* index, const KeyRange& range,
         const Items::Visitor& visitor)
      : store_(store), index_(index), range_(range), visitor_(visitor) {}

  // Walks the range in one shard, which has only the keys of its partition. False if the visitor
  // stopped the walk.
  base::Result<bool> WalkShard(kv::ShardId shard) {
    std::string start = range_.start;
    std::optional<std::string> end = range_.end;
    for (;;) {
      TRY_ASSIGN(const bool more, WalkChunk(shard, start, end));
      if (stopped_) return false;
      if (!more) return true;
      if (range_.direction == kv::Direction::kForward) {
        start = last_key_;
        start.push_back('\0');  // just after it
      } else {
        end = last_key_;
      }
    }
  }

 private:
  base::Result<bool> WalkChunk(kv::ShardId shard, std::string_view start,
                               const std::optional<std::string>& end) {
    kv::ScanRequest request{.family = index_ != nullptr ? index_->family() : kv::Family::kItem,
                            .start = start,
                            .end = std::nullopt,
                            .direction = range_.direction,
                            .consistency = range_.consistency,
                            .bytes_max = chunk_bytes_,
                            .count_max = chunk_rows_,
                            // A small table that is scanned often is worth caching.
                            .passing = range_.passing && chunk_rows_ > kFirstChunkRows};
    if (end) request.end = *end;
    base::Status read;
    bool paused = false;
    value::RowList copies;
    TRY_ASSIGN(
        const kv::ScanResult result,
        OfTable(store_.Scan(shard, request, [&](std::string_view key, std::string_view bytes) {
          last_key_.assign(key);
          paused = TurnIsSpent(bytes.size());
          const kv::ScanStep next = paused ? kv::ScanStep::kStop : kv::ScanStep::kContinue;
          // The local indexes of a table lie together.
          if (index_ != nullptr && !index::IsEntryKeyOf(*index_, key)) return next;
          read = range_.visitor_gives_way ? Copy(bytes, &copies) : Visit(bytes);
          return stopped_ || !read.ok() ? kv::ScanStep::kStop : next;
        })));
    TRY(std::move(read));
    for (size_t i = 0; i < copies.count() && !stopped_; ++i) {
      stopped_ = visitor_(copies[i]) == kv::ScanStep::kStop;
    }
    run::GiveWay();
    if (paused) return true;
    chunk_rows_ = std::min(chunk_rows_ * kChunkGrowth, kChunkRowsMax);
    chunk_bytes_ = std::min(chunk_bytes_ * kChunkGrowth, kChunkBytesMax);
    return result.may_have_more;
  }

  base::Status Visit(std::string_view bytes) {
    TRY_ASSIGN(const value::RowView row, value::RowView::Open(bytes));
    stopped_ = visitor_(row) == kv::ScanStep::kStop;
    return {};
  }

  static base::Status Copy(std::string_view bytes, value::RowList* copies) {
    TRY_ASSIGN(const value::RowView row, value::RowView::Open(bytes));
    copies->Append(row);
    return {};
  }

  // Counts the row, and gives way now and then, after several rows.
  bool TurnIsSpent(size_t row_bytes) {
    steps_ += kRowSteps + row_bytes / kRowBytesPerStep;
    if (steps_ < kStepsNotedTogether) return false;
    run::Spend(steps_);
    steps_ = 0;
    return run::SliceIsSpent();
  }

  // The cost of reading a row and adding it to a page, in steps (run/give_way.h).
  static constexpr size_t kRowSteps = 500;
  static constexpr size_t kRowBytesPerStep = 4;
  static constexpr size_t kStepsNotedTogether = 20'000;

  kv::Store& store_;
  const IndexDescription* index_;
  const KeyRange& range_;
  const Items::Visitor& visitor_;
  std::string last_key_;
  size_t chunk_rows_ = kFirstChunkRows;
  size_t chunk_bytes_ = kFirstChunkBytes;
  size_t steps_ = 0;  // not passed to run::Spend yet
  bool stopped_ = false;
};

// The last partition that has keys before `end`; the first one if none has.
size_t LastBefore(const std::vector<Partition>& partitions, std::string_view end) {
  const size_t partition = PartitionOf(partitions, TokenOf(end));
  const bool begins_it =
      end.size() <= kTokenBytes && TokenOf(end) == partitions[partition].first_token;
  return begins_it && partition > 0 ? partition - 1 : partition;
}

}  // namespace

base::Result<bool> Items::Walk(const TableDescription& table, const IndexDescription* index,
                               const KeyRange& range, const Visitor& visitor,
                               const EnterPartition& enter) {
  if (range.end && *range.end <= range.start) return false;
  const std::vector<Partition>& partitions = table.PartitionsOf(index);
  if (partitions.empty()) return IndexIsGone(*index);
  const size_t first = PartitionOf(partitions, TokenOf(range.start));
  const size_t last = range.end ? LastBefore(partitions, *range.end) : partitions.size() - 1;
  Walker walker(store_, index, range, visitor);
  for (size_t i = 0; i <= last - first; ++i) {
    const size_t next = range.direction == kv::Direction::kForward ? first + i : last - i;
    if (enter) enter(next);
    auto whole = walker.WalkShard(partitions[next].shard);
    if (!whole.ok() && index != nullptr && !index->local &&
        whole.error().code == base::ErrorCode::kNotFound) {
      return IndexIsGone(*index);
    }
    TRY_ASSIGN(const bool goes_on, std::move(whole));
    if (!goes_on) return true;
  }
  return false;
}

}  // namespace table::item
