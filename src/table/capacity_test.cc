#include "table/capacity.h"

#include <gtest/gtest.h>

namespace table {
namespace {

TEST(Capacity, AReadUnitReads4KibibytesConsistentlyOrTwiceThatEventually) {
  for (const auto& [bytes, units] :
       {std::pair<size_t, double>{0, 1}, {1, 1}, {4096, 1}, {4097, 2}, {409'600, 100}}) {
    EXPECT_EQ(ReadUnits(bytes, kv::Consistency::kConsistent), units) << bytes;
    EXPECT_EQ(ReadUnits(bytes, kv::Consistency::kEventual), units / 2) << bytes;
  }
}

TEST(Capacity, AWriteIsChargedForTheLargerOfTheItemsBeforeAndAfter) {
  EXPECT_EQ(WriteUnits(0, 0), 1);
  EXPECT_EQ(WriteUnits(0, 1024), 1);
  EXPECT_EQ(WriteUnits(0, 1025), 2);
  EXPECT_EQ(WriteUnits(3000, 10), 3);
  EXPECT_EQ(WriteUnits(10, 409'600), 400);
}

}  // namespace
}  // namespace table
