// The calls of RocksDbStore that read.
#include <rocksdb/options.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "kv/counter_row.h"
#include "kv/rocksdb/engine/error.h"
#include "kv/rocksdb/engine/tuning.h"
#include "kv/rocksdb/store_impl.h"

namespace kv::rocks {
namespace {

struct SlicePin final : Value::Pin {
  rocksdb::PinnableSlice slice;
  void Release() override { delete this; }
};

base::Error NoSuchShard(ShardId id) {
  return base::NotFound("no shard " + std::to_string(id.value));
}

using SlicePinPointer = std::unique_ptr<SlicePin, Value::PinRelease>;

// Makes the result of a read of one row. Takes over the pin if there is a value.
base::Result<Found> ToFound(const rocksdb::Status& status, SlicePinPointer pin, ReadMark mark) {
  if (status.IsNotFound()) return Found{std::nullopt, mark};
  TRY(engine::ToStatus(status, "reading a row"));
  const std::string_view bytes = pin->slice.ToStringView();
  return Found{Value(bytes, std::move(pin)), mark};
}

// Scans of at least so many bytes read ahead: one read of the disk instead of thirty.
constexpr size_t kReadaheadBytes = 256 << 10;

struct SnapshotRelease {
  rocksdb::DB* db;
  void operator()(const rocksdb::Snapshot* snapshot) const { db->ReleaseSnapshot(snapshot); }
};

// A scan in progress.
class ScanProgress {
 public:
  ScanProgress(const ScanRequest& request, const ScanVisitor& visitor)
      : request_(request), visitor_(visitor) {}

  // Returns false if this was the last row.
  bool Visit(std::string_view key, std::string_view value) {
    bytes_ += key.size() + value.size();
    ++count_;
    return visitor_(key, value) == ScanStep::kContinue && bytes_ < request_.bytes_max &&
           count_ < request_.count_max;
  }

  // Returns false if the scan ended before the last row.
  bool VisitAll(cache::ScanCache::Kept* kept) {
    std::string_view key;
    std::string_view value;
    while (kept->Next(&key, &value)) {
      if (!Visit(key, value)) return false;
    }
    return true;
  }

