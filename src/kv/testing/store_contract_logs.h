// Part of kv/testing/store_contract.h: logs.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "kv/testing/store_contract.h"

namespace kv {

TEST_P(StoreContract, AppendsGetGrowingPositionsInTheirOrder) {
  Batch batch;
  batch.Append(kShard, "one");
  batch.Append(kOther, "elsewhere");
  batch.Append(kShard, "two");
  const auto result = store_->Commit(std::move(batch));
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->positions.size(), 3u);
  EXPECT_GT(result->positions[0], LogPosition{});
  EXPECT_GT(result->positions[2], result->positions[0]);
  const LogPosition third = Append(kShard, "three");
  EXPECT_GT(third, result->positions[2]);

  EXPECT_EQ(Records(kShard), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(Records(kOther), (std::vector<std::string>{"elsewhere"}));
  EXPECT_EQ(Records(kShard, result->positions[0]), (std::vector<std::string>{"two", "three"}));
  EXPECT_TRUE(Records(kShard, third).empty());
  EXPECT_TRUE(Records(kShard, {UINT64_MAX}).empty());
  const auto read = store_->ReadLog(kShard, {}, {});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->at(1).position, result->positions[2]);
}

TEST_P(StoreContract, ReadLogStopsAtItsLimits) {
  for (int i = 0; i < 10; ++i) Append(kShard, std::string(10, static_cast<char>('0' + i)));
  const auto three = store_->ReadLog(kShard, {}, {.count_max = 3});
  ASSERT_TRUE(three.ok());
  ASSERT_EQ(three->size(), 3u);
  const auto two = store_->ReadLog(kShard, three->back().position, {.bytes_max = 15});
  ASSERT_TRUE(two.ok());
  ASSERT_EQ(two->size(), 2u);
  EXPECT_EQ(two->front().record, std::string(10, '3'));
  EXPECT_EQ(store_->ReadLog({99}, {}, {}).error().code, base::ErrorCode::kNotFound);
}

TEST_P(StoreContract, PositionsGrowAfterATrimAndAReopen) {
  const LogPosition first = Append(kShard, "one");
  const LogPosition second = Append(kShard, "two");
  ASSERT_TRUE(store_->TrimLog(kShard, first).ok());
  EXPECT_EQ(Records(kShard), (std::vector<std::string>{"two"}));
  ASSERT_TRUE(store_->TrimLog(kShard, second).ok());
  ASSERT_TRUE(store_->TrimLog(kShard, first).ok());
  EXPECT_TRUE(Records(kShard).empty());
  const LogPosition third = Append(kShard, "three");
  EXPECT_GT(third, second);
  if (!home_->durable()) return;

  ASSERT_TRUE(store_->TrimLog(kShard, third).ok());
  Reopen();
  EXPECT_TRUE(Records(kShard).empty());
  const LogPosition fourth = Append(kShard, "four");
  EXPECT_GT(fourth, third);
  Reopen();
  EXPECT_EQ(Records(kShard), (std::vector<std::string>{"four"}));
  EXPECT_GT(Append(kShard, "five"), fourth);
}

TEST_P(StoreContract, TrimmingWhatIsToComeForgetsNothingOfIt) {
  Append(kShard, "one");
  ASSERT_TRUE(store_->TrimLog(kShard, {UINT64_MAX}).ok());
  Append(kShard, "two");
  EXPECT_EQ(Records(kShard), (std::vector<std::string>{"two"}));
  EXPECT_EQ(store_->TrimLog({99}, {1}).error().code, base::ErrorCode::kNotFound);
}

TEST_P(StoreContract, ALogIsReadInTheOrderOfTheCommits) {
  constexpr int kThreads = 8;
  constexpr int kAppends = 40;
  std::atomic<int> running{kThreads};
  std::vector<std::string> seen;
  std::thread reader([&] {
    LogPosition after;
    for (bool last = false; !last;) {
      last = running == 0;
      const auto read = store_->ReadLog(kShard, after, {.count_max = 7});
      ASSERT_TRUE(read.ok());
      for (const auto& record : *read) {
        ASSERT_GT(record.position, after);
        after = record.position;
        seen.push_back(record.record);
      }
      if (!read->empty()) last = false;
    }
  });
  OnThreads(kThreads, [&](int thread) {
    LogPosition before;
    for (int i = 0; i < kAppends; ++i) {
      Batch batch;
      batch.Append(kShard, std::to_string(thread) + " " + std::to_string(i));
      const auto result = store_->Commit(std::move(batch));
      EXPECT_TRUE(result.ok());
      EXPECT_GT(result->positions.at(0), before);
      before = result->positions.at(0);
    }
    --running;
  });
  reader.join();
  // What the reader saw while they were written is all there is, in the same order.
  EXPECT_EQ(seen, Records(kShard));
  EXPECT_EQ(seen.size(), static_cast<size_t>(kThreads * kAppends));
}

