#include "kv/rocksdb/waiting_reads.h"

#include <gtest/gtest.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "kv/rocksdb/engine/sst_file.h"
#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/testing/many_sst_files.h"
#include "kv/rocksdb/testing/test_directory.h"
#include "run/event.h"

namespace kv::rocks {
namespace {

constexpr ShardId kShard{1};

// The slowest disk: nothing of a table is in memory yet, whoever asks.
class ColdFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  using FSRandomAccessFileOwnerWrapper::FSRandomAccessFileOwnerWrapper;
  rocksdb::IOStatus Read(uint64_t offset, size_t size, const rocksdb::IOOptions& options,
                         rocksdb::Slice* result, char* scratch,
                         rocksdb::IODebugContext* debug) const override {
    if (engine::WithoutWaiting::IsAsked()) return engine::WouldWait();
    return target()->Read(offset, size, options, result, scratch, debug);
  }
  rocksdb::IOStatus MultiRead(rocksdb::FSReadRequest* requests, size_t count,
                              const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override {
    // One Read of this class after another; the wrapper would pass all of them on.
    // NOLINTNEXTLINE(bugprone-parent-virtual-call)
    return FSRandomAccessFile::MultiRead(requests, count, options, debug);
  }
};

class ColdFiles final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "ColdFiles"; }
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                        rocksdb::IODebugContext* debug) override {
    auto opened = target()->NewRandomAccessFile(path, options, result, debug);
    if (opened.ok()) *result = std::make_unique<ColdFile>(std::move(*result));
    return opened;
  }
};

// Makes its thread one that serves many, as a loop of fibers does.
class ServingThread final : public run::Waiter {
 public:
  ServingThread() : before_(run::ExchangeCurrentWaiter(this)) {}
  ~ServingThread() override { run::ExchangeCurrentWaiter(before_); }
  void Suspend() override {
    base::MutexLock lock(mutex_);
    while (!woken_) changed_.Wait(mutex_);
    woken_ = false;
  }
  void Wake() override {
    base::MutexLock lock(mutex_);
    woken_ = true;
    changed_.NotifyOne();
  }

 private:
  run::Waiter* const before_;
  base::Mutex mutex_;
  base::CondVar changed_;
  bool woken_ GUARDED_BY(mutex_) = false;
};

class WaitingReadsTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.row_cache_bytes = 0;
    options_.disk_reserve_bytes = 0;
    Open();
    ASSERT_TRUE(store_->CreateShard(kShard).ok());
    for (int i = 0; i < kRows; ++i) {
      Batch batch;
      batch.Put(kShard, {Family::kItem, KeyOf(i)}, ValueOf(i));
      ASSERT_TRUE(store_->Commit(std::move(batch)).ok());
    }
    store_.reset();  // so that all is in tables
    Open();
  }
  void Open() {
    auto opened = OpenRocksDbStoreOn(files_, options_, clock_);
    ASSERT_TRUE(opened.ok());
    store_ = *std::move(opened);
  }

  static constexpr int kRows = 200;
  static std::string KeyOf(int i) { return "key" + std::to_string(i); }
  static std::string ValueOf(int i) { return std::string(500, static_cast<char>('a' + i % 26)); }

  std::string Get(int i) {
    const std::string key = KeyOf(i);
    const auto found = store_->Get(kShard, {Family::kItem, key}, Consistency::kConsistent);
    if (!found.ok()) return found.error().message;
    return found->value ? std::string(found->value->bytes()) : "none";
  }
  double waited() const {
    for (const auto& statistic : store_->Statistics()) {
      if (statistic.name == std::string("reads_waited_total")) return statistic.value;
    }
    return -1;
  }

  const TestDirectory directory_;
  const base::ManualClock clock_;
  const std::shared_ptr<rocksdb::FileSystem> files_ =
      std::make_shared<ColdFiles>(rocksdb::FileSystem::Default());
  RocksDbOptions options_ = DefaultOptions(directory_.path(), 2, size_t{64} << 20);
  std::unique_ptr<Store> store_;
};

