#include "table/hash_space.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace table {
namespace {

TEST(HashSpace, IsDividedEvenly) {
  for (const uint32_t parts : {1u, 2u, 3u, 7u, 64u, 1'000'000u}) {
    EXPECT_EQ(FirstToken(0, parts), 0u);
    const uint64_t share = static_cast<uint64_t>((static_cast<unsigned __int128>(1) << 64) / parts);
    for (uint32_t i = 1; i < std::min(parts, 1000u); ++i) {
      const uint64_t tokens = FirstToken(i, parts) - FirstToken(i - 1, parts);
      EXPECT_LE(tokens - share, 1u) << i << " of " << parts;
    }
  }
}

TEST(HashSpace, EveryTokenIsInOnePartition) {
  TableDescription table;
  table.partitions = DivideHashSpace(4, kv::ShardId{16});
  EXPECT_EQ(table.ShardOf(0), kv::ShardId{16});
  EXPECT_EQ(table.ShardOf((uint64_t{1} << 62) - 1), kv::ShardId{16});
  EXPECT_EQ(table.ShardOf(uint64_t{1} << 62), kv::ShardId{17});
  EXPECT_EQ(table.ShardOf(~uint64_t{0}), kv::ShardId{19});
}

TEST(HashSpace, ANewTableHasPartitionsForItsThroughput) {
  TableDescription table;
  table.billing_mode = BillingMode::kPayPerRequest;
  EXPECT_EQ(InitialPartitionCount(table), 4u);
  table.warm = WarmThroughput{30'000, 5'000};
  EXPECT_EQ(InitialPartitionCount(table), 15u);

  table = TableDescription();
  table.billing_mode = BillingMode::kProvisioned;
  for (const auto& [read, write, count] : std::vector<std::tuple<int64_t, int64_t, uint32_t>>{
           {1, 1, 1},
           {3000, 0, 1},
           {1500, 500, 1},
           {1500, 501, 2},
           {6000, 1000, 3},
           {10'000'000, 1, kInitialPartitionsMax}}) {
    table.throughput.read_capacity_units = read;
    table.throughput.write_capacity_units = write;
    EXPECT_EQ(InitialPartitionCount(table), count) << read << " " << write;
  }
}

TEST(HashSpace, ANewIndexHasPartitionsForItsOwnThroughput) {
  TableDescription table;
  IndexDescription index;
  table.billing_mode = BillingMode::kPayPerRequest;
  EXPECT_EQ(InitialPartitionCount(table, index), 4u);
  index.warm = WarmThroughput{30'000, 5'000};
  EXPECT_EQ(InitialPartitionCount(table, index), 15u);

  index = IndexDescription();
  table.billing_mode = BillingMode::kProvisioned;
  table.throughput.read_capacity_units = 30'000;
  index.throughput.read_capacity_units = 1500;
  index.throughput.write_capacity_units = 501;
  EXPECT_EQ(InitialPartitionCount(table, index), 2u);
}

TEST(SegmentRange, SegmentsMeetWithoutGapAndCoverAll) {
  for (const uint32_t total : {1u, 2u, 5u, 1'000'000u}) {
    EXPECT_EQ(SegmentRange(0, total).start, std::string(8, '\0'));
    EXPECT_EQ(SegmentRange(total - 1, total).end, std::nullopt);
    for (uint32_t i = 1; i < std::min(total, 100u); ++i) {
      EXPECT_EQ(SegmentRange(i - 1, total).end, SegmentRange(i, total).start);
    }
  }
}

}  // namespace
}  // namespace table
