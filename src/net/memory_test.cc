#include "net/memory.h"

#include <gtest/gtest.h>

#include <deque>

namespace net {
namespace {

constexpr size_t kMiB = 1024 * 1024;

class RequestMemoryTest : public testing::Test {
 protected:
  RequestMemory::Share& Add(std::string_view client) {
    RequestMemory::Share& share = shares_.emplace_back(&memory_);
    share.SetClient(client);
    return share;
  }
  // How often one more connection of the client may take so much.
  int TakeAll(std::string_view client, size_t bytes) {
    int count = 0;
    while (Add(client).Take(bytes)) ++count;
    return count;
  }

  RequestMemory memory_{12 * kMiB};
  std::deque<RequestMemory::Share> shares_;
};

TEST_F(RequestMemoryTest, LeavesAsMuchToOthersAsAClientHolds) {
  EXPECT_EQ(TakeAll("a", kMiB), 6);
  EXPECT_EQ(TakeAll("b", kMiB), 3);
  EXPECT_EQ(TakeAll("c", kMiB), 2);
  EXPECT_EQ(TakeAll("d", kMiB), 1);
  EXPECT_EQ(TakeAll("e", kMiB), 0);
  shares_.clear();
  EXPECT_EQ(memory_.held(), 0);
}

TEST_F(RequestMemoryTest, GivesWhatIsLeftToWhoHoldsNothing) {
  EXPECT_TRUE(Add("a").Take(6 * kMiB));
  EXPECT_FALSE(Add("a").Take(kMiB));
  EXPECT_TRUE(Add("b").Take(6 * kMiB));
  EXPECT_FALSE(Add("c").Take(1));
}

TEST_F(RequestMemoryTest, GivesOneAloneWhateverItNeeds) {
  RequestMemory::Share& large = Add("a");
  EXPECT_TRUE(large.Take(100 * kMiB));
  EXPECT_FALSE(Add("b").Take(1));
  EXPECT_FALSE(Add("b").TakeInNeed(1));
  large.Give(100 * kMiB);
  EXPECT_TRUE(Add("b").Take(1));
}

TEST_F(RequestMemoryTest, IsOverdrawnInNeedByAQuarter) {
  EXPECT_EQ(TakeAll("a", 6 * kMiB) + TakeAll("b", 6 * kMiB), 2);
  RequestMemory::Share& need = Add("a");
  EXPECT_TRUE(need.TakeInNeed(3 * kMiB));
  EXPECT_FALSE(need.TakeInNeed(1));
  EXPECT_EQ(memory_.held(), 15 * kMiB);
}

TEST_F(RequestMemoryTest, IsWantedOfAllUntilHalfIsFree) {
  RequestMemory::Share& a = Add("a");
  RequestMemory::Share& b = Add("b");
  ASSERT_TRUE(a.Take(6 * kMiB) && b.Take(6 * kMiB));
  EXPECT_FALSE(a.IsWanted() || b.IsWanted());
  EXPECT_FALSE(Add("c").Take(1));
  EXPECT_TRUE(a.IsWanted() && b.IsWanted());
  a.Give(5 * kMiB);
  EXPECT_TRUE(a.IsWanted() && b.IsWanted());
  a.Give(kMiB);
  EXPECT_FALSE(b.IsWanted());
}

TEST_F(RequestMemoryTest, IsWantedOfTheClientAloneThatHasItsShare) {
  RequestMemory::Share& a = Add("a");
  RequestMemory::Share& b = Add("b");
  ASSERT_TRUE(b.Take(kMiB) && a.Take(5 * kMiB));
  EXPECT_FALSE(Add("a").Take(2 * kMiB));
  EXPECT_TRUE(a.IsWanted());
  EXPECT_FALSE(b.IsWanted());
  a.Give(2 * kMiB);
  EXPECT_FALSE(a.IsWanted());  // it could take again what it was refused
}

}  // namespace
}  // namespace net
