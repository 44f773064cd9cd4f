// The reading half of RocksDbStore.
#include <rocksdb/options.h>

#include <array>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "kv/rocksdb/error.h"
#include "kv/rocksdb/store.h"
#include "kv/rocksdb/tuning.h"

namespace kv::rocks {
namespace {

struct SlicePin final : Value::Pin {
  rocksdb::PinnableSlice slice;
};

base::Error NoSuchShard(ShardId id) {
  return base::NotFound("no shard " + std::to_string(id.value));
}

// What a read of one row gave. Takes over the pin if there is a value.
base::Result<Found> ToFound(const rocksdb::Status& status, std::unique_ptr<SlicePin> pin,
                            ReadMark mark) {
  if (status.IsNotFound()) return Found{std::nullopt, mark};
  TRY(ToStatus(status, "reading a row"));
  const std::string_view bytes = pin->slice.ToStringView();
  return Found{Value(bytes, std::move(pin), mark), mark};
}

struct SnapshotRelease {
  rocksdb::DB* db;
  void operator()(const rocksdb::Snapshot* snapshot) const { db->ReleaseSnapshot(snapshot); }
};

// Whether all keys of the range begin alike as far as the filters know, so that they may be asked.
bool StaysInFilteredPrefix(const RowRange& rows, Column column) {
  const size_t bytes = FilteredPrefixBytes(column);
  return bytes > 0 && rows.begin.size() >= bytes && rows.end.size() >= bytes &&
         rows.begin.compare(0, bytes, rows.end, 0, bytes) == 0;
}

}  // namespace

ReadMark RocksDbStore::Mark() const {
  return committer_ == nullptr ? ReadMark{} : committer_->mark();
}

base::Result<ShardTable::ShardPointer> RocksDbStore::FindWhole(ShardId id) const {
  auto shard = shards_.Find(id);
  if (shard == nullptr || shard->split) return NoSuchShard(id);
  return shard;
}

base::Result<Found> RocksDbStore::Get(ShardId id, KeyView key, Consistency) {
  // The mark before the shard and the row: whatever is committed after it is seen as a change.
  const ReadMark mark = Mark();
  TRY_ASSIGN(const auto shard, FindWhole(id));
  if (key.bytes.size() > kKeyBytesMax || !shard->Holds(key.bytes)) return Found{std::nullopt, mark};
  auto pin = std::make_unique<SlicePin>();
  const RowKey row_key(shard->space, key);
  const auto status = database_->db()->Get({}, database_->column(ColumnOf(key.family)),
                                           row_key.slice(), &pin->slice);
  return ToFound(status, std::move(pin), mark);
}

base::Result<std::vector<Found>> RocksDbStore::MultiGet(std::span<const GetRequest> requests,
                                                        const MultiGetOptions& options) {
  std::vector<Found> found;
  found.reserve(requests.size());
  const ReadMark mark = Mark();
  rocksdb::DB* const db = database_->db();
  rocksdb::ReadOptions reading;
  std::unique_ptr<const rocksdb::Snapshot, SnapshotRelease> snapshot(nullptr, {db});
  if (options.one_cut) {
    snapshot.reset(db->GetSnapshot());
    reading.snapshot = snapshot.get();
  }

  // Only what may be there is asked for.
  std::vector<ShardTable::ShardPointer> shards;  // held until all is read
  std::vector<std::string> keys;
  std::vector<rocksdb::ColumnFamilyHandle*> columns;
  std::vector<bool> asked(requests.size());
  shards.reserve(requests.size());
  keys.reserve(requests.size());
  columns.reserve(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    const auto& [id, key] = requests[i];
    TRY_ASSIGN(auto shard, FindWhole(id));
    if (key.bytes.size() <= kKeyBytesMax && shard->Holds(key.bytes)) {
      asked[i] = true;
      keys.push_back(RowKeyString(shard->space, key.family, key.bytes));
      columns.push_back(database_->column(ColumnOf(key.family)));
    }
    shards.push_back(std::move(shard));
  }

  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db->MultiGet(reading, keys.size(), columns.data(), slices.data(), values.data(), statuses.data());
  for (size_t i = 0, next = 0; i < requests.size(); ++i) {
    if (!asked[i]) {
      found.push_back({std::nullopt, mark});
      continue;
    }
    auto pin = std::make_unique<SlicePin>();
    pin->slice = std::move(values[next]);
    TRY_ASSIGN(Found one, ToFound(statuses[next], std::move(pin), mark));
    found.push_back(std::move(one));
    ++next;
  }
  return found;
}

base::Result<ScanResult> RocksDbStore::Scan(ShardId id, const ScanRequest& request,
                                            const ScanVisitor& visitor) {
  CHECK(request.bytes_max > 0 && request.count_max > 0);
  TRY_ASSIGN(const auto shard, FindWhole(id));
  const std::string_view begin = std::max<std::string_view>(request.start, shard->begin);
  std::optional<std::string_view> end = request.end;
  if (shard->end && (!end || *end > *shard->end)) end = *shard->end;
  if (end && *end <= begin) return ScanResult{};

  const Column column = ColumnOf(request.family);
  const RowRange rows = RowsBetween(shard->space, request.family, begin, end);
  const rocksdb::Slice lower(rows.begin);
  const rocksdb::Slice upper(rows.end);
  const bool forward = request.direction == Direction::kForward;
  rocksdb::ReadOptions reading;
  reading.iterate_lower_bound = &lower;
  reading.iterate_upper_bound = &upper;
  reading.adaptive_readahead = true;  // grows while a scan goes on reading block after block
  reading.prefix_same_as_start = forward && StaysInFilteredPrefix(rows, column);
  reading.total_order_seek = !reading.prefix_same_as_start;

  const std::unique_ptr<rocksdb::Iterator> row(
      database_->db()->NewIterator(reading, database_->column(column)));
  const size_t prefix_bytes = RowPrefixBytes(request.family);
  size_t bytes = 0;
  size_t count = 0;
  if (forward) {
    row->Seek(lower);
  } else {
    row->SeekToLast();  // below the upper bound
  }
  for (; row->Valid(); forward ? row->Next() : row->Prev()) {
    const std::string_view key = row->key().ToStringView().substr(prefix_bytes);
    const std::string_view value = row->value().ToStringView();
    bytes += key.size() + value.size();
    ++count;
    const bool stopped = visitor(key, value) == ScanStep::kStop;
    if (stopped || bytes >= request.bytes_max || count >= request.count_max) {
      return ScanResult{.may_have_more = true};
    }
  }
  TRY(ToStatus(row->status(), "scanning rows"));
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
  const RowRange rows = LogBetween(id, {after.value + 1}, last);
  const rocksdb::Slice lower(rows.begin);
  const rocksdb::Slice upper(rows.end);
  rocksdb::ReadOptions reading;
  reading.iterate_upper_bound = &upper;
  reading.adaptive_readahead = true;
  const std::unique_ptr<rocksdb::Iterator> row(
      database_->db()->NewIterator(reading, database_->column(Column::kLog)));
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
  TRY(ToStatus(row->status(), "reading a log"));
  return records;
}

base::Result<std::vector<ShardId>> RocksDbStore::ListShards() { return shards_.List(); }

}  // namespace kv::rocks
