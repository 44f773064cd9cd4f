// The contract of kv/store.h as tests. To run them on a store, instantiate the suite in a test file
// of its layer:
//
//   INSTANTIATE_TEST_SUITE_P(MyStore, StoreContract, testing::Values(ContractParam{...}),
//                            ContractParamName);
//
// The other store_contract_*.h belong to it, and are included here.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "kv/store.h"

namespace kv {

// Where a store lives while it is open and while it is not.
class ContractHome {
 public:
  virtual ~ContractHome() = default;
  // Opens the store, as it was left by the one before (which is gone).
  virtual base::Result<std::unique_ptr<Store>> Open(const base::Clock& clock) = 0;
  // Whether what was committed is there when the store is opened again.
  virtual bool durable() const { return true; }
  // Homes whose power can be cut: nothing can be written from CutPower on, until the store is gone
  // and Restore was called.
  virtual bool can_cut_power() const { return false; }
  virtual void CutPower() {}
  virtual void Restore() {}
};

struct ContractParam {
  std::string name;
  std::function<std::unique_ptr<ContractHome>()> make_home;
};

inline std::string ContractParamName(const testing::TestParamInfo<ContractParam>& info) {
  return info.param.name;
}
inline void PrintTo(const ContractParam& param, std::ostream* out) { *out << param.name; }

class StoreContract : public testing::TestWithParam<ContractParam> {
 protected:
  using Rows = std::vector<std::pair<std::string, std::string>>;
  static constexpr ShardId kShard{7};
  static constexpr ShardId kOther{8};

  void SetUp() override {
    home_ = GetParam().make_home();
    Open();
    ASSERT_TRUE(store_->CreateShard(kShard).ok());
    ASSERT_TRUE(store_->CreateShard(kOther).ok());
  }

