#include "kv/rocksdb/cache/scan_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kv::rocks::cache {
namespace {

constexpr engine::SpaceId kSpace{7};
const std::string kToken = "tokentok";
const std::string kOtherToken = "tokentol";

std::string Whole(const std::string& key) {
  return engine::RowKeyString(kSpace, Family::kItem, key);
}

std::optional<ScanCache::Range> RangeOf(const std::string& begin, const std::string& end,
                                        Direction direction = Direction::kForward) {
  return ScanCache::Range::Of(Family::kItem, Whole(begin), Whole(end), direction);
}

class ScanCacheTest : public testing::Test {
 protected:
  void Offer(const ScanCache::Range& range, uint64_t mark, const std::vector<std::string>& keys) {
    ScanCache::Rows rows({mark});
    for (const std::string& key : keys) ASSERT_TRUE(rows.Add(key, "value of " + key));
    cache_.Offer(range, rows);
  }
  // What is kept, or "-".
  std::string Find(const ScanCache::Range& range) {
    ScanCache::Kept kept = cache_.Find(range);
    if (kept.empty()) return "-";
    std::string all;
    std::string_view key;
    std::string_view value;
    while (kept.Next(&key, &value)) {
      EXPECT_EQ(value, "value of " + std::string(key));
      all.append(key).append(" ");
    }
    return all;
  }
  void Write(const std::string& key, uint64_t group) {
    cache_.NoteWrite(kSpace, {Family::kItem, key}, group);
  }

  ScanCache cache_{size_t{1} << 20, 5};
  const ScanCache::Range range_ = *RangeOf(kToken + "a", kToken + "z");
};

TEST_F(ScanCacheTest, KeepsWhatIsOfferedTwice) {
  Offer(range_, 5, {"b", "c"});
  EXPECT_EQ(Find(range_), "-");
  Offer(range_, 5, {"b", "c"});
  EXPECT_EQ(Find(range_), "b c ");
}

TEST_F(ScanCacheTest, KeepsThatThereIsNothing) {
  Offer(range_, 5, {});
  Offer(range_, 5, {});
  EXPECT_EQ(Find(range_), "");
}

TEST_F(ScanCacheTest, AWriteToTheCollectionMakesItUseless) {
  for (int i = 0; i < 2; ++i) Offer(range_, 5, {"b"});
  Write(kToken + "elsewhere", 6);
  EXPECT_EQ(Find(range_), "-");
  Offer(range_, 5, {"b"});  // read before the write
  EXPECT_EQ(Find(range_), "-");
  Offer(range_, 6, {"b", "x"});
  EXPECT_EQ(Find(range_), "b x ");
}

TEST_F(ScanCacheTest, WritesToOthersDoNot) {
  for (int i = 0; i < 2; ++i) Offer(range_, 5, {"b"});
  Write(kOtherToken + "b", 6);
  cache_.NoteWrite(kSpace, {Family::kGlobalIndex, kToken + "b"}, 6);
  cache_.NoteWrite({8}, {Family::kItem, kToken + "b"}, 6);
  cache_.NoteWrite(kSpace, {Family::kMeta, kToken + "b"}, 6);
  cache_.NoteWrite(kSpace, {Family::kItem, "short"}, 6);
  EXPECT_EQ(Find(range_), "b ");
}

TEST_F(ScanCacheTest, TellsRangesApart) {
  for (int i = 0; i < 2; ++i) Offer(range_, 5, {"b"});
  EXPECT_EQ(Find(*RangeOf(kToken + "a", kToken + "y")), "-");
  EXPECT_EQ(Find(*RangeOf(kToken + "b", kToken + "z")), "-");
  EXPECT_EQ(Find(*RangeOf(kToken + "a", kToken + "z", Direction::kBackward)), "-");
}

TEST_F(ScanCacheTest, AMarkOfAnotherLifeIsNotBelieved) {
  for (int i = 0; i < 2; ++i) Offer(range_, 4, {"b"});
  EXPECT_EQ(Find(range_), "-");
}

TEST(ScanCacheRange, IsOfOneCollection) {
  EXPECT_TRUE(RangeOf(kToken, kToken + "z"));
  EXPECT_FALSE(RangeOf(kToken, kOtherToken));
  EXPECT_FALSE(RangeOf("", kToken));
  EXPECT_FALSE(
      ScanCache::Range::Of(Family::kMeta, Whole(kToken), Whole(kToken + "z"), Direction::kForward));
}

TEST(ScanCacheRows, AreFew) {
  ScanCache::Rows rows({5});
  int added = 0;
  while (rows.Add("key", std::string(1000, 'v'))) ++added;
  EXPECT_GT(added, 50);
  EXPECT_LT(added, 70);
}

}  // namespace
}  // namespace kv::rocks::cache
