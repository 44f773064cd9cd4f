// A store made for a large machine, on a small disk.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "kv/rocksdb/engine/tuning.h"
#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"

namespace kv {
namespace {

constexpr ShardId kShard{7};
constexpr uint64_t kMiB = uint64_t{1} << 20;

TEST(SmallDisk, TakesAQuarterOfItsSizeAtLeast) {
  constexpr uint64_t kDisk = 64 * kMiB;
  base::ManualClock clock;
  ForgetfulFileSystem files(1);
  files.SetCapacity(kDisk);
  const RocksDbOptions options = DefaultOptions("/data", 64, size_t{64} << 30);
  auto store = OpenRocksDbStoreOn(files.files(), options, clock);
  ASSERT_TRUE(store.ok()) << store.error().message;
  ASSERT_TRUE((*store)->CreateShard(kShard).ok());

  const auto put = [&](int key) {
    std::string value(256 << 10, '\0');
    uint64_t state = static_cast<uint64_t>(key) + 1;  // nothing that compresses
    for (char& byte : value) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      byte = static_cast<char>(state >> 56);
    }
    Batch batch;
    batch.Put(kShard, {Family::kItem, std::to_string(key)}, value);
    clock.Advance(std::chrono::seconds(1));
    return (*store)->Commit(std::move(batch));
  };
  // The log and the tables that were written from it may be there both.
  const int count = static_cast<int>(kDisk / 4 / (256 << 10));
  for (int key = 0; key < count; ++key) {
    const auto result = put(key);
    ASSERT_TRUE(result.ok()) << result.error().message;
  }

  store = base::Unavailable("closed");
  store = OpenRocksDbStoreOn(files.files(), options, clock);
  ASSERT_TRUE(store.ok()) << store.error().message;
  for (int key = 0; key < count; ++key) {
    const auto found =
        (*store)->Get(kShard, {Family::kItem, std::to_string(key)}, Consistency::kConsistent);
    ASSERT_TRUE(found.ok());
    EXPECT_TRUE(found->value.has_value()) << key;
  }
}

TEST(SmallDisk, TakesWhatMayGiveSpaceBackWhenItIsFull) {
  base::ManualClock clock;
  ForgetfulFileSystem files(1);
  RocksDbOptions options = DefaultOptions("/data", 2, size_t{64} << 20);
  options.disk_reserve_bytes = kMiB;
  auto store = OpenRocksDbStoreOn(files.files(), options, clock);
  ASSERT_TRUE(store.ok()) << store.error().message;
  ASSERT_TRUE((*store)->CreateShard(kShard).ok());
  const auto leave = [&](uint64_t bytes) {
    files.SetCapacity(files.used_bytes() + bytes);
    clock.Advance(std::chrono::seconds(1));
  };
  leave(kMiB - 1);
  Batch removes;  // as deleting an item and a table do
  removes.Delete(kShard, {Family::kItem, "item"});
  removes.Add(kShard, "count", -1);
  removes.Put(kShard, {Family::kMeta, "table"}, "ends");
  EXPECT_TRUE((*store)->Commit(removes).ok());
  Batch puts;
  puts.Put(kShard, {Family::kItem, "item"}, "value");
  EXPECT_EQ((*store)->Commit(puts).error().code, base::ErrorCode::kResourceExhausted);

  leave(kMiB / 2 - 1);
  EXPECT_EQ((*store)->Commit(removes).error().code, base::ErrorCode::kResourceExhausted);
}

TEST(SmallDisk, TakesPartsOfWhatIsAskedForAndALargeOneAllOfIt) {
  const RocksDbOptions asked = DefaultOptions("/data", 64, size_t{64} << 30);
  const RocksDbOptions large = rocks::engine::FitToDisk(asked, UINT64_MAX);
  EXPECT_EQ(large.disk_reserve_bytes, asked.disk_reserve_bytes);
  EXPECT_EQ(large.wal_bytes_max, asked.wal_bytes_max);
  EXPECT_EQ(large.write_buffers_total_bytes, asked.write_buffers_total_bytes);
  EXPECT_EQ(large.write_buffer_bytes, asked.write_buffer_bytes);

  const RocksDbOptions small = rocks::engine::FitToDisk(asked, 480 * kMiB);
  EXPECT_EQ(small.disk_reserve_bytes, 120 * kMiB);
  EXPECT_EQ(small.wal_bytes_max, 120 * kMiB);
  EXPECT_EQ(small.write_buffers_total_bytes, 60 * kMiB);
  EXPECT_EQ(small.write_buffer_bytes, 8 * kMiB);
}

}  // namespace
}  // namespace kv
