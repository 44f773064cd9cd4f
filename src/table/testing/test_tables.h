// Test support: tables and items in few words, and a store that breaks when told to.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/random.h"
#include "kv/store.h"
#include "kv/testing/memory_store.h"
#include "table/hash_space.h"
#include "table/key_schema.h"
#include "table/table.h"
#include "value/row.h"

namespace table {

inline const Namespace kTestSpace{"000000000000", "us-east-1"};

using Attributes = std::vector<std::pair<std::string, value::Value>>;

inline value::Row MakeRow(const Attributes& attributes) {
  value::RowBuilder row;
  for (const auto& [name, value] : attributes) row.Set(name, value);
  return row.Build();
}
inline value::Value S(std::string_view text) { return value::Value::String(text); }
inline value::Value N(int64_t number) { return value::Value::Int(number); }
inline value::Value B(std::string_view bytes) { return value::Value::Binary(bytes); }

// A table of partition key pk (S) and, if wanted, sort key sk (N).
inline TableDescription MakeTable(std::string name, bool with_sort_key = true) {
  TableDescription table;
  table.name_space = kTestSpace;
  table.name = std::move(name);
  table.key_schema.partition = {"pk", value::Type::kS};
  table.attribute_definitions.push_back(table.key_schema.partition);
  if (with_sort_key) {
    table.key_schema.sort = KeyAttribute{"sk", value::Type::kN};
    table.attribute_definitions.push_back(*table.key_schema.sort);
  }
  table.billing_mode = BillingMode::kPayPerRequest;
  return table;
}

// The same, active in the store, in shards from `first_shard` up.
inline TableDescription MakeTableIn(kv::Store& store, std::string name, uint32_t partitions,
                                    uint64_t first_shard = 16) {
  TableDescription table = MakeTable(std::move(name));
  table.status = TableStatus::kActive;
  table.partitions = DivideHashSpace(partitions, kv::ShardId{first_shard});
  for (const Partition& partition : table.partitions) {
    CHECK(store.CreateShard(partition.shard).ok());
  }
  return table;
}

inline value::Row MakeItem(std::string_view pk, int64_t sk, Attributes more = {}) {
  more.emplace_back("pk", S(pk));
  more.emplace_back("sk", N(sk));
  return MakeRow(more);
}
inline ItemKey KeyOf(const TableDescription& table, const value::Row& item) {
  auto key = KeyOfItem(table.key_schema, item.view());
  CHECK(key.ok());
  return *std::move(key);
}

// Passes everything on to another store, until it breaks.
class BreakableStore final : public kv::Store {
 public:
  explicit BreakableStore(kv::Store& store) : store_(store) {}

  // The `nth` change (commit, shard made or dropped) from now on, counted from 1, fails: with
  // `takes_effect` it is done and only its answer lost. With `for_good` nothing works from then on,
  // as after a crash.
  void BreakAt(int nth, bool takes_effect, bool for_good) {
    base::MutexLock lock(mutex_);
    until_break_ = nth;
    takes_effect_ = takes_effect;
    for_good_ = for_good;
  }
  bool broke() const {
    base::MutexLock lock(mutex_);
    return broke_;
  }
  // Called before each commit; what it changes the commit meets.
  std::function<void()> before_commit;
  std::function<void()> before_scan;
  std::function<void()> before_multi_get;
  // Each scan is cut short after so many rows, as any store may do.
  size_t scan_rows_max = std::numeric_limits<size_t>::max();

