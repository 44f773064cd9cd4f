// What a full disk and a broken one do to a store.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"

namespace kv {
namespace {

constexpr ShardId kShard{7};
constexpr uint64_t kUnlimited = UINT64_MAX;

class Failures : public testing::Test {
 protected:
  void SetUp() override {
    options_ = DefaultOptions("/data", 2, size_t{64} << 20);
    options_.write_buffer_bytes = 64 << 10;
    options_.disk_reserve_bytes = 0;
    options_.retry_after = std::chrono::milliseconds(10);
    Open();
    ASSERT_TRUE(store_->CreateShard(kShard).ok());
  }
  void Open() {
    store_.reset();
    auto opened = OpenRocksDbStoreOn(files_.files(), options_, clock_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = *std::move(opened);
  }

  base::Result<CommitResult> Put(std::string_view key, std::string_view value) {
    Batch batch;
    batch.Put(kShard, {Family::kItem, key}, std::string(value));
    batch.Append(kShard, key);
    return store_->Commit(std::move(batch));
  }
  bool Has(std::string_view key) {
    const auto found = store_->Get(kShard, {Family::kItem, key}, Consistency::kConsistent);
    EXPECT_TRUE(found.ok());
    return found.ok() && found->value.has_value();
  }
  // The store goes on by itself, once the disk does.
  void AwaitTaken(std::string_view key) {
    while (!Put(key, "taken").ok()) std::this_thread::yield();
  }
  size_t LogRecords() { return store_->ReadLog(kShard, {}, {.count_max = 1 << 20})->size(); }

  base::ManualClock clock_;
  ForgetfulFileSystem files_{1};
  RocksDbOptions options_;
  std::unique_ptr<Store> store_;
};

TEST_F(Failures, CommitsAreRefusedBelowTheReserveAndTakenAgainAboveIt) {
  options_.disk_reserve_bytes = 8 << 20;
  Open();
  ASSERT_TRUE(Put("before", "1").ok());
  files_.SetCapacity(files_.used_bytes() + (8 << 20) - 1);
  clock_.Advance(std::chrono::seconds(1));
  const auto refused = Put("while", "2");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, base::ErrorCode::kResourceExhausted);
  EXPECT_FALSE(Has("while"));
  EXPECT_TRUE(Has("before"));
  // What gives space back may use the reserve.
  EXPECT_TRUE(store_->TrimLog(kShard, {1}).ok());

