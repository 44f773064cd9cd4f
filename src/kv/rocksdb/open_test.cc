// Opening, refusing to open, reading only, verifying, and giving space back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"
#include "kv/rocksdb/testing/test_directory.h"

namespace kv {
namespace {

using testing::HasSubstr;

constexpr ShardId kShard{7};
constexpr uint64_t kMiB = uint64_t{1} << 20;

RocksDbOptions SmallOptions(const std::string& path) {
  RocksDbOptions options = DefaultOptions(path, 2, size_t{64} << 20);
  options.disk_reserve_bytes = 0;
  return options;
}

void Put(Store& store, ShardId shard, std::string_view key, std::string_view value) {
  Batch batch;
  batch.Put(shard, {Family::kItem, key}, std::string(value));
  ASSERT_TRUE(store.Commit(std::move(batch)).ok());
}

double Figure(const Store& store, std::string_view name) {
  for (const auto& statistic : store.Statistics()) {
    if (statistic.name == name) return statistic.value;
  }
  ADD_FAILURE() << "no statistic " << name;
  return 0;
}

class OpenStore : public testing::Test {
 protected:
  std::unique_ptr<Store> Open() {
    auto opened = OpenRocksDbStore(options_, clock_);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return opened.ok() ? *std::move(opened) : nullptr;
  }
  base::Error OpenError() {
    const auto opened = OpenRocksDbStore(options_, clock_);
    EXPECT_FALSE(opened.ok());
    return opened.ok() ? base::Error{} : opened.error();
  }
  // Makes a store with so many rows in tables, and closes it.
  void MakeStoreWithTables(int rows) {
    options_.write_buffer_bytes = 64 << 10;
    auto store = Open();
    ASSERT_TRUE(store->CreateShard(kShard).ok());
    for (int i = 0; i < rows; ++i) Put(*store, kShard, std::to_string(i), std::string(5000, 'v'));
    store.reset();
    Open();  // flushes what its log held
  }
  void ChangeDatabase(const std::function<void(rocksdb::DB&)>& change) {
    std::vector<std::string> names;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, directory_.path(), &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const auto& name : names) descriptors.emplace_back(name, rocksdb::ColumnFamilyOptions());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, directory_.path(), descriptors, &handles, &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    change(*db);
    for (auto* const handle : handles) ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
  }

