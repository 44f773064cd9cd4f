// Part of kv/testing/store_contract.h: logs, shards and leases.
#pragma once

#include "kv/testing/store_contract.h"

namespace kv {

// Logs.

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

// Shards.

TEST_P(StoreContract, CreatingAShardAgainChangesNothing) {
  Put(kShard, Item("a"), "one");
  ASSERT_TRUE(store_->CreateShard(kShard).ok());
  EXPECT_EQ(Get(kShard, Item("a")), "one");
  EXPECT_EQ(*store_->ListShards(), (std::vector<ShardId>{kShard, kOther}));
  EXPECT_EQ(store_->CreateShard({0}).error().code, base::ErrorCode::kInvalidArgument);
}

TEST_P(StoreContract, SplitDividesEveryFamilyAtTheKey) {
  const Family families[] = {Family::kMeta, Family::kItem, Family::kLocalIndex,
                             Family::kGlobalIndex};
  for (const Family family : families) {
    for (const char* key : {"a", "l", "m", "z"}) Put(kShard, {family, key}, key);
  }
  Append(kShard, "before");
  const Version before = VersionOf(kShard, Item("a"));
  ASSERT_TRUE(store_->SplitShard(kShard, "m", {20}, {21}).ok());

  for (const Family family : families) {
    EXPECT_EQ(Scan({20}, {.family = family}), (Rows{{"a", "a"}, {"l", "l"}}));
    EXPECT_EQ(Scan({21}, {.family = family}), (Rows{{"m", "m"}, {"z", "z"}}));
    EXPECT_EQ(Scan({20}, {.family = family, .direction = Direction::kBackward}),
              (Rows{{"l", "l"}, {"a", "a"}}));
    EXPECT_EQ(Get({20}, {family, "l"}), "l");
    EXPECT_EQ(Get({21}, {family, "l"}), std::nullopt);
    EXPECT_EQ(Get({21}, {family, "m"}), "m");
  }
  // The parent's rows are gone, its log is not.
  EXPECT_EQ(store_->Get(kShard, Item("a"), Consistency::kConsistent).error().code,
            base::ErrorCode::kNotFound);
  EXPECT_EQ(store_->Scan(kShard, {}, [](auto, auto) { return ScanStep::kContinue; }).error().code,
            base::ErrorCode::kNotFound);
  Batch batch;
  batch.Put(kShard, Item("a"), "late");
  EXPECT_EQ(CommitError(std::move(batch)), base::ErrorCode::kNotFound);
  Batch append;
  append.Append(kShard, "late");
  EXPECT_EQ(CommitError(std::move(append)), base::ErrorCode::kNotFound);
  EXPECT_EQ(Records(kShard), (std::vector<std::string>{"before"}));
  EXPECT_TRUE(Records({20}).empty());
  EXPECT_EQ(*store_->ListShards(), (std::vector<ShardId>{kShard, kOther, {20}, {21}}));

  // What was read before the split is no longer there once it is changed after it.
  Put({20}, Item("a"), "new");
  Batch check;
  check.Check({20}, Item("a"), before);
  EXPECT_EQ(CommitError(std::move(check)), base::ErrorCode::kConflict);
  EXPECT_GT(Append({21}, "after"), store_->ReadLog(kShard, {}, {})->back().position);
}

TEST_P(StoreContract, RepeatingASplitIsNoError) {
  Put(kShard, Item("a"), "one");
  ASSERT_TRUE(store_->SplitShard(kShard, "m", {20}, {21}).ok());
  Put({21}, Item("z"), "two");
  ASSERT_TRUE(store_->SplitShard(kShard, "m", {20}, {21}).ok());
  EXPECT_EQ(Get({20}, Item("a")), "one");
  EXPECT_EQ(Get({21}, Item("z")), "two");
  EXPECT_FALSE(store_->SplitShard(kShard, "m", {22}, {23}).ok());
  EXPECT_FALSE(store_->SplitShard(kOther, "m", {20}, {24}).ok());
  EXPECT_FALSE(store_->SplitShard(kOther, "m", {24}, {24}).ok());
  EXPECT_EQ(store_->SplitShard({99}, "m", {24}, {25}).error().code, base::ErrorCode::kNotFound);
}

TEST_P(StoreContract, AHalfCanBeSplitAgain) {
  for (const char* key : {"a", "f", "m", "t"}) Put(kShard, Item(key), key);
  ASSERT_TRUE(store_->SplitShard(kShard, "m", {20}, {21}).ok());
  ASSERT_TRUE(store_->SplitShard({20}, "f", {22}, {23}).ok());
  ASSERT_TRUE(store_->SplitShard({21}, "t", {24}, {25}).ok());
  EXPECT_EQ(Scan({22}, {}), (Rows{{"a", "a"}}));
  EXPECT_EQ(Scan({23}, {}), (Rows{{"f", "f"}}));
  EXPECT_EQ(Scan({24}, {}), (Rows{{"m", "m"}}));
  EXPECT_EQ(Scan({25}, {}), (Rows{{"t", "t"}}));
}

TEST_P(StoreContract, DropForgetsAShardAndNoOther) {
  for (const char* key : {"a", "z"}) Put(kShard, Item(key), key);
  Put(kOther, Item("a"), "other");
  Append(kShard, "record");
  ASSERT_TRUE(store_->SplitShard(kShard, "m", {20}, {21}).ok());

  ASSERT_TRUE(store_->DropShard(kShard).ok());
  EXPECT_EQ(store_->ReadLog(kShard, {}, {}).error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(Get({20}, Item("a")), "a");

  ASSERT_TRUE(store_->DropShard({20}).ok());
  ASSERT_TRUE(store_->DropShard({20}).ok());
  ASSERT_TRUE(store_->DropShard({99}).ok());
  EXPECT_EQ(store_->Get({20}, Item("a"), Consistency::kConsistent).error().code,
            base::ErrorCode::kNotFound);
  Batch batch;
  batch.Put({20}, Item("a"), "late");
  EXPECT_EQ(CommitError(std::move(batch)), base::ErrorCode::kNotFound);
  EXPECT_EQ(Get({21}, Item("z")), "z");
  EXPECT_EQ(Get(kOther, Item("a")), "other");
  EXPECT_EQ(*store_->ListShards(), (std::vector<ShardId>{kOther, {21}}));
}

TEST_P(StoreContract, ShardsOutliveAReopen) {
  if (!home_->durable()) GTEST_SKIP() << "nothing outlives this store";
  for (const char* key : {"a", "z"}) Put(kShard, Item(key), key);
  Append(kShard, "record");
  ASSERT_TRUE(store_->SplitShard(kShard, "m", {20}, {21}).ok());
  ASSERT_TRUE(store_->DropShard(kOther).ok());
  Reopen();
  EXPECT_EQ(*store_->ListShards(), (std::vector<ShardId>{kShard, {20}, {21}}));
  EXPECT_EQ(Scan({20}, {}), (Rows{{"a", "a"}}));
  EXPECT_EQ(Scan({21}, {}), (Rows{{"z", "z"}}));
  EXPECT_EQ(Records(kShard), (std::vector<std::string>{"record"}));
  ASSERT_TRUE(store_->SplitShard(kShard, "m", {20}, {21}).ok());
}

TEST_P(StoreContract, SplitUnderConcurrentWritersLosesNothing) {
  constexpr int kThreads = 4;
  constexpr int kKeys = 40;
  const auto key_of = [](int thread, int i) {
    return std::to_string(thread) + "-" + std::to_string(i);
  };
  std::thread splitter([&] { EXPECT_TRUE(store_->SplitShard(kShard, "2", {20}, {21}).ok()); });
  OnThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kKeys; ++i) {
      const std::string key = key_of(thread, i);
      Batch whole;
      whole.Put(kShard, Item(key), key);
      if (store_->Commit(std::move(whole)).ok()) continue;
      Batch half;
      half.Put(key < "2" ? ShardId{20} : ShardId{21}, Item(key), key);
      EXPECT_TRUE(store_->Commit(std::move(half)).ok());
    }
  });
  splitter.join();
  for (int thread = 0; thread < kThreads; ++thread) {
    for (int i = 0; i < kKeys; ++i) {
      const std::string key = key_of(thread, i);
      EXPECT_EQ(Get(key < "2" ? ShardId{20} : ShardId{21}, Item(key)), key);
    }
  }
}