  void Open() {
    auto opened = home_->Open(clock_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = *std::move(opened);
  }
  void Reopen() {
    store_.reset();
    Open();
  }

  static KeyView Item(std::string_view bytes) { return {Family::kItem, bytes}; }
  static KeyView Meta(std::string_view bytes) { return {Family::kMeta, bytes}; }

  static std::string Number(int64_t value) {
    std::string bytes;
    base::AppendLittleEndian64(static_cast<uint64_t>(value), &bytes);
    return bytes;
  }
  static int64_t NumberIn(const std::optional<std::string>& bytes) {
    if (!bytes || bytes->size() != 8) return -1;
    return static_cast<int64_t>(base::ReadLittleEndian64(bytes->data()));
  }

  base::ErrorCode CommitError(Batch batch) {
    auto result = store_->Commit(std::move(batch));
    EXPECT_FALSE(result.ok());
    return result.ok() ? base::ErrorCode::kInternal : result.error().code;
  }
  void CommitOk(Batch batch) {
    const auto result = store_->Commit(std::move(batch));
    ASSERT_TRUE(result.ok()) << result.error().message;
  }
  void Put(ShardId shard, KeyView key, std::string_view value) {
    Batch batch;
    batch.Put(shard, key, std::string(value));
    CommitOk(std::move(batch));
  }
  LogPosition Append(ShardId shard, std::string_view record) {
    Batch batch;
    batch.Append(shard, record);
    const auto result = store_->Commit(std::move(batch));
    EXPECT_TRUE(result.ok());
    EXPECT_EQ(result->positions.size(), 1u);
    return result->positions.at(0);
  }

  std::optional<std::string> Get(ShardId shard, KeyView key) {
    const auto found = store_->Get(shard, key, Consistency::kConsistent);
    EXPECT_TRUE(found.ok()) << found.error().message;
    if (!found.ok() || !found->value) return std::nullopt;
    return std::string(found->value->bytes());
  }
  int64_t Count(ShardId shard, std::string_view meta_key) {
    const auto count = store_->Counter(shard, meta_key, Consistency::kConsistent);
    EXPECT_TRUE(count.ok()) << count.error().message;
    return count.ok() ? *count : -1;
  }
  void Add(ShardId shard, std::string_view meta_key, int64_t delta) {
    Batch batch;
    batch.Add(shard, meta_key, delta);
    CommitOk(std::move(batch));
  }
  Version VersionOf(ShardId shard, KeyView key) {
    const auto found = store_->Get(shard, key, Consistency::kConsistent);
    EXPECT_TRUE(found.ok());
    return found.ok() ? found->version() : Version();
  }
  Rows Scan(ShardId shard, const ScanRequest& request, bool* may_have_more = nullptr) {
    Rows rows;
    const auto result = store_->Scan(shard, request, [&](auto key, auto value) {
      rows.emplace_back(key, value);
      return ScanStep::kContinue;
    });
    EXPECT_TRUE(result.ok()) << result.error().message;
    if (may_have_more != nullptr && result.ok()) *may_have_more = result->may_have_more;
    return rows;
  }
  std::vector<std::string> Records(ShardId shard, LogPosition after = {}) {
    std::vector<std::string> records;
    const auto read = store_->ReadLog(shard, after, {});
    EXPECT_TRUE(read.ok()) << read.error().message;
    if (!read.ok()) return records;
    for (const auto& record : *read) records.push_back(record.record);
    return records;
  }

  double Figure(std::string_view name) {
    for (const auto& statistic : store_->Statistics()) {
      if (statistic.name == name) return statistic.value;
    }
    return -1;
  }
  // Until so many wait for records of logs.
  void AwaitLogWaiters(int count) {
    while (Figure("log_waiters") != count) std::this_thread::yield();
  }

  // Runs `work` on so many threads at once, and waits for all.
  static void OnThreads(int count, const std::function<void(int)>& work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
    for (auto& thread : threads) thread.join();
  }

  base::ManualClock clock_;
  std::unique_ptr<ContractHome> home_;
  std::unique_ptr<Store> store_;
};

// Reading.

TEST_P(StoreContract, GetFindsWhatWasPut) {
  EXPECT_EQ(Get(kShard, Item("a")), std::nullopt);
  Put(kShard, Item("a"), "one");
  EXPECT_EQ(Get(kShard, Item("a")), "one");
  Put(kShard, Item("a"), "two");
  EXPECT_EQ(Get(kShard, Item("a")), "two");
  Batch batch;
  batch.Delete(kShard, Item("a"));
  CommitOk(std::move(batch));
  EXPECT_EQ(Get(kShard, Item("a")), std::nullopt);
}

TEST_P(StoreContract, GetOfNoShardIsNotFound) {
  const auto found = store_->Get({99}, Item("a"), Consistency::kEventual);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, base::ErrorCode::kNotFound);
}

TEST_P(StoreContract, FamiliesAndShardsAreApart) {
  const Family families[] = {Family::kMeta, Family::kItem, Family::kLocalIndex,
                             Family::kGlobalIndex};
  for (const ShardId shard : {kShard, kOther}) {
    for (const Family family : families) {
      const std::string value = std::to_string(shard.value * 10 + static_cast<int>(family));
      Put(shard, {family, "key"}, value);
    }
  }
  for (const ShardId shard : {kShard, kOther}) {
    for (const Family family : families) {
      const std::string value = std::to_string(shard.value * 10 + static_cast<int>(family));
      EXPECT_EQ(Get(shard, {family, "key"}), value);
      EXPECT_EQ(Scan(shard, {.family = family}), (Rows{{"key", value}}));
      EXPECT_EQ(Scan(shard, {.family = family, .direction = Direction::kBackward}),
                (Rows{{"key", value}}));
    }
  }
}

TEST_P(StoreContract, KeysAndValuesAreAnyBytes) {
  const std::string key("\0\xff\0", 3);
  const std::string value("\xff\0", 2);
  Put(kShard, Item(key), value);
  Put(kShard, Item("empty"), "");
  const std::string longest(kKeyBytesMax, 'k');
  Put(kShard, Item(longest), "longest");
  EXPECT_EQ(Get(kShard, Item(key)), value);
  EXPECT_EQ(Get(kShard, Item("empty")), "");
  EXPECT_EQ(Get(kShard, Item(longest)), "longest");
}

TEST_P(StoreContract, CommitRefusesKeysThatAreTooLong) {
  Batch batch;
  batch.Put(kShard, Item("fine"), "value");
  batch.Put(kShard, Item(std::string(kKeyBytesMax + 1, 'k')), "value");
  EXPECT_EQ(CommitError(std::move(batch)), base::ErrorCode::kInvalidArgument);
  EXPECT_EQ(Get(kShard, Item("fine")), std::nullopt);
}

TEST_P(StoreContract, ValueStaysInPlaceAfterItWasReplaced) {
  Put(kShard, Item("a"), "one");
  const auto found = store_->Get(kShard, Item("a"), Consistency::kConsistent);
  ASSERT_TRUE(found.ok() && found->value);
  Put(kShard, Item("a"), "two");
  EXPECT_EQ(found->value->bytes(), "one");
}

TEST_P(StoreContract, MultiGetAnswersInTheOrderAsked) {
  Put(kShard, Item("a"), "1");
  Put(kOther, {Family::kGlobalIndex, "b"}, "2");
  Put(kShard, Meta("c"), "3");
  const std::vector<GetRequest> requests = {{kOther, {Family::kGlobalIndex, "b"}},
                                            {kShard, Item("none")},
                                            {kShard, Item("a")},
                                            {kShard, Meta("c")},
                                            {kShard, Item("a")}};
  for (const bool one_cut : {false, true}) {
    const auto found = store_->MultiGet(requests, {.one_cut = one_cut});
    ASSERT_TRUE(found.ok());
    std::vector<std::string> values;
    for (const auto& one : *found) {
      values.emplace_back(one.value ? one.value->bytes() : "absent");
    }
    EXPECT_EQ(values, (std::vector<std::string>{"2", "absent", "1", "3", "1"}));
  }
  const std::vector<GetRequest> nowhere = {{{99}, Item("a")}};
  EXPECT_FALSE(store_->MultiGet(nowhere, {}).ok());
  EXPECT_TRUE(store_->MultiGet({}, {})->empty());
}

TEST_P(StoreContract, MultiGetOfOneCutSeesAllOrNothingOfACommit) {
  constexpr int kRounds = 300;
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i < kRounds; ++i) {
      Batch batch;
      batch.Put(kShard, Item("a"), std::to_string(i));
      batch.Put(kOther, {Family::kGlobalIndex, "b"}, std::to_string(i));
      EXPECT_TRUE(store_->Commit(std::move(batch)).ok());
    }
    done = true;
  });
  const std::vector<GetRequest> requests = {{kShard, Item("a")},
                                            {kOther, {Family::kGlobalIndex, "b"}}};
  while (!done) {
    const auto found = store_->MultiGet(requests, {.one_cut = true});
    ASSERT_TRUE(found.ok());
    const auto& first = (*found)[0].value;
    const auto& second = (*found)[1].value;
    ASSERT_EQ(first.has_value(), second.has_value());
    if (first) {
      ASSERT_EQ(first->bytes(), second->bytes());
    }
  }
  writer.join();
}

