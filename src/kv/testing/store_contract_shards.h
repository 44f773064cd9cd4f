// Part of kv/testing/store_contract.h: shards and leases.
#pragma once

#include "kv/testing/store_contract.h"

namespace kv {

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
