#include "base/scheduling.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <thread>

namespace base {
namespace {

int Nice() { return getpriority(PRIO_PROCESS, 0); }

TEST(Scheduling, GivesWayInItsThreadAlone) {
  const int before = Nice();
  std::thread([&] {
    GiveWay(before + 1);
    EXPECT_EQ(Nice(), before + 1);
    GiveWay(before);
    EXPECT_EQ(Nice(), before + 1);
  }).join();
  EXPECT_EQ(Nice(), before);
}

TEST(Scheduling, AskingForShortTimesLeavesNicenessAlone) {
  std::thread([&] {
    GiveWay(Nice() + 1);
    const int before = Nice();
    AskForShortTimes();
    EXPECT_EQ(Nice(), before);
  }).join();
}

}  // namespace
}  // namespace base
