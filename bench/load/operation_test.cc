#include "load/operation.h"

#include <gtest/gtest.h>

#include <set>

namespace load {
namespace {

Answer Of(int status, std::string_view body) {
  return {.status = status, .body = body, .bytes = body.size(), .closes = false};
}

TEST(Judge, LooksAtTheBodyIfAsked) {
  EXPECT_EQ(Judge(Operation::kGet, Of(200, R"({"Item":{"pk":{"S":"a"}}})"), true), Verdict::kOk);
  EXPECT_EQ(Judge(Operation::kGet, Of(200, "{}"), true), Verdict::kWrong);
  EXPECT_EQ(Judge(Operation::kGet, Of(200, "xxx"), false), Verdict::kOk);
  EXPECT_EQ(Judge(Operation::kQuery, Of(200, R"({"Count":9,"Items":[]})"), true), Verdict::kWrong);
}

TEST(Judge, KnowsConflictsFromFailures) {
  EXPECT_EQ(
      Judge(Operation::kTransact, Of(400, R"({"__type":"x#TransactionCanceledException"})"), true),
      Verdict::kConflict);
  EXPECT_EQ(Judge(Operation::kPut, Of(400, R"({"__type":"x#ValidationException"})"), true),
            Verdict::kWrong);
  EXPECT_EQ(Judge(Operation::kPut, Of(500, "{}"), true), Verdict::kWrong);
}

TEST(Judge, SendsAgainWhatWasNotWritten) {
  EXPECT_EQ(Judge(Operation::kBatchWrite, Of(200, R"({"UnprocessedItems":{"t":[]}})"), true),
            Verdict::kAgain);
  EXPECT_EQ(Judge(Operation::kBatchWrite, Of(200, R"({"UnprocessedItems":{}})"), true),
            Verdict::kOk);
}

TEST(Operation, IsFoundByTheNameThatItHas) {
  for (const Operation operation :
       {Operation::kGet, Operation::kEventualGet, Operation::kStatement, Operation::kPut,
        Operation::kUpdate, Operation::kQuery, Operation::kTransact, Operation::kTransactToken,
        Operation::kBatchGet, Operation::kBatchGetMost, Operation::kBatchWrite, Operation::kScan,
        Operation::kQueryPages, Operation::kScanPages}) {
    EXPECT_EQ(TraitsOf(operation).operation, operation);
    EXPECT_EQ(OperationNamed(TraitsOf(operation).name), operation);
  }
  EXPECT_EQ(OperationNamed(""), std::nullopt);
}

TEST(BodyMaker, GivesTransactionsItemsOfTheirOwn) {
  BodyMaker bodies({.items = 1000}, 1);
  std::set<std::string> keys;
  for (uint64_t i = 0; i < 500; ++i) {
    const std::string body = bodies.Make(Operation::kTransact, i);
    for (size_t at = 0; (at = body.find("user#", at)) != std::string::npos; ++at) {
      EXPECT_TRUE(keys.insert(body.substr(at, 13)).second) << body;
    }
  }
  EXPECT_EQ(keys.size(), 1000U);
}

TEST(BodyMaker, WritesOtherValuesEachTime) {
  BodyMaker bodies({.items = 1}, 1);
  EXPECT_NE(bodies.Make(Operation::kBatchWrite, 0), bodies.Make(Operation::kBatchWrite, 1));
}

TEST(BodyMaker, AsksForEachItemOnce) {
  BodyMaker bodies({.items = 30}, 1);
  const std::string body = bodies.Make(Operation::kBatchGetMost, 0);
  for (uint64_t item = 0; item < 30; ++item) {
    const size_t at = body.find(KeyText(item));
    ASSERT_NE(at, std::string::npos) << item;
    EXPECT_EQ(body.find(KeyText(item), at + 1), std::string::npos) << item;
  }
}

}  // namespace
}  // namespace load