// Waiting for records. An hour of the tests' clock never passes by itself.

TEST_P(StoreContract, WaitLogReturnsAtOnceIfThereIsARecord) {
  const LogPosition first = Append(kShard, "one");
  const LogPosition second = Append(kShard, "two");
  EXPECT_TRUE(store_->WaitLog(kShard, {}, kLogWaitMax).ok());
  EXPECT_TRUE(store_->WaitLog(kShard, first, kLogWaitMax).ok());
  EXPECT_TRUE(store_->WaitLog(kShard, second, std::chrono::milliseconds(0)).ok());
  EXPECT_TRUE(store_->WaitLog(kOther, {}, std::chrono::milliseconds(0)).ok());
  EXPECT_EQ(store_->WaitLog({99}, {}, kLogWaitMax).error().code, base::ErrorCode::kNotFound);
}

TEST_P(StoreContract, WaitLogReturnsWithTheNextRecordOfTheShard) {
  const LogPosition before = Append(kShard, "before");
  std::thread waiter([&] {
    EXPECT_TRUE(store_->WaitLog(kShard, before, kLogWaitMax).ok());
    EXPECT_EQ(Records(kShard, before), (std::vector<std::string>{"after"}));
  });
  AwaitLogWaiters(1);
  Append(kOther, "elsewhere");
  Put(kShard, Item("a"), "no record");
  Append(kShard, "after");
  waiter.join();
}

TEST_P(StoreContract, WaitLogReturnsWhenItsTimeIsOver) {
  std::thread waiter(
      [&] { EXPECT_TRUE(store_->WaitLog(kShard, {}, std::chrono::seconds(10)).ok()); });
  AwaitLogWaiters(1);
  clock_.Advance(std::chrono::seconds(10));
  waiter.join();
  EXPECT_TRUE(Records(kShard).empty());

  // No longer than the longest wait, whatever was asked for.
  std::thread patient(
      [&] { EXPECT_TRUE(store_->WaitLog(kShard, {}, std::chrono::milliseconds::max()).ok()); });
  AwaitLogWaiters(1);
  clock_.Advance(kLogWaitMax);
  patient.join();
}

TEST_P(StoreContract, WaitLogEndsWithItsShard) {
  constexpr auto kNotFound = base::ErrorCode::kNotFound;
  const LogPosition last = Append(kShard, "last");
  std::thread of_dropped(
      [&] { EXPECT_EQ(store_->WaitLog(kOther, {}, kLogWaitMax).error().code, kNotFound); });
  std::thread of_split(
      [&] { EXPECT_EQ(store_->WaitLog(kShard, last, kLogWaitMax).error().code, kNotFound); });
  AwaitLogWaiters(2);
  ASSERT_TRUE(store_->DropShard(kOther).ok());
  of_dropped.join();
  ASSERT_TRUE(store_->SplitShard(kShard, "m", {20}, {21}).ok());
  of_split.join();
  // What the parent's log has can still be read.
  EXPECT_TRUE(store_->WaitLog(kShard, {}, kLogWaitMax).ok());
  EXPECT_EQ(store_->WaitLog(kShard, last, kLogWaitMax).error().code, kNotFound);
}

TEST_P(StoreContract, SoManyMayWaitForRecords) {
  std::vector<std::thread> waiters;
  for (size_t i = 0; i < kLogWaitersMax; ++i) {
    waiters.emplace_back([&] { EXPECT_TRUE(store_->WaitLog(kShard, {}, kLogWaitMax).ok()); });
  }
  AwaitLogWaiters(kLogWaitersMax);
  EXPECT_EQ(store_->WaitLog(kOther, {}, kLogWaitMax).error().code, base::ErrorCode::kUnavailable);
  // Who need not wait is not refused.
  EXPECT_TRUE(store_->WaitLog(kOther, {}, std::chrono::milliseconds(0)).ok());
  Append(kShard, "record");
  for (auto& waiter : waiters) waiter.join();
}

TEST_P(StoreContract, WhoWaitsMissesNoRecord) {
  constexpr int kThreads = 4;
  constexpr int kAppends = 50;
  std::vector<std::string> seen;
  std::thread reader([&] {
    LogPosition after;
    while (seen.size() < size_t{kThreads} * kAppends) {
      ASSERT_TRUE(store_->WaitLog(kShard, after, kLogWaitMax).ok());
      const auto read = store_->ReadLog(kShard, after, {});
      ASSERT_TRUE(read.ok());
      ASSERT_FALSE(read->empty());
      after = read->back().position;
      for (const auto& record : *read) seen.push_back(record.record);
    }
  });
  OnThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kAppends; ++i) {
      Append(kShard, std::to_string(thread) + " " + std::to_string(i));
    }
  });
  reader.join();
  EXPECT_EQ(seen, Records(kShard));
}

}  // namespace kv