// Leases.

TEST_P(StoreContract, ALeaseHasOneHolderAtATime) {
  using std::chrono::seconds;
  EXPECT_TRUE(*store_->AcquireLease("trim", "me", seconds(10)));
  EXPECT_FALSE(*store_->AcquireLease("trim", "you", seconds(10)));
  EXPECT_TRUE(*store_->AcquireLease("other", "you", seconds(10)));

  clock_.Advance(seconds(6));
  EXPECT_TRUE(*store_->AcquireLease("trim", "me", seconds(10)));  // prolonged
  clock_.Advance(seconds(6));
  EXPECT_FALSE(*store_->AcquireLease("trim", "you", seconds(10)));
  clock_.Advance(seconds(4));
  EXPECT_TRUE(*store_->AcquireLease("trim", "you", seconds(10)));
  EXPECT_FALSE(*store_->AcquireLease("trim", "me", seconds(10)));

  ASSERT_TRUE(store_->ReleaseLease("trim", "me").ok());  // not the holder: nothing
  EXPECT_FALSE(*store_->AcquireLease("trim", "me", seconds(10)));
  ASSERT_TRUE(store_->ReleaseLease("trim", "you").ok());
  EXPECT_TRUE(*store_->AcquireLease("trim", "me", seconds(10)));
  EXPECT_TRUE(store_->ReleaseLease("never taken", "me").ok());
}

