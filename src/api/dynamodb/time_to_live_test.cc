// What a client cannot wait for: the hour between two changes of a table's time to live.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "api/endpoint/testing/endpoint_fixture.h"

namespace api::dynamodb {
namespace {

using ::testing::HasSubstr;

class TimeToLive : public ::testing::Test {
 protected:
  TimeToLive() {
    EXPECT_EQ(service_
                  .Call("CreateTable",
                        R"({"TableName":"abc","BillingMode":"PAY_PER_REQUEST",
                            "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
                            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]})")
                  .status,
              200);
  }

  std::string Set(bool enabled, const std::string& attribute) {
    return service_
        .Call("UpdateTimeToLive", R"({"TableName":"abc","TimeToLiveSpecification":{"Enabled":)" +
                                      std::string(enabled ? "true" : "false") +
                                      R"(,"AttributeName":")" + attribute + "\"}}")
        .body;
  }
  std::string Described() {
    return service_.Call("DescribeTimeToLive", R"({"TableName":"abc"})").body;
  }

  EndpointFixture service_;
};

constexpr std::string_view kTooSoon =
    "Time to live has been modified multiple times within a fixed interval";

TEST_F(TimeToLive, IsDisabledAtFirst) {
  EXPECT_EQ(Described(), R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})");
}

TEST_F(TimeToLive, ChangesOnceAnHour) {
  EXPECT_EQ(Set(true, "a"), R"({"TimeToLiveSpecification":{"Enabled":true,"AttributeName":"a"}})");
  EXPECT_THAT(Set(false, "a"), HasSubstr(kTooSoon));
  service_.clock().Advance(std::chrono::hours(1) - std::chrono::microseconds(1));
  EXPECT_THAT(Set(false, "a"), HasSubstr(kTooSoon));
  EXPECT_EQ(Described(),
            R"({"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"a"}})");

  service_.clock().Advance(std::chrono::microseconds(1));
  EXPECT_EQ(Set(false, "a"),
            R"({"TimeToLiveSpecification":{"Enabled":false,"AttributeName":"a"}})");
  EXPECT_EQ(Described(), R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})");
  EXPECT_THAT(Set(true, "b"), HasSubstr(kTooSoon));

  service_.clock().Advance(std::chrono::hours(1));
  EXPECT_THAT(Set(true, "b"), HasSubstr(R"("AttributeName":"b")"));
}

TEST_F(TimeToLive, IsNotHeldUpByAClockThatWasSetBack) {
  Set(true, "a");
  service_.clock().Advance(-std::chrono::hours(24));
  EXPECT_THAT(Set(false, "a"), HasSubstr(R"("Enabled":false)"));
}

TEST_F(TimeToLive, SaysFirstThatNothingWouldChange) {
  EXPECT_THAT(Set(false, "a"), HasSubstr("TimeToLive is already disabled"));
  Set(true, "a");
  EXPECT_THAT(Set(true, "a"), HasSubstr("TimeToLive is already enabled"));
  for (const bool enabled : {true, false}) {
    EXPECT_THAT(Set(enabled, "b"),
                HasSubstr("TimeToLive is active on a different AttributeName: current "
                          "AttributeName is a"));
  }
}

}  // namespace
}  // namespace api::dynamodb