  files_.SetCapacity(kUnlimited);
  EXPECT_TRUE(Put("after", "3").ok());
}

TEST_F(Failures, TablesThatDoNotFitStopCommitsUntilThereIsSpace) {
  files_.RefuseSpaceTo(".sst");
  const std::string value(10000, 'v');
  int accepted = 0;
  for (;;) {
    const auto result = Put(std::to_string(accepted), value);
    if (!result.ok()) {
      ASSERT_EQ(result.error().code, base::ErrorCode::kResourceExhausted) << result.error().message;
      break;
    }
    ++accepted;
  }
  // The store tries again and again to go on. In between it may take a commit, which then counts.
  const auto again = Put("while", "1");
  if (!again.ok()) {
    EXPECT_EQ(again.error().code, base::ErrorCode::kResourceExhausted) << again.error().message;
  }

  files_.RefuseSpaceTo("");
  AwaitTaken("after");
  Open();
  for (int i = 0; i < accepted; ++i) ASSERT_TRUE(Has(std::to_string(i)));
  EXPECT_EQ(Has("while"), again.ok());
  EXPECT_TRUE(Has("after"));
  EXPECT_EQ(LogRecords(), static_cast<size_t>(accepted) + (again.ok() ? 2 : 1));
}

// Another process may fill the disk faster than the reserve is looked at.
TEST_F(Failures, ADiskThatFillsSuddenlyLosesNothingAndHalvesNothing) {
  int refused = 0;
  size_t records = 0;
  for (int round = 0; round < 10; ++round) {
    files_.SetCapacity(files_.used_bytes() + 97700 * static_cast<uint64_t>(round % 7));
    const std::string value(100000, 'v');  // twenty outgrow what a log has ready
    std::vector<bool> accepted;
    const auto key_of = [&](size_t i) { return std::to_string(round) + "/" + std::to_string(i); };
    bool unknown = false;  // the last one
    for (size_t i = 0; i < 20; ++i) {
      const auto result = Put(key_of(i), value);
      accepted.push_back(result.ok());
      if (result.ok()) continue;
      ++refused;
      EXPECT_FALSE(Has(key_of(i)));
      unknown = result.error().code == base::ErrorCode::kInternal;
      if (unknown) break;
      ASSERT_EQ(result.error().code, base::ErrorCode::kResourceExhausted);
    }
    if (round % 2 == 1) {
      files_.CutPower();
      store_.reset();
      files_.Restore(ForgetfulFileSystem::Unsynced::kPartlyKept);
    } else {
      store_.reset();
    }
    files_.SetCapacity(kUnlimited);
    ASSERT_NO_FATAL_FAILURE(Open());
    for (size_t i = 0; i < accepted.size(); ++i) {
      const bool has = Has(key_of(i));
      if (i + 1 < accepted.size() || !unknown) {
        ASSERT_EQ(has, accepted[i]);
      }
      if (has) ++records;
    }
    ASSERT_EQ(LogRecords(), records);
    ASSERT_TRUE(Put("after", "1").ok());
    ++records;
  }
  EXPECT_GT(refused, 0);
}

TEST_F(Failures, AFailedSyncStopsCommitsUntilItsCommitIsTakenBack) {
  ASSERT_TRUE(Put("before", "1").ok());
  files_.FailSyncsOf(".log");
  const auto failed = Put("during", "2");
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, base::ErrorCode::kInternal);
  EXPECT_FALSE(Has("during"));
  const auto later = Put("later", "3");
  ASSERT_FALSE(later.ok());
  EXPECT_EQ(later.error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(store_->CreateShard({8}).error().code, base::ErrorCode::kUnavailable);
  EXPECT_TRUE(Has("before"));

  files_.FailSyncsOf("");
  AwaitTaken("after");
  Open();
  EXPECT_TRUE(Has("before"));
  EXPECT_FALSE(Has("during"));
  EXPECT_FALSE(Has("later"));
  EXPECT_TRUE(Has("after"));
}

TEST_F(Failures, AFailedSyncOfTheDirectoryEndsCommitsToo) {
  // After so many bytes a new log is begun, whose name must become durable.
  files_.FailSyncsOf("/data");
  const std::string value(10000, 'v');
  int accepted = 0;
  for (;;) {
    const auto result = Put(std::to_string(accepted), value);
    if (!result.ok()) {
      ASSERT_EQ(result.error().code, base::ErrorCode::kInternal) << result.error().message;
      break;
    }
    ++accepted;
  }
  files_.CutPower();
  store_.reset();
  files_.Restore(ForgetfulFileSystem::Unsynced::kLost);
  Open();
  for (int i = 0; i < accepted; ++i) ASSERT_TRUE(Has(std::to_string(i)));
}

TEST_F(Failures, AFailedSyncOfATableStopsCommitsAndLosesNothing) {
  files_.FailSyncsOf(".sst");
  const std::string value(10000, 'v');
  int accepted = 0;
  for (;;) {
    const auto result = Put(std::to_string(accepted), value);
    if (!result.ok()) break;
    ++accepted;
  }
  files_.FailSyncsOf("");
  AwaitTaken("after");
  Open();
  for (int i = 0; i < accepted; ++i) ASSERT_TRUE(Has(std::to_string(i)));
  EXPECT_TRUE(Has("after"));
  EXPECT_EQ(LogRecords(), static_cast<size_t>(accepted) + 1);
}

}  // namespace
}  // namespace kv
