#include "kv/testing/memory_store.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "kv/counter_row.h"

namespace kv {
namespace {

// How often who waits for a record looks at the clock, which goes as it is moved.
constexpr std::chrono::microseconds kLookEvery = std::chrono::milliseconds(50);

base::Error NoSuchShard(ShardId shard) {
  return base::NotFound("no shard " + std::to_string(shard.value));
}

class SharedPin final : public Value::Pin {
 public:
  explicit SharedPin(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}
  void Release() override { delete this; }

 private:
  ~SharedPin() = default;

  std::shared_ptr<const std::string> bytes_;
};

}  // namespace

MemoryStore::Shard* MemoryStore::FindAny(ShardId id) {
  const auto found = shards_.find(id);
  return found == shards_.end() ? nullptr : &found->second;
}

MemoryStore::Shard* MemoryStore::FindWhole(ShardId id) {
  Shard* shard = FindAny(id);
  return shard != nullptr && shard->halves ? nullptr : shard;
}

base::Result<Found> MemoryStore::Read(ShardId id, KeyView key) {
  Shard* shard = FindWhole(id);
  if (shard == nullptr) return NoSuchShard(id);
  const Rows& rows = shard->rows(key.family);
  const auto row = rows.find(key.bytes);
  if (row == rows.end()) return Found();
  const std::string_view bytes = *row->second;
  return Found{Value(bytes, Value::PinPointer(new SharedPin(row->second)))};
}

base::Result<Found> MemoryStore::Get(ShardId shard, KeyView key, Consistency) {
  base::MutexLock lock(mutex_);
  return Read(shard, key);
}

base::Result<std::vector<Found>> MemoryStore::MultiGet(std::span<const GetRequest> requests,
                                                       const MultiGetOptions&) {
  std::vector<Found> found;
  found.reserve(requests.size());
  base::MutexLock lock(mutex_);
  for (const GetRequest& request : requests) {
    TRY_ASSIGN(Found one, Read(request.shard, request.key));
    if (request.counter) TRY(ToCounter(&one));
    found.push_back(std::move(one));
  }
  return found;
}

base::Result<int64_t> MemoryStore::Counter(ShardId shard, std::string_view meta_key,
                                           Consistency consistency) {
  return GetCounterRow(*this, shard, meta_key, consistency);
}

base::Result<ScanResult> MemoryStore::ScanCounters(ShardId shard, const ScanRequest& request,
                                                   const CounterVisitor& visitor) {
  return ScanCounterRows(*this, shard, request, visitor);
}

base::Result<ScanResult> MemoryStore::Scan(ShardId id, const ScanRequest& request,
                                           const ScanVisitor& visitor) {
  CHECK(request.bytes_max > 0 && request.count_max > 0);
  base::MutexLock lock(mutex_);
  Shard* shard = FindWhole(id);
  if (shard == nullptr) return NoSuchShard(id);
  if (request.end && *request.end <= request.start) return ScanResult{};
  const Rows& rows = shard->rows(request.family);
  const auto first = rows.lower_bound(request.start);
  const auto last = request.end ? rows.lower_bound(*request.end) : rows.end();

  size_t bytes = 0;
  size_t count = 0;
  const auto ends_with = [&](const Rows::value_type& row) {
    bytes += row.first.size() + row.second->size();
    ++count;
    const bool stopped = visitor(row.first, *row.second) == ScanStep::kStop;
    return stopped || bytes >= request.bytes_max || count >= request.count_max;
  };
  if (request.direction == Direction::kForward) {
    for (auto row = first; row != last; ++row) {
      if (ends_with(*row)) return ScanResult{.may_have_more = true};
    }
  } else {
    for (auto row = last; row != first;) {
      --row;
      if (ends_with(*row)) return ScanResult{.may_have_more = true};
    }
  }
  return ScanResult{};
}

bool MemoryStore::Holds(std::string_view name, std::string_view holder) {
  const auto lease = leases_.find(name);
  return lease != leases_.end() && lease->second.holder == holder &&
         clock_.Monotonic() < lease->second.until;
}

base::Status MemoryStore::ExamineWrite(const Batch::WriteEntry& write) {
  if (FindWhole(write.shard) == nullptr) return NoSuchShard(write.shard);
  if (write.key.size() > kKeyBytesMax) {
    return base::InvalidArgument("a key of " + std::to_string(write.key.size()) + " bytes");
  }
  return {};
}

base::Status MemoryStore::Examine(const Batch& batch) {
  for (const auto& write : batch.writes()) TRY(ExamineWrite(write));
  for (const auto& deferred : batch.deferred()) TRY(ExamineWrite(deferred.write));
  for (const auto& append : batch.appends()) {
    if (FindWhole(append.shard) == nullptr) return NoSuchShard(append.shard);
  }
  for (const auto& add : batch.adds()) {
    TRY(ExamineWrite({add.shard, Family::kMeta, add.key, std::nullopt}));
    const Rows& rows = FindWhole(add.shard)->rows(Family::kMeta);
    const auto counter = rows.find(add.key);
    if (counter != rows.end()) TRY(DecodeCounter(*counter->second));
  }
  for (const auto& [name, holder] : batch.leases()) {
    if (!Holds(name, holder)) return base::Conflict("the lease " + name + " is not held");
  }
  for (const auto& check : batch.checks()) {
    Shard* shard = FindWhole(check.shard);
    if (shard == nullptr) return NoSuchShard(check.shard);
    const Rows& rows = shard->rows(check.family);
    const auto row = rows.find(check.key);
    std::optional<std::string_view> bytes;
    if (row != rows.end()) bytes = *row->second;
    if (!check.version.IsOf(bytes)) return base::Conflict("a key has changed");
  }
  return {};
}

void MemoryStore::Apply(Batch::WriteEntry write) {
  Rows& rows = FindWhole(write.shard)->rows(write.family);
  if (write.value) {
    rows.insert_or_assign(std::move(write.key),
                          std::make_shared<const std::string>(*std::move(write.value)));
  } else {
    rows.erase(write.key);
  }
}

base::Result<CommitResult> MemoryStore::Commit(Batch batch) {
  CommitResult result;
  base::MutexLock lock(mutex_);
  TRY(Examine(batch));
  ++commits_;
  for (const auto& write : batch.writes()) Apply(write);
  for (const auto& deferred : batch.deferred()) Apply(deferred.write);
  for (const auto& add : batch.adds()) {
    Rows& rows = FindWhole(add.shard)->rows(Family::kMeta);
    const auto row = rows.find(add.key);
    const int64_t before = row != rows.end() ? *DecodeCounter(*row->second) : 0;
    const uint64_t after = static_cast<uint64_t>(before) + static_cast<uint64_t>(add.delta);
    if (after == 0) {
      rows.erase(add.key);
      continue;
    }
    rows.insert_or_assign(
        add.key, std::make_shared<const std::string>(EncodeCounter(static_cast<int64_t>(after))));
  }
  for (const auto& append : batch.appends()) {
    const LogPosition position{++last_position_};
    FindWhole(append.shard)->log.push_back({position, append.record});
    result.positions.push_back(position);
  }
  if (!batch.appends().empty()) logs_changed_.NotifyAll();
  return result;
}

base::Result<std::vector<LogRecord>> MemoryStore::ReadLog(ShardId id, LogPosition after,
                                                          const ReadLogLimits& limits) {
  base::MutexLock lock(mutex_);
  Shard* shard = FindAny(id);
  if (shard == nullptr) return NoSuchShard(id);
  std::vector<LogRecord> records;
  size_t bytes = 0;
  auto next = std::upper_bound(
      shard->log.begin(), shard->log.end(), after,
      [](LogPosition position, const LogRecord& record) { return position < record.position; });
  while (next != shard->log.end() && records.size() < limits.count_max &&
         bytes < limits.bytes_max) {
    bytes += next->record.size();
    records.push_back(*next++);
  }
  return records;
}

base::Result<bool> MemoryStore::HasRecordAfter(ShardId id, LogPosition after) {
  const Shard* shard = FindAny(id);
  if (shard == nullptr) return NoSuchShard(id);
  if (!shard->log.empty() && shard->log.back().position > after) return true;
  if (shard->halves) return NoSuchShard(id);
  return false;
}

base::Status MemoryStore::WaitLog(ShardId id, LogPosition after,
                                  std::chrono::milliseconds at_most) {
  const base::MonotonicTime deadline =
      clock_.Monotonic() + std::min<std::chrono::milliseconds>(at_most, kLogWaitMax);
  base::MutexLock lock(mutex_);
  for (;;) {
    TRY_ASSIGN(const bool is_over, HasRecordAfter(id, after));
    if (is_over || clock_.Monotonic() >= deadline) return {};
    if (log_waiters_ >= kLogWaitersMax) {
      return base::Unavailable("too many requests wait for records of logs");
    }
    ++log_waiters_;
    logs_changed_.WaitFor(mutex_, kLookEvery);
    --log_waiters_;
  }
}

base::Status MemoryStore::TrimLog(ShardId id, LogPosition up_to) {
  base::MutexLock lock(mutex_);
  Shard* shard = FindAny(id);
  if (shard == nullptr) return NoSuchShard(id);
  while (!shard->log.empty() && shard->log.front().position <= up_to) shard->log.pop_front();
  return {};
}

base::Status MemoryStore::CreateShard(ShardId shard) {
  if (shard.value == 0) return base::InvalidArgument("zero is no shard");
  base::MutexLock lock(mutex_);
  shards_.try_emplace(shard);
  return {};
}

base::Status MemoryStore::SplitShard(ShardId parent, std::string_view at, ShardId left,
                                     ShardId right) {
  base::MutexLock lock(mutex_);
  Shard* whole = FindAny(parent);
  if (whole == nullptr) return NoSuchShard(parent);
  const std::pair halves(left, right);
  if (whole->halves == halves) return {};
  if (whole->halves || left == right || left.value == 0 || right.value == 0 ||
      FindAny(left) != nullptr || FindAny(right) != nullptr) {
    return base::InvalidArgument("shard " + std::to_string(parent.value) +
                                 " cannot be split into these");
  }
  Shard& below = shards_[left];
  Shard& above = shards_[right];
  for (size_t i = 0; i < kFamilies; ++i) {
    above.families[i] = std::move(whole->families[i]);
    while (!above.families[i].empty() && above.families[i].begin()->first < at) {
      below.families[i].insert(above.families[i].extract(above.families[i].begin()));
    }
    whole->families[i].clear();
  }
  whole->halves = halves;
  logs_changed_.NotifyAll();
  return {};
}

base::Status MemoryStore::DropShard(ShardId shard) {
  base::MutexLock lock(mutex_);
  shards_.erase(shard);
  logs_changed_.NotifyAll();
  return {};
}

base::Result<std::vector<ShardId>> MemoryStore::ListShards() {
  base::MutexLock lock(mutex_);
  std::vector<ShardId> ids;
  ids.reserve(shards_.size());
  for (const auto& [id, shard] : shards_) ids.push_back(id);
  return ids;
}

base::Result<bool> MemoryStore::AcquireLease(std::string_view name, std::string_view holder,
                                             std::chrono::milliseconds duration) {
  base::MutexLock lock(mutex_);
  const auto lease = leases_.find(name);
  if (lease != leases_.end() && lease->second.holder != holder &&
      clock_.Monotonic() < lease->second.until) {
    return false;
  }
  leases_.insert_or_assign(std::string(name),
                           Lease{std::string(holder), clock_.Monotonic() + duration});
  return true;
}

base::Status MemoryStore::ReleaseLease(std::string_view name, std::string_view holder) {
  base::MutexLock lock(mutex_);
  const auto lease = leases_.find(name);
  if (lease != leases_.end() && lease->second.holder == holder) leases_.erase(lease);
  return {};
}

std::vector<Store::Statistic> MemoryStore::Statistics() const {
  using Kind = Statistic::Kind;
  base::MutexLock lock(mutex_);
  size_t rows = 0;
  for (const auto& [id, shard] : shards_) {
    for (const Rows& family : shard.families) rows += family.size();
  }
  return {
      {"commits_total", "Commits that took effect.", Kind::kCounter, static_cast<double>(commits_)},
      {"shards", "Shards there are.", Kind::kGauge, static_cast<double>(shards_.size())},
      {"rows", "Rows of all shards.", Kind::kGauge, static_cast<double>(rows)},
      {"log_waiters", "Requests that wait for records of a log.", Kind::kGauge,
       static_cast<double>(log_waiters_)},
  };
}

}  // namespace kv