  base::Result<kv::Found> Get(kv::ShardId shard, kv::KeyView key,
                              kv::Consistency consistency) override {
    if (gone()) return Broken();
    return store_.Get(shard, key, consistency);
  }
  base::Result<std::vector<kv::Found>> MultiGet(std::span<const kv::GetRequest> requests,
                                                const MultiGetOptions& options) override {
    if (gone()) return Broken();
    if (before_multi_get) before_multi_get();
    return store_.MultiGet(requests, options);
  }
  base::Result<int64_t> Counter(kv::ShardId shard, std::string_view meta_key,
                                kv::Consistency consistency) override {
    if (gone()) return Broken();
    return store_.Counter(shard, meta_key, consistency);
  }
  base::Result<kv::ScanResult> Scan(kv::ShardId shard, const kv::ScanRequest& request,
                                    const kv::ScanVisitor& visitor) override {
    if (gone()) return Broken();
    if (before_scan) before_scan();
    return store_.Scan(shard, CutShort(request), visitor);
  }
  base::Result<kv::ScanResult> ScanCounters(kv::ShardId shard, const kv::ScanRequest& request,
                                            const kv::CounterVisitor& visitor) override {
    if (gone()) return Broken();
    if (before_scan) before_scan();
    return store_.ScanCounters(shard, CutShort(request), visitor);
  }
  base::Result<kv::CommitResult> Commit(kv::Batch batch) override {
    if (before_commit) before_commit();
    return Change([&] { return store_.Commit(std::move(batch)); });
  }
  base::Result<std::vector<kv::LogRecord>> ReadLog(kv::ShardId shard, kv::LogPosition after,
                                                   const kv::ReadLogLimits& limits) override {
    if (gone()) return Broken();
    return store_.ReadLog(shard, after, limits);
  }
  base::Status WaitLog(kv::ShardId shard, kv::LogPosition after,
                       std::chrono::milliseconds at_most) override {
    if (gone()) return Broken();
    return store_.WaitLog(shard, after, at_most);
  }
  base::Status TrimLog(kv::ShardId shard, kv::LogPosition up_to) override {
    return Change([&] { return store_.TrimLog(shard, up_to); });
  }
  base::Status CreateShard(kv::ShardId shard) override {
    return Change([&] { return store_.CreateShard(shard); });
  }
  base::Status SplitShard(kv::ShardId parent, std::string_view at, kv::ShardId left,
                          kv::ShardId right) override {
    return Change([&] { return store_.SplitShard(parent, at, left, right); });
  }
  base::Status DropShard(kv::ShardId shard) override {
    return Change([&] { return store_.DropShard(shard); });
  }
  base::Result<std::vector<kv::ShardId>> ListShards() override {
    if (gone()) return Broken();
    return store_.ListShards();
  }
  base::Result<bool> AcquireLease(std::string_view name, std::string_view holder,
                                  std::chrono::milliseconds duration) override {
    return Change([&] { return store_.AcquireLease(name, holder, duration); });
  }
  base::Status ReleaseLease(std::string_view name, std::string_view holder) override {
    return Change([&] { return store_.ReleaseLease(name, holder); });
  }
  std::vector<Statistic> Statistics() const override { return store_.Statistics(); }

 private:
  static base::Error Broken() { return base::Internal("the store broke"); }
  kv::ScanRequest CutShort(kv::ScanRequest request) const {
    request.count_max = std::min(request.count_max, scan_rows_max);
    return request;
  }
  bool gone() const {
    base::MutexLock lock(mutex_);
    return broke_ && for_good_;
  }
  template <typename Function>
  auto Change(const Function& change) -> decltype(change()) {
    if (gone()) return Broken();
    bool breaks = false;
    bool takes_effect = false;
    {
      base::MutexLock lock(mutex_);
      breaks = until_break_ == 1;
      if (until_break_ > 0) --until_break_;
      broke_ = broke_ || breaks;
      takes_effect = takes_effect_;
    }
    if (!breaks) return change();
    if (takes_effect) CHECK(change().ok());
    return Broken();
  }

  kv::Store& store_;
  mutable base::Mutex mutex_;
  int until_break_ GUARDED_BY(mutex_) = 0;
  bool takes_effect_ GUARDED_BY(mutex_) = false;
  bool for_good_ GUARDED_BY(mutex_) = false;
  bool broke_ GUARDED_BY(mutex_) = false;
};

}  // namespace table
