#include "kv/rocksdb/commit/committer.h"

#include <gtest/gtest.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "kv/counter_row.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"
#include "run/end_of_turn.h"
#include "run/runner.h"

namespace kv::rocks::commit {
namespace {

constexpr ShardId kShard{7};

// A committer that can be held up, so that commits gather.
class CommitterTest : public testing::Test {
 protected:
  CommitterTest() {
    options_ = DefaultOptions("/data", 2, size_t{64} << 20);
    options_.disk_reserve_bytes = 0;
  }
  ~CommitterTest() override {
    if (holder_.joinable()) Release();
  }

  void Start() {
    database_ = *engine::Database::Open(files_.files(), options_, engine::OpenMode::kReadWrite);
    shards_.Put({.id = kShard, .space = {7}, .begin = {}, .end = {}, .trimmed = {}, .split = {}});
    committer_ = std::make_unique<Committer>(
        *database_, shards_, shards::Leases(), clock_,
        Committer::Caches{last_writes_, row_cache_, scan_cache_, log_waits_});
  }
  void Hold() {
    run::Event held;
    holder_ = std::thread([&] {
      EXPECT_TRUE(committer_
                      ->Apply([&](Committer::Change&) -> base::Status {
                        held.Set();
                        release_.Wait();
                        return {};
                      })
                      .ok());
    });
    held.Wait();
  }
  void Release() {
    release_.Set();
    holder_.join();
  }
  void AwaitWaiting(uint64_t commits) {
    while (committer_->figures().waiting != commits) std::this_thread::yield();
  }

  static Batch PutBatch(std::string_view key, std::string_view value) {
    Batch batch;
    batch.Put(kShard, {Family::kItem, key}, std::string(value));
    return batch;
  }

  base::ManualClock clock_;
  ForgetfulFileSystem files_{1};
  RocksDbOptions options_;
  std::unique_ptr<engine::Database> database_;
  shards::ShardTable shards_;
  cache::LastWrites last_writes_{1, 1 << 16};
  cache::RowCache row_cache_{size_t{1} << 20, last_writes_};
  cache::ScanCache scan_cache_{size_t{1} << 20, 1};
  LogWaits log_waits_{clock_};
  std::unique_ptr<Committer> committer_;
  run::Event release_;
  std::thread holder_;
};

TEST_F(CommitterTest, WhatWaitsSharesOneSync) {
  Start();
  ASSERT_TRUE(committer_->Commit(PutBatch("first", "1")).ok());  // syncs the directory, too
  Hold();
  constexpr uint64_t kCommits = 50;
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < kCommits; ++i) {
    threads.emplace_back(
        [&, i] { EXPECT_TRUE(committer_->Commit(PutBatch(std::to_string(i), "v")).ok()); });
  }
  AwaitWaiting(kCommits);
  const auto before = committer_->figures();
  const uint64_t syncs_before = files_.syncs();
  Release();
  for (auto& thread : threads) thread.join();
  const auto after = committer_->figures();
  EXPECT_EQ(after.commits - before.commits, kCommits);
  EXPECT_EQ(after.groups - before.groups, 1u);
  EXPECT_EQ(files_.syncs() - syncs_before, 1u);
}

TEST_F(CommitterTest, WhoServesOneAloneCommitsHimself) {
  Start();
  {
    const run::Turns turns(clock_);  // which nobody ends: were it put off, it would wait for ever
    const run::Served served{.clients = 1, .requests = 1};
    run::SetServed(&served);
    ASSERT_TRUE(committer_->Commit(PutBatch("first", "1")).ok());  // syncs the directory, too
    const uint64_t syncs = files_.syncs();
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(committer_->Commit(PutBatch(std::to_string(i), "2")).ok());
    }
    EXPECT_EQ(files_.syncs() - syncs, 10u);
  }
  EXPECT_EQ(committer_->figures().groups, 11u);
  EXPECT_TRUE(committer_->Commit(PutBatch("last", "3")).ok());
}

