#include "kv/rocksdb/cache/row_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "kv/rocksdb/commit/pending_rows.h"

namespace kv::rocks::cache {
namespace {

constexpr engine::SpaceId kSpace{7};

class RowCacheTest : public testing::Test {
 protected:
  static KeyView Key(const std::string& key) { return {Family::kItem, key}; }
  static uint64_t Hash(const std::string& key) { return commit::HashRow(kSpace, Key(key)); }

  void Offer(const std::string& key, std::string_view value, uint64_t mark) {
    cache_.Offer(Hash(key), kSpace, Key(key), value, {mark});
  }
  void Put(const std::string& key, std::string_view value) {
    cache_.Put(Hash(key), kSpace, Key(key), value);
  }
  bool Drop(const std::string& key) { return cache_.Drop(Hash(key), kSpace, Key(key)); }
  std::string Find(const std::string& key) {
    const RowCache::Hit hit = cache_.Find(Hash(key), kSpace, Key(key));
    return hit.pin == nullptr ? "-" : std::string(hit.value);
  }

  LastWrites last_writes_{10, 1 << 16};
  RowCache cache_{size_t{1} << 20, last_writes_};
};

TEST_F(RowCacheTest, FindsWhatWasOffered) {
  EXPECT_EQ(Find("a"), "-");
  Offer("a", "1", 10);
  EXPECT_EQ(Find("a"), "1");
  EXPECT_EQ(Find("b"), "-");
  EXPECT_EQ(cache_.Find(Hash("a"), {8}, Key("a")).pin, nullptr);
}

TEST_F(RowCacheTest, DoesNotKeepWhatWasReadBeforeAWriteBegan) {
  last_writes_.Note(Hash("a"), 11);
  Offer("a", "past", 10);
  EXPECT_EQ(Find("a"), "-");
  Offer("a", "now", 11);
  EXPECT_EQ(Find("a"), "now");
}

TEST_F(RowCacheTest, TellsWhetherItHadWhatIsDropped) {
  Offer("a", "1", 10);
  EXPECT_TRUE(Drop("a"));
  EXPECT_FALSE(Drop("a"));
  EXPECT_EQ(Find("a"), "-");
}

TEST_F(RowCacheTest, AReaderKeepsWhatItFound) {
  Offer("a", "old", 10);
  const RowCache::Hit hit = cache_.Find(Hash("a"), kSpace, Key("a"));
  Put("a", "new");
  EXPECT_EQ(Find("a"), "new");
  EXPECT_TRUE(Drop("a"));
  EXPECT_EQ(hit.value, "old");
}

TEST_F(RowCacheTest, StaysWithinItsRoomAndKeepsWhatIsUsed) {
  const std::string value(1000, 'v');
  Put("used", value);
  for (int i = 0; i < 10'000; ++i) {
    Put(std::to_string(i), value);
    ASSERT_EQ(Find("used"), value) << i;
  }
  const RowCache::Figures figures = cache_.figures();
  EXPECT_LE(figures.bytes, size_t{1} << 20);
  EXPECT_GT(figures.rows, 500u);
}

TEST_F(RowCacheTest, DoesNotKeepARowThatWouldDriveOutAllOthers) {
  Put("a", std::string(100'000, 'v'));
  EXPECT_EQ(Find("a"), "-");
}

TEST_F(RowCacheTest, FindsAllOfManyAfterSomeAreDropped) {
  constexpr int kRows = 5000;
  for (int i = 0; i < kRows; ++i) Put(std::to_string(i), "v" + std::to_string(i));
  for (int i = 0; i < kRows; i += 3) EXPECT_TRUE(Drop(std::to_string(i)));
  for (int i = 0; i < kRows; ++i) {
    ASSERT_EQ(Find(std::to_string(i)), i % 3 == 0 ? "-" : "v" + std::to_string(i)) << i;
  }
  EXPECT_EQ(cache_.figures().rows, static_cast<size_t>(kRows - (kRows + 2) / 3));
}

TEST(RowCache, OfNoSizeKeepsNothing) {
  const LastWrites last_writes(1, 1 << 16);
  RowCache cache(0, last_writes);
  const KeyView key{Family::kItem, "a"};
  cache.Put(1, kSpace, key, "1");
  EXPECT_EQ(cache.Find(1, kSpace, key).pin, nullptr);
  EXPECT_FALSE(cache.Drop(1, kSpace, key));
}

// One who writes numbers that only grow, as the committer does, and readers who read the "database"
// and offer what they read: nobody sees a number go down.
TEST(RowCache, NeverTellsThePast) {
  LastWrites last_writes(1, 1 << 16);
  RowCache cache(size_t{1} << 20, last_writes);
  const KeyView key{Family::kItem, "counter"};
  const uint64_t hash = commit::HashRow(kSpace, key);
  std::atomic<uint64_t> database{0};
  std::atomic<uint64_t> visible{1};
  std::atomic<bool> done{false};

  const auto read = [&]() -> uint64_t {
    const ReadMark mark{visible.load()};
    if (const RowCache::Hit hit = cache.Find(hash, kSpace, key); hit.pin != nullptr) {
      return std::stoull(std::string(hit.value));
    }
    const uint64_t value = database.load();
    cache.Offer(hash, kSpace, key, std::to_string(value), mark);
    return value;
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      uint64_t last = 0;
      while (!done) {
        const uint64_t value = read();
        ASSERT_GE(value, last);
        last = value;
      }
    });
  }
  for (uint64_t group = 2; group < 20'000; ++group) {
    last_writes.Note(hash, group);
    const bool cached = cache.Drop(hash, kSpace, key);
    database = group;
    if (cached) cache.Put(hash, kSpace, key, std::to_string(group));
    visible = group;
    ASSERT_EQ(read(), group);
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace kv::rocks::cache
