// Part of kv/testing/store_contract.h: what is there after a restart, orderly or not.
#pragma once

#include <atomic>
#include <map>
#include <random>
#include <set>

#include "kv/testing/store_contract.h"

namespace kv {

TEST_P(StoreContract, WhatWasCommittedOutlivesAReopen) {
  if (!home_->durable()) GTEST_SKIP() << "nothing outlives this store";
  Batch batch;
  batch.Put(kShard, Item("a"), "one");
  batch.Put(kShard, {Family::kLocalIndex, "b"}, "two");
  batch.Put(kOther, {Family::kGlobalIndex, "c"}, "three");
  batch.Add(kShard, "counter", 4);
  batch.Append(kShard, "record");
  CommitOk(std::move(batch));
  const Version one = VersionOf(kShard, Item("a"));
  Put(kShard, Item("a"), "changed");
  Reopen();
  EXPECT_EQ(Get(kShard, Item("a")), "changed");
  EXPECT_EQ(Get(kShard, {Family::kLocalIndex, "b"}), "two");
  EXPECT_EQ(Get(kOther, {Family::kGlobalIndex, "c"}), "three");
  EXPECT_EQ(Count(kShard, "counter"), 4);
  EXPECT_EQ(Records(kShard), (std::vector<std::string>{"record"}));
  // What was read before must not let a wrong check pass.
  Batch check;
  check.Check(kShard, Item("a"), one);
  EXPECT_EQ(CommitError(std::move(check)), base::ErrorCode::kConflict);
}

// One writer's account of what it was promised.
struct PowerCutWriter {
  int acknowledged = -1;  // the last commit that returned success
  int attempted = -1;     // the last one that was begun
  std::vector<LogPosition> positions;
};

// Cuts the power again and again while writers commit. Commit number i of a writer puts i under its
// key in two shards, appends a record to its log, and adds one to a counter that all share. After
// each cut, of every writer either everything is there up to an acknowledged commit or one that was
// under way, or it is a lie.
class PowerCutStory {
 public:
  static constexpr int kWriters = 4;
  static constexpr ShardId kItems{7};
  static constexpr ShardId kIndex{8};

  static std::string KeyOf(int writer) { return "writer-" + std::to_string(writer); }
  static std::string RecordOf(int writer, int i) {
    return std::to_string(writer) + "/" + std::to_string(i);
  }

  // Commits until the store fails.
  void Write(Store& store, int writer) {
    PowerCutWriter& mine = writers_[writer];
    for (;;) {
      const int i = mine.acknowledged + 1;
      mine.attempted = i;
      Batch batch;
      const std::string key = KeyOf(writer);
      const std::string value = std::to_string(i) + std::string(static_cast<size_t>(i % 977), '.');
      batch.Put(kItems, {Family::kItem, key}, value);
      batch.Put(kIndex, {Family::kGlobalIndex, key}, value);
      batch.Add(kItems, "commits", 1);
      batch.Append(kItems, RecordOf(writer, i));
      const auto result = store.Commit(std::move(batch));
      ++commits_;
      if (!result.ok()) return;
      mine.acknowledged = i;
      mine.positions.push_back(result->positions.at(0));
      // No read returns what a crash could take back: what another wrote and we can see now must be
      // there after the cut.
      const int other = (writer + 1) % kWriters;
      const auto seen = store.Get(kItems, {Family::kItem, KeyOf(other)}, Consistency::kConsistent);
      if (!seen.ok()) return;
      if (seen->value) Raise(&seen_[other], NumberAtFrontOf(seen->value->bytes()));
    }
  }

  // What the store says after a restart; the writers go on from there.
  void Examine(Store& store) {
    int64_t commits = 0;
    for (int writer = 0; writer < kWriters; ++writer) {
      PowerCutWriter& mine = writers_[writer];
      const std::string key = KeyOf(writer);
      const auto item = store.Get(kItems, {Family::kItem, key}, Consistency::kConsistent);
      const auto index = store.Get(kIndex, {Family::kGlobalIndex, key}, Consistency::kConsistent);
      ASSERT_TRUE(item.ok() && index.ok());
      ASSERT_EQ(item->value.has_value(), index->value.has_value());
      int there = -1;
      if (item->value) {
        ASSERT_EQ(item->value->bytes(), index->value->bytes()) << "half a commit";
        there = NumberAtFrontOf(item->value->bytes());
      }
      ASSERT_GE(there, mine.acknowledged) << "an acknowledged commit is lost";
      ASSERT_GE(there, seen_[writer].load()) << "a commit that was read is lost";
      ASSERT_LE(there, mine.attempted);
      mine.acknowledged = there;
      commits += there + 1;
    }
    ExamineLog(store, commits);
    const auto counter = store.Get(kItems, {Family::kMeta, "commits"}, Consistency::kConsistent);
    ASSERT_TRUE(counter.ok());
    const int64_t counted =
        counter->value
            ? static_cast<int64_t>(base::ReadLittleEndian64(counter->value->bytes().data()))
            : 0;
    ASSERT_EQ(counted, commits);
  }