 private:
  const ScanRequest& request_;
  const ScanVisitor& visitor_;
  size_t bytes_ = 0;
  size_t count_ = 0;
};

// Decodes the counters among the rows that were read.
base::Result<std::vector<Found>> WithCounters(std::span<const GetRequest> requests,
                                              base::Result<std::vector<Found>> found) {
  if (!found.ok()) return found;
  for (size_t i = 0; i < requests.size(); ++i) {
    if (requests[i].counter) TRY(ToCounter(&(*found)[i]));
  }
  return found;
}

// Whether all keys of the range have the same prefix, so that the filters can be used.
bool StaysInFilteredPrefix(const engine::RowRange& rows, engine::Column column) {
  const size_t bytes = engine::FilteredPrefixBytes(column);
  return bytes > 0 && rows.begin.size() >= bytes && rows.end.size() >= bytes &&
         rows.begin.compare(0, bytes, rows.end, 0, bytes) == 0;
}

}  // namespace

ReadMark RocksDbStore::Mark() const {
  return committer_ == nullptr ? ReadMark{} : committer_->mark();
}

base::Result<shards::ShardTable::ShardPointer> RocksDbStore::FindWhole(ShardId id) const {
  auto shard = shards_.Find(id);
  if (shard == nullptr || shard->split) return NoSuchShard(id);
  return shard;
}

base::Result<Found> RocksDbStore::Get(ShardId id, KeyView key, Consistency) {
  // The mark is taken before the shard and the row are read, so that every later commit of the row
  // counts as a change.
  const ReadMark mark = Mark();
  TRY_ASSIGN(const auto shard, FindWhole(id));
  if (key.bytes.size() > kKeyBytesMax || !shard->Holds(key.bytes)) return Found{std::nullopt, mark};
  const bool is_item = key.family == Family::kItem;
  const uint64_t hash = is_item ? commit::HashRow(shard->space, key) : 0;
  if (is_item) {
    cache::RowCache::Hit hit = row_cache_.Find(hash, shard->space, key);
    if (hit.pin != nullptr) return Found{Value(hit.value, std::move(hit.pin)), mark};
  }
  SlicePinPointer pin(new SlicePin);
  const engine::RowKey row_key(shard->space, key);
  const auto status = waiting_reads_.Run([&] {
    pin->slice.Reset();
    return database_->db()->Get({}, database_->column(engine::ColumnOf(key.family)),
                                row_key.slice(), &pin->slice);
  });
  auto found = ToFound(status, std::move(pin), mark);
  if (is_item && found.ok() && found->value) {
    row_cache_.Offer(hash, shard->space, key, found->value->bytes(), mark);
  }
  return found;
}

base::Result<std::vector<Found>> RocksDbStore::MultiGet(std::span<const GetRequest> requests,
                                                        const MultiGetOptions& options) {
  bool one_cut = false;
  auto found = MultiGetAt(requests, nullptr, &one_cut);
  if (!found.ok() || !options.one_cut || one_cut) return WithCounters(requests, std::move(found));
  // Some of the rows were written meanwhile. A snapshot costs more, but always is of one instant.
  rocksdb::DB* const db = database_->db();
  const std::unique_ptr<const rocksdb::Snapshot, SnapshotRelease> snapshot(db->GetSnapshot(), {db});
  return WithCounters(requests, MultiGetAt(requests, snapshot.get(), &one_cut));
}

// Reads from the snapshot, if there is one; else as of now, and tells whether no commit wrote any
// of it meanwhile, so that all is of the instant at which this began.
base::Result<std::vector<Found>> RocksDbStore::MultiGetAt(std::span<const GetRequest> requests,
                                                          const rocksdb::Snapshot* snapshot,
                                                          bool* one_cut) {
  const ReadMark mark = Mark();
  std::vector<Found> found(requests.size());
  for (Found& one : found) one.mark = mark;
  // The rows that were not in the cache.
  struct Asked {
    size_t request;
    uint64_t hash;
  };
  std::vector<Asked> asked;
  std::vector<uint64_t> hashes;
  std::vector<shards::ShardTable::ShardPointer> shards;  // held until all is read
  std::vector<std::string> keys;
  std::vector<rocksdb::ColumnFamilyHandle*> columns;
  hashes.reserve(requests.size());
  shards.reserve(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    const KeyView key = requests[i].key;
    TRY_ASSIGN(auto shard, FindWhole(requests[i].shard));
    const engine::SpaceId space = shard->space;
    const bool may_be_there = key.bytes.size() <= kKeyBytesMax && shard->Holds(key.bytes);
    shards.push_back(std::move(shard));
    if (!may_be_there) continue;
    const uint64_t hash = commit::HashRow(space, key);
    hashes.push_back(hash);
    if (snapshot == nullptr && key.family == Family::kItem) {
      cache::RowCache::Hit hit = row_cache_.Find(hash, space, key);
      if (hit.pin != nullptr) {
        found[i].value.emplace(hit.value, std::move(hit.pin));
        continue;
      }
    }
    asked.push_back({i, hash});
    keys.push_back(engine::RowKeyString(space, key.family, key.bytes));
    columns.push_back(database_->column(engine::ColumnOf(key.family)));
  }

  if (!asked.empty()) {
    rocksdb::ReadOptions reading;
    reading.snapshot = snapshot;
    const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    waiting_reads_.Run([&] {
      for (rocksdb::PinnableSlice& value : values) value.Reset();
      database_->db()->MultiGet(reading, keys.size(), columns.data(), slices.data(), values.data(),
                                statuses.data());
      const auto waits = std::ranges::find_if(
          statuses, [](const rocksdb::Status& status) { return status.IsIncomplete(); });
      return waits == statuses.end() ? rocksdb::Status() : *waits;
    });
    for (size_t next = 0; next < asked.size(); ++next) {
      const auto& [request, hash] = asked[next];
      SlicePinPointer pin(new SlicePin);
      pin->slice = std::move(values[next]);
      TRY_ASSIGN(found[request], ToFound(statuses[next], std::move(pin), mark));
      const KeyView key = requests[request].key;
      if (snapshot == nullptr && key.family == Family::kItem && found[request].value) {
        row_cache_.Offer(hash, shards[request]->space, key, found[request].value->bytes(), mark);
      }
    }
  }
  *one_cut = std::ranges::all_of(
      hashes, [&](uint64_t hash) { return last_writes_.IsUnwrittenSince(hash, mark); });
  return found;
}

base::Result<int64_t> RocksDbStore::Counter(ShardId id, std::string_view meta_key,
                                            Consistency consistency) {
  return GetCounterRow(*this, id, meta_key, consistency);
}

base::Result<ScanResult> RocksDbStore::ScanCounters(ShardId id, const ScanRequest& request,
                                                    const CounterVisitor& visitor) {
  return ScanCounterRows(*this, id, request, visitor);
}

base::Result<ScanResult> RocksDbStore::Scan(ShardId id, const ScanRequest& request,
                                            const ScanVisitor& visitor) {
  CHECK(request.bytes_max > 0 && request.count_max > 0);
  const ReadMark mark = Mark();  // must be taken before anything is read
  TRY_ASSIGN(const auto shard, FindWhole(id));
  const std::string_view begin = std::max<std::string_view>(request.start, shard->begin);
  std::optional<std::string_view> end = request.end;
  if (shard->end && (!end || *end > *shard->end)) end = *shard->end;
  if (end && *end <= begin) return ScanResult{};

  const engine::RowRange rows = engine::RowsBetween(shard->space, request.family, begin, end);
  ScanProgress progress(request, visitor);
  auto kept_as =
      cache::ScanCache::Range::Of(request.family, rows.begin, rows.end, request.direction);
  if (kept_as) {
    cache::ScanCache::Kept kept = scan_cache_.Find(*kept_as);
    if (!kept.empty()) return ScanResult{.may_have_more = !progress.VisitAll(&kept)};
  }

  const engine::Column column = engine::ColumnOf(request.family);
  const rocksdb::Slice lower(rows.begin);
  const rocksdb::Slice upper(rows.end);
  const bool forward = request.direction == Direction::kForward;
  rocksdb::ReadOptions reading = engine::ScanOptions();
  reading.iterate_lower_bound = &lower;
  reading.iterate_upper_bound = &upper;
  if (request.bytes_max >= kReadaheadBytes) reading.readahead_size = kReadaheadBytes;
  reading.fill_cache = !request.passing;
  reading.prefix_same_as_start = forward && StaysInFilteredPrefix(rows, column);
  reading.total_order_seek = !reading.prefix_same_as_start;

  const std::unique_ptr<rocksdb::Iterator> row(
      database_->db()->NewIterator(reading, database_->column(column)));
  RowWalk walk(row.get(), request.direction);
  cache::ScanCache::Rows read(mark);
  const size_t prefix_bytes = engine::RowPrefixBytes(request.family);
  const auto visit = [&](std::string_view row_key, std::string_view value) {
    const std::string_view key = row_key.substr(prefix_bytes);
    if (kept_as && !read.Add(key, value)) kept_as.reset();
    return progress.Visit(key, value);
  };
  if (!waiting_reads_.Walk(&walk, visit)) return ScanResult{.may_have_more = true};
  TRY(engine::ToStatus(row->status(), "scanning rows"));
  if (kept_as) scan_cache_.Offer(*kept_as, read);
  return ScanResult{};
}

base::Result<std::vector<LogRecord>> RocksDbStore::ReadLog(ShardId id, LogPosition after,
                                                           const ReadLogLimits& limits) {
  const auto shard = shards_.Find(id);
  if (shard == nullptr) return NoSuchShard(id);
  std::vector<LogRecord> records;
  const LogPosition last{std::numeric_limits<uint64_t>::max()};
  after = std::max(after, shard->trimmed);
  if (after == last) return records;
  const engine::RowRange rows = engine::LogBetween(id, {after.value + 1}, last);
  const rocksdb::Slice lower(rows.begin);
  const rocksdb::Slice upper(rows.end);
  rocksdb::ReadOptions reading = engine::ScanOptions();
  reading.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> row(
      database_->db()->NewIterator(reading, database_->column(engine::Column::kLog)));
  size_t bytes = 0;
  for (row->Seek(lower);
       row->Valid() && records.size() < limits.count_max && bytes < limits.bytes_max; row->Next()) {
    if (row->key().size() != 2 * sizeof(uint64_t)) {
      return base::Corruption("the key of a log record is damaged");
    }
    const LogPosition position{base::ReadBigEndian64(row->key().data() + sizeof(uint64_t))};
    records.push_back({position, row->value().ToString()});
    bytes += row->value().size();
  }
  TRY(engine::ToStatus(row->status(), "reading a log"));
  return records;
}

base::Result<bool> RocksDbStore::HasRecordAfter(ShardId id, LogPosition after) {
  // The shard before its log: nothing was appended once it was split.
  const auto shard = shards_.Find(id);
  TRY_ASSIGN(const std::vector<LogRecord> records, ReadLog(id, after, {.count_max = 1}));
  if (!records.empty()) return true;
  if (shard == nullptr || shard->split) return NoSuchShard(id);
  return false;
}

base::Status RocksDbStore::WaitLog(ShardId id, LogPosition after,
                                   std::chrono::milliseconds at_most) {
  const base::MonotonicTime deadline =
      clock_.Monotonic() + std::min<std::chrono::milliseconds>(at_most, kLogWaitMax);
  return log_waits_.Await(id, deadline, [&] { return HasRecordAfter(id, after); });
}

base::Result<std::vector<ShardId>> RocksDbStore::ListShards() { return shards_.List(); }

}  // namespace kv::rocks
