#include "load/prepared.h"

#include <gtest/gtest.h>

#include <map>

namespace load {
namespace {

class PreparedTest : public testing::Test {
 protected:
  std::map<Operation, int> Count(std::string_view mix, uint64_t requests) {
    Prepared prepared(*ParseMix(mix), DataSet(), requests, 1, signer_);
    prepared.Limit(requests);
    std::map<Operation, int> counts;
    while (const Request* const request = prepared.Next(0)) ++counts[request->operation];
    return counts;
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  Signer signer_{"127.0.0.1:8000", Account(), clock_, random_};
};

TEST_F(PreparedTest, MinglesByWeight) {
  const auto counts = Count("get:60,put:30,update:10", 100);
  EXPECT_EQ(counts.at(Operation::kGet), 60);
  EXPECT_EQ(counts.at(Operation::kPut), 30);
  EXPECT_EQ(counts.at(Operation::kUpdate), 10);
}

TEST_F(PreparedTest, BeginsAnewAfterTheLast) {
  Prepared prepared(*ParseMix("get"), DataSet(), 3, 1, signer_);
  const Request* const first = prepared.Next(0);
  prepared.Next(0);
  prepared.Next(1);
  EXPECT_EQ(prepared.Next(1), first);
}

// Else the server would answer from what it remembers of the first.
TEST_F(PreparedTest, SendsATokenOnce) {
  Prepared prepared(*ParseMix("transact-token"), DataSet(), 2, 1, signer_);
  const Request* const first = prepared.Next(0);
  const Request* const second = prepared.Next(0);
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_NE(first->text, second->text);
  EXPECT_EQ(prepared.Next(0), nullptr);
}

TEST(Mix, IsOfNothingElseIfPagesAreFollowed) {
  EXPECT_TRUE(ParseMix("scan-pages").ok());
  EXPECT_FALSE(ParseMix("scan-pages,get").ok());
  EXPECT_FALSE(ParseMix("get,query-pages").ok());
}

TEST(Mix, IsRefusedIfItNamesNothing) {
  for (const char* text : {"", ",", "gets", "get:", "get:0", "get:x", "get:1x", "get,,put"}) {
    EXPECT_FALSE(ParseMix(text).ok()) << text;
  }
  EXPECT_TRUE(ParseMix("get,put:3").ok());
}

}  // namespace
}  // namespace load