  TestDirectory directory_;
  base::ManualClock clock_;
  RocksDbOptions options_ = SmallOptions(directory_.path());
};

TEST_F(OpenStore, MakesTheDirectoryAndThoseAboveIt) {
  options_.path = directory_.root() + "/a/b//c/";
  const auto store = Open();
  ASSERT_NE(store, nullptr);
  EXPECT_TRUE(std::filesystem::is_directory(directory_.root() + "/a/b/c"));
}

TEST_F(OpenStore, RefusesADirectoryThatIsInUse) {
  const auto store = Open();
  const base::Error here = OpenError();
  EXPECT_EQ(here.code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(here.message,
            "the data directory " + directory_.path() + " is in use by another process");
  EXPECT_EQ(OpenRocksDbStoreReadOnly(options_, clock_).error(), here);
  EXPECT_EQ(VerifyRocksDbStore(options_).error(), here);
}

#if !defined(STATOR_SANITIZED)  // which do not like threads and forks in one process
TEST_F(OpenStore, RefusesADirectoryThatAnotherProcessHas) {
  int ready[2];
  int done[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(done), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto opened = OpenRocksDbStore(options_, clock_);
    char byte = opened.ok() ? 'y' : 'n';
    if (write(ready[1], &byte, 1) != 1 || read(done[0], &byte, 1) != 1) _exit(1);
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  EXPECT_EQ(OpenError().message,
            "the data directory " + directory_.path() + " is in use by another process");
  ASSERT_EQ(write(done[1], &byte, 1), 1);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  for (const int end : {ready[0], ready[1], done[0], done[1]}) close(end);
  EXPECT_NE(Open(), nullptr);
}
#endif

TEST_F(OpenStore, RefusesWhatIsNoDirectory) {
  std::ofstream(directory_.path()) << "a file";
  const base::Error error = OpenError();
  EXPECT_EQ(error.code, base::ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.message, "the data directory " + directory_.path() + " is not a directory");
}

TEST_F(OpenStore, RefusesADirectoryWithoutPermission) {
  if (geteuid() == 0) GTEST_SKIP() << "root may do everything";
  std::filesystem::permissions(directory_.root(), std::filesystem::perms::none);
  const base::Error error = OpenError();
  std::filesystem::permissions(directory_.root(), std::filesystem::perms::owner_all);
  EXPECT_EQ(error.code, base::ErrorCode::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("no permission"));
}

TEST_F(OpenStore, SaysThatTheDiskIsFull) {
  ForgetfulFileSystem files(1);
  files.SetCapacity(100);
  const auto opened = OpenRocksDbStoreOn(files.files(), options_, clock_);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, base::ErrorCode::kResourceExhausted);
  EXPECT_EQ(opened.error().message,
            "the disk of the data directory " + directory_.path() + " is full");
}

TEST_F(OpenStore, RefusesANewerFormat) {
  Open();
  ChangeDatabase(
      [](rocksdb::DB& db) { ASSERT_TRUE(db.Put({}, "format", std::string(1, '\x02')).ok()); });
  const base::Error error = OpenError();
  EXPECT_EQ(error.code, base::ErrorCode::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("newer version (format 2; this one knows up to 1)"));
}

TEST_F(OpenStore, RefusesColumnFamiliesOfANewerVersion) {
  Open();
  ChangeDatabase([](rocksdb::DB& db) {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE(db.CreateColumnFamily({}, "vectors", &handle).ok());
    ASSERT_TRUE(db.DestroyColumnFamilyHandle(handle).ok());
  });
  const base::Error error = OpenError();
  EXPECT_EQ(error.code, base::ErrorCode::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("newer version"));
}

TEST_F(OpenStore, RefusesDamagedRecordsOfItsOwn) {
  Open();
  ChangeDatabase([](rocksdb::DB& db) {
    ASSERT_TRUE(db.Put({}, std::string("shard/\0\0\0\0\0\0\0\7", 14), "damaged").ok());
  });
  EXPECT_EQ(OpenError().code, base::ErrorCode::kCorruption);
}

TEST_F(OpenStore, ReadOnlyReadsAndChangesNothing) {
  EXPECT_EQ(OpenRocksDbStoreReadOnly(options_, clock_).error().code, base::ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(directory_.path()));
  {
    const auto store = Open();
    ASSERT_TRUE(store->CreateShard(kShard).ok());
    Put(*store, kShard, "a", "one");
  }
  auto opened = OpenRocksDbStoreReadOnly(options_, clock_);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  Store& store = **opened;
  EXPECT_EQ(store.Get(kShard, {Family::kItem, "a"}, Consistency::kConsistent)->value->bytes(),
            "one");
  EXPECT_EQ(*store.ListShards(), (std::vector<ShardId>{kShard}));
  EXPECT_TRUE(store.ReadLog(kShard, {}, {})->empty());

  const auto unavailable = base::ErrorCode::kUnavailable;
  EXPECT_EQ(store.Commit({}).error().code, unavailable);
  EXPECT_EQ(store.CreateShard({8}).error().code, unavailable);
  EXPECT_EQ(store.SplitShard(kShard, "m", {8}, {9}).error().code, unavailable);
  EXPECT_EQ(store.DropShard(kShard).error().code, unavailable);
  EXPECT_EQ(store.TrimLog(kShard, {1}).error().code, unavailable);
  EXPECT_EQ(store.AcquireLease("l", "me", std::chrono::seconds(1)).error().code, unavailable);
  EXPECT_EQ(store.ReleaseLease("l", "me").error().code, unavailable);
  EXPECT_GT(store.Statistics().size(), 0u);
}

TEST_F(OpenStore, VerifyFindsAFlippedBit) {
  MakeStoreWithTables(100);
  ASSERT_TRUE(VerifyRocksDbStore(options_).ok());
  std::filesystem::path largest;
  for (const auto& file : std::filesystem::directory_iterator(directory_.path())) {
    if (file.path().extension() != ".sst") continue;
    if (largest.empty() || file.file_size() > std::filesystem::file_size(largest)) {
      largest = file.path();
    }
  }
  ASSERT_FALSE(largest.empty());
  std::fstream table(largest, std::ios::in | std::ios::out | std::ios::binary);
  table.seekg(100);
  const char byte = static_cast<char>(table.get() ^ 1);
  table.seekp(100);
  table.put(byte);
  table.close();
  const auto verified = VerifyRocksDbStore(options_);
  ASSERT_FALSE(verified.ok());
  EXPECT_EQ(verified.error().code, base::ErrorCode::kCorruption);
  EXPECT_THAT(verified.error().message, HasSubstr(largest.filename().string()));
}

TEST_F(OpenStore, VerifyFindsADamagedLog) {
  const std::string killed = directory_.root() + "/killed";
  {
    const auto store = Open();
    ASSERT_TRUE(store->CreateShard(kShard).ok());
    for (int i = 0; i < 10; ++i) Put(*store, kShard, std::to_string(i), std::string(500, 'v'));
    // What a kill would leave: closing the store flushes its log.
    std::filesystem::copy(directory_.path(), killed);
  }
  options_.path = killed;
  ASSERT_TRUE(VerifyRocksDbStore(options_).ok());
  for (const auto& file : std::filesystem::directory_iterator(killed)) {
    if (file.path().extension() != ".log" || file.file_size() < 1000) continue;
    std::fstream log(file.path(), std::ios::in | std::ios::out | std::ios::binary);
    log.seekp(1000);
    log.put('#');
  }
  EXPECT_EQ(VerifyRocksDbStore(options_).error().code, base::ErrorCode::kCorruption);
}

// Stopping and starting.

uint64_t BytesIn(const std::string& directory, std::string_view extension) {
  uint64_t bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(directory)) {
    std::error_code gone;  // deleted since it was listed
    const uint64_t size = file.file_size(gone);
    if (file.path().extension() == extension && !gone) bytes += size;
  }
  return bytes;
}

TEST_F(OpenStore, ACleanStopLeavesNothingToReplay) {
  auto store = Open();
  ASSERT_TRUE(store->CreateShard(kShard).ok());
  for (int i = 0; i < 100; ++i) Put(*store, kShard, std::to_string(i), std::string(500, 'v'));
  EXPECT_GT(BytesIn(directory_.path(), ".log"), 50'000u);
  store.reset();
  EXPECT_EQ(BytesIn(directory_.path(), ".log"), 0u);
  store = Open();
  for (int i = 0; i < 100; ++i) {
    const auto found = store->Get(kShard, {Family::kItem, std::to_string(i)}, {});
    ASSERT_TRUE(found.ok() && found->value) << i;
  }
}

// Reading without keeping.

TEST_F(OpenStore, APassingScanLeavesTheBlockCacheAsItWas) {
  MakeStoreWithTables(200);
  const auto store = Open();
  const auto blocks_read_by_scan = [&](bool passing) {
    const double before = Figure(*store, "block_cache_misses_total");
    int rows = 0;
    EXPECT_TRUE(store
                    ->Scan(kShard, {.bytes_max = 100 * kMiB, .passing = passing},
                           [&](auto, auto) {
                             ++rows;
                             return ScanStep::kContinue;
                           })
                    .ok());
    EXPECT_EQ(rows, 200);
    return Figure(*store, "block_cache_misses_total") - before;
  };
  blocks_read_by_scan(true);
  EXPECT_GE(blocks_read_by_scan(true), 100);
  EXPECT_GE(blocks_read_by_scan(false), 100);
  EXPECT_EQ(blocks_read_by_scan(false), 0);
}

// Dropping.

void AwaitReclaimed(const Store& store) {
  while (Figure(store, "dropped_shards") > 0) std::this_thread::yield();
}

TEST_F(OpenStore, DroppedShardsGiveTheirSpaceBackAndOthersKeepTheirRows) {
  options_.write_buffer_bytes = 64 << 10;
  const auto store = Open();
  ASSERT_TRUE(store->CreateShard(kShard).ok());
  for (int i = 0; i < 400; ++i) {
    Put(*store, kShard, (i % 2 == 0 ? "a" : "z") + std::to_string(i), std::string(5000, 'v'));
  }
  ASSERT_TRUE(store->SplitShard(kShard, "m", {20}, {21}).ok());
  ASSERT_TRUE(store->DropShard({20}).ok());
  AwaitReclaimed(*store);
  int rows = 0;
  ASSERT_TRUE(store
                  ->Scan({21}, {.bytes_max = 1 << 30},
                         [&](auto, auto) {
                           ++rows;
                           return ScanStep::kContinue;
                         })
                  .ok());
  EXPECT_EQ(rows, 200);
  // Its number is free again only in theory: whoever picks numbers never uses one twice.
  EXPECT_TRUE(store->CreateShard({20}).ok());
  EXPECT_FALSE(store->Get({20}, {Family::kItem, "a0"}, Consistency::kConsistent)->value);
}

TEST_F(OpenStore, ADropThatWasCutShortIsFinishedWhenOpenedAgain) {
  for (int cut = 0; cut < 10; ++cut) {
    ForgetfulFileSystem files(static_cast<uint64_t>(cut));
    auto store = *OpenRocksDbStoreOn(files.files(), options_, clock_);
    ASSERT_TRUE(store->CreateShard(kShard).ok());
    ASSERT_TRUE(store->CreateShard({8}).ok());
    for (int i = 0; i < 20; ++i) {
      Put(*store, kShard, std::to_string(i), "dropped");
      Put(*store, {8}, std::to_string(i), "kept");
    }
    ASSERT_TRUE(store->DropShard(kShard).ok());
    files.CutPower();
    store.reset();
    files.Restore(ForgetfulFileSystem::Unsynced::kPartlyKept);
    store = *OpenRocksDbStoreOn(files.files(), options_, clock_);
    AwaitReclaimed(*store);
    EXPECT_EQ(*store->ListShards(), (std::vector<ShardId>{{8}}));
    for (int i = 0; i < 20; ++i) {
      const auto found = store->Get({8}, {Family::kItem, std::to_string(i)}, {});
      ASSERT_TRUE(found.ok() && found->value);
    }
  }
}

TEST_F(OpenStore, AReaderOfADroppedShardSeesAllOfIt) {
  const auto store = Open();
  ASSERT_TRUE(store->CreateShard(kShard).ok());
  for (int i = 100; i < 200; ++i) Put(*store, kShard, std::to_string(i), "v");
  int rows = 0;
  ASSERT_TRUE(
      store
          ->Scan(kShard, {},
                 [&](auto, auto) {
                   if (rows++ == 0) {
                     std::thread([&] { EXPECT_TRUE(store->DropShard(kShard).ok()); }).join();
                     EXPECT_FALSE(store->Get(kShard, {Family::kItem, "100"}, {}).ok());
                   }
                   return ScanStep::kContinue;
                 })
          .ok());
  EXPECT_EQ(rows, 100);
}

}  // namespace
}  // namespace kv
