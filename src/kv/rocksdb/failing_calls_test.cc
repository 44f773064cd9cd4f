// Each call of each file fails in turn, once and for a while, with each error: the store answers
// errors, goes on reading, loses nothing, and heals without a restart where it can.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "kv/rocksdb/testing/failing_file_system.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"

namespace kv {
namespace {

using Error = FailingFileSystem::Error;

constexpr ShardId kShard{7};
constexpr ShardId kTrimmed{8};
constexpr int kRounds = 40;

// One store on one failing disk.
class FailingStore {
 public:
  FailingStore() {
    options_ = DefaultOptions("/data", 2, size_t{64} << 20);
    options_.write_buffer_bytes = 64 << 10;
    options_.wal_bytes_max = 256 << 10;
    options_.disk_reserve_bytes = 0;
    options_.open_files_max = 20;
    options_.retry_after = std::chrono::milliseconds(10);
  }

  base::Status Open() {
    store_.reset();
    TRY_ASSIGN(store_, OpenRocksDbStoreOn(failing_.files(), options_, clock_));
    return {};
  }
  base::Status Create() {
    TRY(Open());
    TRY(store_->CreateShard(kShard));
    return store_->CreateShard(kTrimmed);
  }

  // One commit over several families; `acknowledged_` and `unknown_` hold what came of each.
  base::Status Put() {
    const std::string key = std::to_string(next_++);
    Batch batch;
    batch.Put(kShard, {Family::kItem, key}, std::string(8000, 'v'));
    batch.Put(kShard, {Family::kGlobalIndex, key}, "entry");
    batch.Add(kShard, "count", 1);
    batch.Append(kTrimmed, key);
    auto result = store_->Commit(std::move(batch));
    if (result.ok()) {
      acknowledged_.push_back(key);
      return {};
    }
    if (result.error().code == base::ErrorCode::kInternal) {
      unknown_.insert(key);
    } else {
      refused_.push_back(key);
    }
    return std::move(result).error();
  }

  // Work of all kinds. Errors are what a failing disk brings; the process goes on.
  void Work() {
    for (int i = 0; i < kRounds; ++i) {
      (void)Put().ok();
      if (!acknowledged_.empty()) {
        (void)store_->Get(kShard, {Family::kItem, acknowledged_.front()}, {}).ok();
      }
    }
    (void)store_->TrimLog(kTrimmed, {10}).ok();
    (void)store_->CreateShard({9}).ok();
    (void)store_->DropShard({9}).ok();
    int rows = 0;
    (void)store_
        ->Scan(kShard, {.bytes_max = size_t{1} << 30, .count_max = size_t{1} << 20},
               [&](auto, auto) {
                 ++rows;
                 return ScanStep::kContinue;
               })
        .ok();
  }

  // True once a commit is taken again, false if only a restart helps.
  bool Heals() {
    for (;;) {
      const base::Status put = Put();
      if (put.ok()) return true;
      if (put.error().message.find("no more commits") != std::string::npos) return false;
    }
  }

  void CheckAll(const std::string& what) {
    const auto has = [&](Family family, const std::string& key) {
      const auto found = store_->Get(kShard, {family, key}, Consistency::kConsistent);
      EXPECT_TRUE(found.ok()) << what << ": " << found.error().message;
      return found.ok() && found->value.has_value();
    };
    size_t there = 0;
    for (const std::string& key : acknowledged_) {
      EXPECT_TRUE(has(Family::kItem, key)) << what << ": " << key << " is lost";
      EXPECT_TRUE(has(Family::kGlobalIndex, key)) << what << ": " << key << " is lost by half";
      ++there;
    }
    for (const std::string& key : refused_) {
      EXPECT_FALSE(has(Family::kItem, key)) << what << ": " << key << " was refused";
      EXPECT_FALSE(has(Family::kGlobalIndex, key)) << what << ": " << key << " was refused";
    }
    for (const std::string& key : unknown_) {
      const bool item = has(Family::kItem, key);
      EXPECT_EQ(item, has(Family::kGlobalIndex, key)) << what << ": half of " << key;
      if (item) ++there;
    }
    const auto count = store_->Get(kShard, {Family::kMeta, "count"}, Consistency::kConsistent);
    ASSERT_TRUE(count.ok() && count->value);
    uint64_t counted = 0;
    for (int i = 7; i >= 0; --i) {
      counted = counted << 8 | static_cast<uint8_t>(count->value->bytes()[static_cast<size_t>(i)]);
    }
    EXPECT_EQ(counted, there) << what;
  }