TEST_F(WaitingReadsTest, AreThoseOfThreadsThatServeMany) {
  EXPECT_EQ(Get(0), ValueOf(0));
  EXPECT_EQ(waited(), 0);
  const ServingThread serving;
  for (int i = 0; i < kRows; ++i) EXPECT_EQ(Get(i), ValueOf(i));
  EXPECT_GT(waited(), 0);
  // By now they are in the cache.
  const double first = waited();
  for (int i = 0; i < kRows; ++i) EXPECT_EQ(Get(i), ValueOf(i));
  EXPECT_EQ(Get(kRows), "none");
  EXPECT_LE(waited(), first + 1);
}

TEST_F(WaitingReadsTest, MayBeOfManyKeys) {
  std::vector<std::string> keys;
  std::vector<GetRequest> requests;
  keys.reserve(kRows + 1);
  for (int i = 0; i <= kRows; ++i) {
    keys.push_back(KeyOf(i));
    requests.push_back({kShard, {Family::kItem, keys.back()}});
  }
  const ServingThread serving;
  for (const bool one_cut : {false, true}) {
    const auto found = store_->MultiGet(requests, {.one_cut = one_cut});
    ASSERT_TRUE(found.ok()) << found.error().message;
    for (int i = 0; i < kRows; ++i) {
      ASSERT_TRUE((*found)[i].value.has_value());
      EXPECT_EQ((*found)[i].value->bytes(), ValueOf(i));
    }
    EXPECT_FALSE(found->back().value.has_value());
  }
  EXPECT_EQ(waited(), 1);
}

TEST_F(WaitingReadsTest, MayBeOfRangesInBothDirections) {
  std::vector<std::string> keys;  // in order
  for (int i = 0; i < kRows; ++i) keys.push_back(KeyOf(i));
  std::ranges::sort(keys);
  for (const Direction direction : {Direction::kForward, Direction::kBackward}) {
    if (direction == Direction::kBackward) std::ranges::reverse(keys);
    for (const bool passing : {true, false}) {
      for (const size_t count_max : {1u, 10u, 150u, 1000u}) {
        store_.reset();  // so that nothing is in the cache
        Open();
        std::vector<std::string> visited;
        const ServingThread serving;
        const auto scanned =
            store_->Scan(kShard,
                         {.family = Family::kItem,
                          .direction = direction,
                          .count_max = count_max,
                          .passing = passing},
                         [&](std::string_view key, std::string_view value) {
                           visited.emplace_back(key);
                           EXPECT_EQ(value, ValueOf(std::stoi(visited.back().substr(3))));
                           return ScanStep::kContinue;
                         });
        ASSERT_TRUE(scanned.ok()) << scanned.error().message;
        EXPECT_EQ(scanned->may_have_more, count_max < kRows);
        EXPECT_GT(waited(), 0);
        const auto expected = std::min<size_t>(count_max, kRows);
        ASSERT_EQ(visited, std::vector(keys.begin(), keys.begin() + expected));
      }
    }
  }
}

// Over the borders of many tables of one level, of which some are not open yet.
TEST(WaitingReads, AreOfManyTables) {
  ManyTables tables(std::make_shared<ColdFiles>(rocksdb::FileSystem::Default()));
  WaitingReads reads(2);
  const ServingThread serving;
  for (const Direction direction : {Direction::kForward, Direction::kBackward}) {
    tables.Open();
    const auto row = tables.Rows();
    RowWalk walk(row.get(), direction);
    int count = 0;
    EXPECT_TRUE(reads.Walk(&walk, [&](std::string_view key, std::string_view) {
      const int expected = direction == Direction::kForward ? count : ManyTables::kKeys - 1 - count;
      EXPECT_EQ(key, ManyTables::KeyOf(expected));
      ++count;
      return true;
    }));
    EXPECT_TRUE(walk.status().ok()) << walk.status().ToString();
    EXPECT_EQ(count, ManyTables::kKeys);
  }
  EXPECT_GT(reads.count(), 0u);
}

TEST_F(WaitingReadsTest, GoOnWhileOthersWait) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 20; ++thread) {
    threads.emplace_back([this, thread] {
      const ServingThread serving;
      for (int i = thread; i < kRows; ++i) EXPECT_EQ(Get(i), ValueOf(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(waited(), 0);
}

}  // namespace
}  // namespace kv::rocks