TEST_P(StoreContract, ConcurrentAcquirersGetOneHolder) {
  std::atomic<int> holders{0};
  OnThreads(8, [&](int thread) {
    const auto acquired =
        store_->AcquireLease("one", std::to_string(thread), std::chrono::seconds(10));
    EXPECT_TRUE(acquired.ok());
    if (*acquired) ++holders;
  });
  EXPECT_EQ(holders, 1);
}

TEST_P(StoreContract, CommitConflictsUnlessItsLeaseIsHeld) {
  const auto attempt = [&](std::string_view holder) {
    Batch batch;
    batch.RequireLease("trim", holder);
    batch.Put(kShard, Item("by"), std::string(holder));
    return store_->Commit(std::move(batch));
  };
  EXPECT_EQ(attempt("me").error().code, base::ErrorCode::kConflict);
  ASSERT_TRUE(*store_->AcquireLease("trim", "me", std::chrono::seconds(10)));
  EXPECT_TRUE(attempt("me").ok());
  EXPECT_EQ(attempt("you").error().code, base::ErrorCode::kConflict);
  clock_.Advance(std::chrono::seconds(10));
  EXPECT_EQ(attempt("me").error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(Get(kShard, Item("by")), "me");
}

TEST_P(StoreContract, LeasesOutliveAReopen) {
  if (!home_->durable()) GTEST_SKIP() << "nothing outlives this store";
  ASSERT_TRUE(*store_->AcquireLease("trim", "me", std::chrono::seconds(10)));
  ASSERT_TRUE(*store_->AcquireLease("gone", "me", std::chrono::seconds(10)));
  ASSERT_TRUE(store_->ReleaseLease("gone", "me").ok());
  Reopen();
  EXPECT_FALSE(*store_->AcquireLease("trim", "you", std::chrono::seconds(10)));
  EXPECT_TRUE(*store_->AcquireLease("gone", "you", std::chrono::seconds(10)));
  clock_.Advance(std::chrono::seconds(10));
  Reopen();
  EXPECT_TRUE(*store_->AcquireLease("trim", "you", std::chrono::seconds(10)));
}

// Figures.

TEST_P(StoreContract, StatisticsCountCommits) {
  const auto commits = [&] {
    for (const auto& statistic : store_->Statistics()) {
      EXPECT_FALSE(statistic.help.empty());
      if (statistic.name == "commits_total") return statistic.value;
    }
    return -1.0;
  };
  const double before = commits();
  Put(kShard, Item("a"), "one");
  EXPECT_EQ(commits(), before + 1);
}

}  // namespace kv
