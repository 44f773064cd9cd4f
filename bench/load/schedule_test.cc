#include "load/schedule.h"

#include <gtest/gtest.h>

namespace load {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

const SteadyTime kStart(seconds(1000));

TEST(Schedule, BeginsWithOne) {
  const Schedule schedule(kStart, 10);
  EXPECT_EQ(schedule.CountDue(kStart - nanoseconds(1)), 0U);
  EXPECT_EQ(schedule.CountDue(kStart), 1U);
  EXPECT_EQ(schedule.Due(0), kStart);
}

TEST(Schedule, SpacesThemEvenly) {
  const Schedule schedule(kStart, 4);
  EXPECT_EQ(schedule.Due(1) - schedule.Due(0), nanoseconds(250'000'000));
  EXPECT_EQ(schedule.Due(4), kStart + seconds(1));
}

// An hour at an uneven rate: no request is lost or doubled by rounding.
TEST(Schedule, CountsWhatIsDue) {
  const Schedule schedule(kStart, 29'999.7);
  for (uint64_t n : {1UL, 2UL, 3UL, 1000UL, 29'999UL, 30'000UL, 107'998'920UL}) {
    EXPECT_EQ(schedule.CountDue(schedule.Due(n)), n + 1) << n;
    EXPECT_EQ(schedule.CountDue(schedule.Due(n) - nanoseconds(1)), n) << n;
  }
  EXPECT_NEAR(static_cast<double>(schedule.CountDue(kStart + seconds(3600))), 29'999.7 * 3600, 1);
}

}  // namespace
}  // namespace load