#ifndef STATOR_SANITIZED  // sanitizers cannot follow a stack switch
// An event loop's thread, the one that makes it, on which tasks commit.
class LoopOfTasks {
 public:
  void Start(std::function<void()> task) { runner_.Run(std::move(task)); }
  // Until nothing more is to be done, but by the committer.
  void RunUntilIdle() {
    while (RunPosted(/*sleep=*/false)) turns_.Next(/*any_ready=*/true);
    turns_.Idle();
    turns_.Next(/*any_ready=*/false);
  }
  // Until all tasks are done.
  void Run() {
    while (runner_.active() > 0) {
      const bool any = RunPosted(/*sleep=*/!turns_.awaits_idle());
      turns_.Next(any);
      if (!any) turns_.Idle();
    }
  }

 private:
  void Post(std::function<void()> work) {
    base::MutexLock lock(mutex_);
    work_.push_back(std::move(work));
    posted_.NotifyOne();
  }
  bool RunPosted(bool sleep) {
    std::vector<std::function<void()>> all;
    {
      base::MutexLock lock(mutex_);
      while (sleep && work_.empty()) posted_.Wait(mutex_);
      all.swap(work_);
    }
    for (const auto& work : all) work();
    return !all.empty();
  }

  const base::SystemClock clock_;
  base::Mutex mutex_;
  base::CondVar posted_;
  std::vector<std::function<void()>> work_ GUARDED_BY(mutex_);
  run::Turns turns_{clock_};
  run::FiberRunner runner_{[this](std::function<void()> work) { Post(std::move(work)); }};
};

// Each of the tasks does one commit after another.
void CommitInTasks(Committer* committer, int tasks, int commits) {
  LoopOfTasks loop;
  for (int task = 0; task < tasks; ++task) {
    loop.Start([=] {
      for (int i = 0; i < commits; ++i) {
        Batch batch;
        batch.Put(kShard, {Family::kItem, std::to_string(task)}, std::to_string(i));
        EXPECT_TRUE(committer->Commit(batch).ok());
      }
    });
  }
  loop.Run();
}

TEST_F(CommitterTest, TheTasksOfALoopShareSyncs) {
  Start();
  constexpr int kTasks = 40;
  constexpr int kCommits = 50;
  std::thread([&] { CommitInTasks(committer_.get(), kTasks, kCommits); }).join();
  EXPECT_EQ(committer_->figures().commits, uint64_t{kTasks} * kCommits);
  EXPECT_LE(committer_->figures().groups, uint64_t{2} * kCommits + 2);
}

// A committer that rests for ever after a group of few.
class CommitterRestTest : public CommitterTest {
 protected:
  CommitterRestTest() { options_.group_rest = std::chrono::hours(1); }

  void StartCommit(std::string key) {
    loop_.Start([this, key] { EXPECT_TRUE(committer_->Commit(PutBatch(key, "v")).ok()); });
  }
  // The first group, and with it the knowledge that three come at a time.
  void CommitThree() {
    for (const char* key : {"1", "2", "3"}) StartCommit(key);
    loop_.Run();
    ASSERT_EQ(committer_->figures().groups, 1u);
  }

  LoopOfTasks loop_;
};

TEST_F(CommitterRestTest, EndsWhenThereAreEnough) {
  Start();
  CommitThree();
  for (const char* key : {"4", "5", "6"}) {
    StartCommit(key);
    loop_.RunUntilIdle();
  }
  loop_.Run();
  EXPECT_EQ(committer_->figures().commits, 6u);
  EXPECT_EQ(committer_->figures().groups, 2u);
}

TEST_F(CommitterRestTest, EndsWhenNoMoreCanCome) {
  Start();
  CommitThree();
  run::Served served{.clients = 3, .requests = 1};
  run::SetServed(&served);
  StartCommit("4");
  loop_.RunUntilIdle();
  served.requests = 2;
  StartCommit("5");
  loop_.RunUntilIdle();
  served.clients = 2;
  StartCommit("6");
  loop_.Run();
  EXPECT_EQ(committer_->figures().groups, 2u);
}

