#include "kv/rocksdb/shards/shard_table.h"

#include <gtest/gtest.h>

namespace kv::rocks::shards {
namespace {

TEST(Shard, IsDecodedAsItWasEncoded) {
  const Shard whole{.id = {7}, .space = {7}, .begin = {}, .end = {}, .trimmed = {}, .split = {}};
  Shard half = whole;
  half.begin = std::string("a\0b", 3);
  half.end = "m";
  half.trimmed = {1u << 20};
  Shard parent = whole;
  parent.split = Shard::Split{"m", {8}, {9}};
  for (const Shard& shard : {whole, half, parent}) {
    const auto decoded = DecodeShard(shard.id, EncodeShard(shard));
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(*decoded, shard);
  }
}

TEST(Shard, CutShortOrWithMoreBehindIsCorrupt) {
  const Shard shard{.id = {7},
                    .space = {7},
                    .begin = "a",
                    .end = "z",
                    .trimmed = {300},
                    .split = Shard::Split{"m", {8}, {9}}};
  const std::string bytes = EncodeShard(shard);
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto decoded = DecodeShard({7}, bytes.substr(0, size));
    ASSERT_FALSE(decoded.ok()) << size;
    EXPECT_EQ(decoded.error().code, base::ErrorCode::kCorruption);
  }
  EXPECT_FALSE(DecodeShard({7}, bytes + "x").ok());
}

TEST(Shard, HoldsKeysFromItsBeginningUpToItsEnd) {
  Shard shard{.id = {7}, .space = {7}, .begin = "b", .end = "d", .trimmed = {}, .split = {}};
  EXPECT_FALSE(shard.Holds("a"));
  EXPECT_TRUE(shard.Holds("b"));
  EXPECT_TRUE(shard.Holds("czz"));
  EXPECT_FALSE(shard.Holds("d"));
  shard.end.reset();
  EXPECT_TRUE(shard.Holds("d"));
}

TEST(RowKey, OrdersBySpaceFamilyAndKey) {
  const auto key = [](uint64_t space, Family family, std::string_view bytes) {
    return engine::RowKeyString({space}, family, bytes);
  };
  EXPECT_LT(key(1, Family::kItem, "z"), key(2, Family::kItem, "a"));
  EXPECT_LT(key(255, Family::kItem, ""), key(256, Family::kItem, ""));
  EXPECT_LT(key(1, Family::kLocalIndex, "z"), key(1, Family::kGlobalIndex, "a"));
  EXPECT_EQ(engine::RowKey({1}, {Family::kGlobalIndex, "key"}).slice().ToString(),
            key(1, Family::kGlobalIndex, "key"));
}

TEST(RowKey, RangesEndWhereTheFamilyEnds) {
  const engine::RowRange items = engine::RowsBetween({1}, Family::kItem, "", std::nullopt);
  EXPECT_LT(engine::RowKeyString({1}, Family::kItem, std::string(kKeyBytesMax, '\xff')), items.end);
  EXPECT_EQ(items.end, engine::RowKeyString({2}, Family::kItem, ""));
  const engine::RowRange local = engine::RowsBetween({1}, Family::kLocalIndex, "", std::nullopt);
  EXPECT_EQ(local.end, engine::RowKeyString({1}, Family::kGlobalIndex, ""));
  EXPECT_TRUE(engine::RowsBetween({1}, Family::kItem, "b", "a").empty());
  const engine::RowRange log = engine::LogBetween({1}, {5}, {UINT64_MAX});
  EXPECT_LT(engine::LogKey({1}, {UINT64_MAX}), log.end);
  EXPECT_LE(log.end, engine::LogKey({2}, {}));
}

}  // namespace
}  // namespace kv::rocks::shards