// Scanning.

TEST_P(StoreContract, ScanVisitsARangeInOrder) {
  for (const char* key : {"b", "a", "d", "c", "ca"}) Put(kShard, Item(key), key);
  EXPECT_EQ(Scan(kShard, {}), (Rows{{"a", "a"}, {"b", "b"}, {"c", "c"}, {"ca", "ca"}, {"d", "d"}}));
  EXPECT_EQ(Scan(kShard, {.start = "b", .end = "ca"}), (Rows{{"b", "b"}, {"c", "c"}}));
  EXPECT_EQ(Scan(kShard, {.start = "b", .end = "ca", .direction = Direction::kBackward}),
            (Rows{{"c", "c"}, {"b", "b"}}));
  EXPECT_EQ(Scan(kShard, {.start = "c", .direction = Direction::kBackward}),
            (Rows{{"d", "d"}, {"ca", "ca"}, {"c", "c"}}));
  EXPECT_EQ(Scan(kShard, {.start = "b", .end = "b"}), Rows{});
  EXPECT_EQ(Scan(kShard, {.start = "c", .end = "b"}), Rows{});
  EXPECT_EQ(Scan(kShard, {.start = "x"}), Rows{});
}

TEST_P(StoreContract, ScanFindsKeysWithinOneLongPrefix) {
  const std::string prefix = "token-of-a-partition";
  for (const char* rest : {"", "1", "2", "3"}) Put(kShard, Item(prefix + rest), rest);
  Put(kShard, Item("token-of-a-qartition"), "another");
  const std::string start = prefix + "1";
  const std::string end = prefix + "3";
  EXPECT_EQ(Scan(kShard, {.start = start, .end = end}), (Rows{{start, "1"}, {prefix + "2", "2"}}));
  EXPECT_EQ(Scan(kShard, {.start = start, .end = end, .direction = Direction::kBackward}),
            (Rows{{prefix + "2", "2"}, {start, "1"}}));
}