TEST_F(CommitterRestTest, EndsForAPlan) {
  Start();
  CommitThree();
  StartCommit("4");
  loop_.RunUntilIdle();
  EXPECT_TRUE(committer_->Apply([](Committer::Change&) { return base::Status(); }).ok());
  loop_.Run();
  EXPECT_EQ(committer_->figures().commits, 4u);
}

TEST_F(CommitterTest, RestsForAWhileOnly) {
  options_.group_rest = std::chrono::milliseconds(1);
  Start();
  LoopOfTasks loop;
  for (const int tasks : {3, 1, 2}) {
    for (int task = 0; task < tasks; ++task) {
      loop.Start([&] { EXPECT_TRUE(committer_->Commit(PutBatch("key", "v")).ok()); });
    }
    loop.Run();
  }
  EXPECT_EQ(committer_->figures().commits, 6u);
}

// Nobody waits for ever, whoever else commits, and however few there are.
TEST_F(CommitterTest, SeveralLoopsAndThreadsCommitTogether) {
  Start();
  constexpr int kCommits = 200;
  std::vector<std::thread> threads;
  for (const int tasks : {1, 10, 60}) {
    threads.emplace_back([&, tasks] { CommitInTasks(committer_.get(), tasks, kCommits); });
  }
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int commit = 0; commit < kCommits; ++commit) {
        EXPECT_TRUE(committer_->Commit(PutBatch("thread", "v")).ok());
        if (commit % 10 == 0) {
          EXPECT_TRUE(committer_->Apply([](Committer::Change&) { return base::Status(); }).ok());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(committer_->figures().commits, uint64_t{1 + 10 + 60 + 3} * kCommits);
}
#endif

TEST_F(CommitterTest, LaterMembersOfAGroupSeeEarlierOnes) {
  Start();
  Hold();
  // One at a time, so that their order is known.
  std::vector<std::thread> threads;
  std::vector<base::Result<CommitResult>> results(6, base::Result<CommitResult>{CommitResult{}});
  const auto commit = [&](size_t i, Batch batch) {
    threads.emplace_back(
        [&, i, batch = std::move(batch)] { results[i] = committer_->Commit(batch); });
    AwaitWaiting(i + 1);
  };
  const KeyView key{Family::kItem, "key"};
  const KeyView counter{Family::kMeta, "counter"};
  Batch make;
  make.Check(kShard, key, Version());
  make.Put(kShard, key, "made");
  make.Add(kShard, "counter", 2);
  Batch make_again = make;
  Batch change;
  change.Check(kShard, key, Version("made", {}));
  change.Check(kShard, counter, Version(EncodeCounter(2), {}));
  change.Delete(kShard, key);
  change.Add(kShard, "counter", 3);
  Batch stale = change;
  Batch remake;
  remake.Check(kShard, key, Version(std::nullopt, committer_->mark()));
  remake.Put(kShard, key, "remade");
  remake.Check(kShard, counter, Version(EncodeCounter(5), {}));
  Batch overwrite;
  overwrite.Put(kShard, counter, EncodeCounter(7));
  commit(0, make);
  commit(1, make_again);
  commit(2, change);
  commit(3, stale);
  commit(4, remake);
  commit(5, overwrite);
  const auto before = committer_->figures();
  Release();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(committer_->figures().groups - before.groups, 1u);

  const std::vector<bool> expected = {true, false, true, false, true, true};
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(results[i].ok(), expected[i]) << i;
    if (!results[i].ok()) {
      EXPECT_EQ(results[i].error().code, base::ErrorCode::kConflict);
    }
  }
  std::string value;
  ASSERT_TRUE(database_->db()
                  ->Get({}, database_->column(engine::Column::kItems),
                        engine::RowKey({7}, key).slice(), &value)
                  .ok());
  EXPECT_EQ(value, "remade");
  ASSERT_TRUE(database_->db()
                  ->Get({}, database_->column(engine::Column::kMeta),
                        engine::RowKey({7}, counter).slice(), &value)
                  .ok());
  EXPECT_EQ(value, EncodeCounter(7));
}