  FailingFileSystem& disk() { return failing_; }
  void Close() { store_.reset(); }

 private:
  base::ManualClock clock_;
  ForgetfulFileSystem forgetful_{1};
  FailingFileSystem failing_{forgetful_.files()};
  RocksDbOptions options_;
  std::unique_ptr<Store> store_;
  int next_ = 0;
  std::vector<std::string> acknowledged_;
  std::vector<std::string> refused_;
  std::set<std::string> unknown_;
};

struct Case {
  std::string call;
  Error error;
  uint64_t count;  // of failures

  std::string Name() const {
    static constexpr const char* kNames[] = {"no space", "I/O", "read-only", "too many files"};
    return call + " fails " + std::to_string(count) + " times: " + kNames[static_cast<int>(error)];
  }
};

constexpr std::array kErrors = {Error::kNoSpace, Error::kInputOutput, Error::kReadOnly,
                                Error::kTooManyFiles};

// All calls there are, once and for a while.
std::vector<Case> Cases() {
  FailingStore store;
  EXPECT_TRUE(store.Create().ok());
  store.Work();
  store.Close();
  EXPECT_TRUE(store.Open().ok());
  std::vector<Case> cases;
  size_t turn = 0;
  for (const auto& [call, made] : store.disk().calls()) {
    // To RocksDB all errors of a file are alike (watched_files.h), so each call meets some of them.
    for (int i = 0; i < 2; ++i, ++turn) {
      cases.push_back({call, kErrors[turn % kErrors.size()], i == 0 ? uint64_t{1} : uint64_t{50}});
    }
    if (cases.size() % kErrors.size() == 0) ++turn;
  }
  return cases;
}

TEST(FailingCalls, AtWorkLoseNothingAndHealWithoutARestart) {
  int failures = 0;
  for (const Case& one : Cases()) {
    SCOPED_TRACE(one.Name());
    FailingStore store;
    ASSERT_TRUE(store.Create().ok());
    store.Work();
    store.disk().Fail(one.call, one.error, 1, one.count);
    store.Work();
    if (store.disk().failures() > 0) ++failures;
    store.disk().Heal();
    // Which names are there after a crash is not known when a directory cannot be synced.
    EXPECT_TRUE(store.Heals() || one.call == "directory.Fsync");
    store.Close();
    const base::Status opened = store.Open();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store.CheckAll(one.Name());
  }
  EXPECT_GT(failures, 20);
}

TEST(FailingCalls, WhenItIsOpenedLoseNothing) {
  int failures = 0;
  for (const Case& one : Cases()) {
    SCOPED_TRACE(one.Name());
    FailingStore store;
    ASSERT_TRUE(store.Create().ok());
    store.Work();
    store.disk().Fail(one.call, one.error, 0, one.count);
    if (store.Open().ok()) store.Work();
    if (store.disk().failures() > 0) ++failures;
    store.disk().Heal();
    store.Close();
    const base::Status opened = store.Open();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store.CheckAll(one.Name());
  }
  EXPECT_GT(failures, 20);
}

// When a log cannot be written for long, RocksDB resumes again and again, with nothing to flush.
TEST(FailingCalls, ALogThatFailsForLongIsBegunAnewEachTime) {
  for (const char* const call : {"log.Append", "log.Sync", "log.Create"}) {
    FailingStore store;
    ASSERT_TRUE(store.Create().ok());
    for (int round = 0; round < 20; ++round) {
      store.disk().Fail(call, Error::kNoSpace, 0, 2);
      store.Work();
      store.disk().Heal();
      ASSERT_TRUE(store.Heals());
    }
    store.Close();
    ASSERT_TRUE(store.Open().ok());
    store.CheckAll(call);
  }
}

}  // namespace
}  // namespace kv
