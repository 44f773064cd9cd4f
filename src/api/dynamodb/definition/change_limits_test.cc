#include "api/dynamodb/definition/change_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace api::dynamodb::definition {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

// Wednesday, 20:48:14
const base::WallTime kStart =
    std::chrono::sys_days(std::chrono::year(2018) / 7 / 25) + 20h + 48min + 14s;

void ExpectRefused(const ApiResult<void>& result, std::string_view message) {
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().name, "LimitExceededException");
  EXPECT_THAT(result.error().message, HasSubstr(message));
}

TEST(CountDecrease, TakesFourAtOnceAndThenOneAnHour) {
  table::ProvisionedThroughput throughput;
  for (int i = 1; i <= 4; ++i) {
    EXPECT_TRUE(CountDecrease(kStart, &throughput).ok());
    EXPECT_EQ(throughput.decreases_today, i);
  }
  ExpectRefused(CountDecrease(kStart + 59min, &throughput),
                "Subscriber limit exceeded: Provisioned throughput decreases are limited within a "
                "given UTC day. After the first 4 decreases, each subsequent decrease in the same "
                "UTC day can be performed at most once every 3600 seconds. Number of decreases "
                "today: 4. Last decrease at Wednesday, July 25, 2018 8:48:14 PM UTC. Next decrease "
                "can be made at Wednesday, July 25, 2018 9:48:14 PM UTC");
  EXPECT_TRUE(CountDecrease(kStart + 1h, &throughput).ok());
  ExpectRefused(CountDecrease(kStart + 1h, &throughput), "Number of decreases today: 5.");
}

TEST(CountDecrease, BeginsAnewWithEachDay) {
  table::ProvisionedThroughput throughput;
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(CountDecrease(kStart, &throughput).ok());
  EXPECT_EQ(DecreasesToday(throughput, kStart + 3h), 4);
  EXPECT_EQ(DecreasesToday(throughput, kStart + 4h), 0);
  EXPECT_TRUE(CountDecrease(kStart + 4h, &throughput).ok());
  EXPECT_EQ(throughput.decreases_today, 1);
}

TEST(CountSwitchToOnDemand, TakesFourInAnyDay) {
  table::SettingChanges changes;
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(CountSwitchToOnDemand(kStart + i * 1h, &changes).ok());
  }
  ExpectRefused(CountSwitchToOnDemand(kStart + 23h, &changes),
                "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in "
                "1 day(s). Last update at Wed Jul 25 23:48:14 UTC 2018. Next update can be made at "
                "Thu Jul 26 20:48:14 UTC 2018");
  EXPECT_TRUE(CountSwitchToOnDemand(kStart + 24h, &changes).ok());
  EXPECT_FALSE(CountSwitchToOnDemand(kStart + 24h, &changes).ok());
  EXPECT_EQ(changes.to_pay_per_request.size(), 4u);
}

TEST(CountTableClassChange, TakesTwoInThirtyDays) {
  table::SettingChanges changes;
  EXPECT_TRUE(CountTableClassChange(kStart, &changes).ok());
  EXPECT_TRUE(CountTableClassChange(kStart + 24h, &changes).ok());
  ExpectRefused(CountTableClassChange(kStart + 29 * 24h, &changes), "2 times in 30 day(s)");
  EXPECT_TRUE(CountTableClassChange(kStart + 30 * 24h, &changes).ok());
}

TEST(CountEncryptionChange, TakesFourInADayAndThenOneInSixHours) {
  table::SettingChanges changes;
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(CountEncryptionChange(kStart, &changes).ok());
  EXPECT_FALSE(CountEncryptionChange(kStart + 5h, &changes).ok());
  EXPECT_TRUE(CountEncryptionChange(kStart + 6h, &changes).ok());
  EXPECT_FALSE(CountEncryptionChange(kStart + 11h, &changes).ok());
  EXPECT_TRUE(CountEncryptionChange(kStart + 12h, &changes).ok());
}

}  // namespace
}  // namespace api::dynamodb::definition