  int64_t commits() const { return commits_; }

 private:
  static int NumberAtFrontOf(std::string_view value) { return std::stoi(std::string(value)); }
  static void Raise(std::atomic<int>* number, int to) {
    int now = number->load();
    while (now < to && !number->compare_exchange_weak(now, to)) {
    }
  }

  // Each writer's records are there once each, in their order, up to its last commit.
  void ExamineLog(Store& store, int64_t commits) {
    std::map<int, int> next;
    std::set<LogPosition> there;
    LogPosition after;
    int64_t records = 0;
    for (;;) {
      const auto read = store.ReadLog(kItems, after, {});
      ASSERT_TRUE(read.ok()) << read.error().message;
      if (read->empty()) break;
      for (const auto& [position, record] : *read) {
        const int writer = std::stoi(record);
        ASSERT_EQ(record, RecordOf(writer, next[writer]++));
        ASSERT_GT(position, after);
        after = position;
        there.insert(position);
        ++records;
      }
    }
    ASSERT_EQ(records, commits);
    for (const auto& writer : writers_) {
      for (const LogPosition position : writer.positions) ASSERT_TRUE(there.contains(position));
    }
  }

  std::array<PowerCutWriter, kWriters> writers_;
  std::array<std::atomic<int>, kWriters> seen_{-1, -1, -1, -1};
  std::atomic<int64_t> commits_{0};
};

TEST_P(StoreContract, PowerCutsLoseNothingThatWasAcknowledged) {
  if (!home_->can_cut_power()) GTEST_SKIP() << "this store's power cannot be cut";
  constexpr int kCuts = 30;
  std::mt19937_64 random(20120810);
  PowerCutStory story;
  for (int cut = 0; cut < kCuts; ++cut) {
    std::vector<std::thread> writers;
    const int64_t before = story.commits();
    for (int i = 0; i < PowerCutStory::kWriters; ++i) {
      writers.emplace_back([&, i] { story.Write(*store_, i); });
    }
    const auto cut_after = before + static_cast<int64_t>(random() % 120);
    while (story.commits() < cut_after) std::this_thread::yield();
    home_->CutPower();
    for (auto& writer : writers) writer.join();
    store_.reset();
    home_->Restore();
    ASSERT_NO_FATAL_FAILURE(Open());
    ASSERT_NO_FATAL_FAILURE(story.Examine(*store_)) << "after cut " << cut;
  }
}

TEST_P(StoreContract, PowerCutsLoseNoShardAndNoLease) {
  if (!home_->can_cut_power()) GTEST_SKIP() << "this store's power cannot be cut";
  constexpr int kCuts = 15;
  std::vector<ShardId> shards = {kShard, kOther};
  for (int cut = 0; cut < kCuts; ++cut) {
    const ShardId whole{100 + 10 * static_cast<uint64_t>(cut)};
    const ShardId left{whole.value + 1};
    const ShardId right{whole.value + 2};
    ASSERT_TRUE(store_->CreateShard(whole).ok());
    Put(whole, Item("a"), "left");
    Put(whole, Item("z"), "right");
    ASSERT_TRUE(store_->SplitShard(whole, "m", left, right).ok());
    ASSERT_TRUE(*store_->AcquireLease("lease", std::to_string(cut), std::chrono::seconds(10)));
    if (cut % 2 == 0) {
      ASSERT_TRUE(store_->DropShard(left).ok());
    }
    home_->CutPower();
    EXPECT_FALSE(store_->CreateShard({99999}).ok());
    store_.reset();
    home_->Restore();
    ASSERT_NO_FATAL_FAILURE(Open());

    shards.push_back(whole);
    if (cut % 2 != 0) {
      shards.push_back(left);
      EXPECT_EQ(Scan(left, {}), (Rows{{"a", "left"}}));
    }
    shards.push_back(right);
    EXPECT_EQ(Scan(right, {}), (Rows{{"z", "right"}}));
    // What was under way when the power went may be there or not.
    ASSERT_TRUE(store_->DropShard({99999}).ok());
    EXPECT_EQ(*store_->ListShards(), shards);
    EXPECT_FALSE(*store_->AcquireLease("lease", "another", std::chrono::seconds(10)));
    clock_.Advance(std::chrono::seconds(11));
  }
}

}  // namespace kv