TEST_P(StoreContract, ScanStopsAtItsLimitsAndGoesOnFromThere) {
  for (int i = 10; i < 20; ++i) Put(kShard, Item(std::to_string(i)), std::string(10, 'v'));
  for (const Direction direction : {Direction::kForward, Direction::kBackward}) {
    std::vector<std::string> keys;
    std::string start;
    std::optional<std::string> end;
    bool more = true;
    while (more) {
      ScanRequest request{.start = start, .direction = direction, .count_max = 3};
      if (end) request.end = *end;
      const Rows rows = Scan(kShard, request, &more);
      ASSERT_LE(rows.size(), 3u);
      ASSERT_TRUE(!rows.empty() || !more);
      for (const auto& [key, value] : rows) keys.push_back(key);
      if (rows.empty()) break;
      if (direction == Direction::kForward) {
        start = rows.back().first + '\0';
      } else {
        end = rows.back().first;
      }
    }
    std::vector<std::string> all = {"10", "11", "12", "13", "14", "15", "16", "17", "18", "19"};
    if (direction == Direction::kBackward) std::reverse(all.begin(), all.end());
    EXPECT_EQ(keys, all);
  }

  bool more = false;
  EXPECT_EQ(Scan(kShard, {.bytes_max = 24}, &more).size(), 2u);
  EXPECT_TRUE(more);
  EXPECT_EQ(Scan(kShard, {.bytes_max = 1}, &more).size(), 1u);
  EXPECT_TRUE(more);
  EXPECT_EQ(Scan(kShard, {.count_max = 11}, &more).size(), 10u);
  EXPECT_FALSE(more);
}

TEST_P(StoreContract, ScanStopsWhenTheVisitorSaysSo) {
  for (const char* key : {"a", "b", "c"}) Put(kShard, Item(key), key);
  int visited = 0;
  const auto result = store_->Scan(kShard, {}, [&](auto, auto) {
    return ++visited == 2 ? ScanStep::kStop : ScanStep::kContinue;
  });
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->may_have_more);
  EXPECT_EQ(visited, 2);
}

TEST_P(StoreContract, ScanIsOfOneInstant) {
  constexpr int kRounds = 200;
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i < kRounds; ++i) {
      Batch batch;
      for (const char* key : {"a", "b", "c"}) batch.Put(kShard, Item(key), std::to_string(i));
      EXPECT_TRUE(store_->Commit(std::move(batch)).ok());
    }
    done = true;
  });
  while (!done) {
    const Rows rows = Scan(kShard, {});
    for (const auto& [key, value] : rows) ASSERT_EQ(value, rows.front().second);
    ASSERT_TRUE(rows.empty() || rows.size() == 3);
  }
  writer.join();
}

}  // namespace kv

#include "kv/testing/store_contract_commits.h"
#include "kv/testing/store_contract_logs.h"
#include "kv/testing/store_contract_power.h"
#include "kv/testing/store_contract_shards.h"