TEST_F(CommitterTest, RefusesWhatDoesNotFitTheQueue) {
  options_.queue_commits_max = 2;
  options_.queue_bytes_max = 1000;
  Start();
  Hold();
  std::vector<std::thread> threads;
  for (const char* key : {"a", "b"}) {
    threads.emplace_back([&, key] { EXPECT_TRUE(committer_->Commit(PutBatch(key, "v")).ok()); });
  }
  AwaitWaiting(2);
  const auto refused = committer_->Commit(PutBatch("c", "v"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(committer_->figures().refused, 1u);
  Release();
  for (auto& thread : threads) thread.join();
}

// As one request may need: a transaction of 4 MB in a table with 20 indexes.
TEST_F(CommitterTest, TakesACommitThatIsLargerThanTheQueueIfItIsAlone) {
  options_.queue_bytes_max = 1000;
  Start();
  EXPECT_TRUE(committer_->Commit(PutBatch("a", std::string(1001, 'v'))).ok());
  Hold();
  std::thread first([&] { EXPECT_TRUE(committer_->Commit(PutBatch("b", "v")).ok()); });
  AwaitWaiting(1);
  EXPECT_EQ(committer_->Commit(PutBatch("c", std::string(1001, 'v'))).error().code,
            base::ErrorCode::kUnavailable);
  Release();
  first.join();
  const std::string piece(size_t{1} << 20, 'v');
  Batch huge;
  for (int i = 0; i < 513; ++i) huge.Put(kShard, {Family::kItem, std::to_string(i)}, piece);
  EXPECT_EQ(committer_->Commit(std::move(huge)).error().code, base::ErrorCode::kInvalidArgument);
}

TEST_F(CommitterTest, RefusesMoreBytesThanTheQueueHolds) {
  options_.queue_bytes_max = 1000;
  Start();
  Hold();
  std::thread first(
      [&] { EXPECT_TRUE(committer_->Commit(PutBatch("a", std::string(900, 'v'))).ok()); });
  AwaitWaiting(1);
  EXPECT_EQ(committer_->Commit(PutBatch("b", std::string(100, 'v'))).error().code,
            base::ErrorCode::kUnavailable);
  Release();
  first.join();
}

TEST_F(CommitterTest, GroupsAreBounded) {
  options_.group_commits_max = 4;
  Start();
  Hold();
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back(
        [&, i] { EXPECT_TRUE(committer_->Commit(PutBatch(std::to_string(i), "v")).ok()); });
  }
  AwaitWaiting(10);
  const auto before = committer_->figures();
  Release();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(committer_->figures().groups - before.groups, 3u);
}

TEST_F(CommitterTest, FinishesWhatWaitsBeforeItEnds) {
  Start();
  Hold();
  std::vector<std::thread> threads;
  std::atomic<int> succeeded{0};
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&, i] {
      if (committer_->Commit(PutBatch(std::to_string(i), "v")).ok()) ++succeeded;
    });
  }
  AwaitWaiting(10);
  std::thread ender([&] { committer_.reset(); });
  Release();
  ender.join();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(succeeded, 10);
}

TEST_F(CommitterTest, PositionsOfAFailedWriteAreNotSkippedForever) {
  Start();
  Batch batch;
  batch.Append(kShard, "record");
  const auto first = committer_->Commit(batch);
  ASSERT_TRUE(first.ok());
  // RocksDB's sequence, at which positions begin when the store is opened again, is never behind.
  EXPECT_LE(committer_->last_position().value, database_->db()->GetLatestSequenceNumber());
  files_.FailSyncsOf(".log");
  EXPECT_FALSE(committer_->Commit(batch).ok());
  EXPECT_EQ(committer_->last_position(), first->positions.at(0));
}

}  // namespace
}  // namespace kv::rocks::commit
