#include "run/scheduling.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <thread>

namespace run {
namespace {

int Nice() { return getpriority(PRIO_PROCESS, 0); }

TEST(Scheduling, GivesWayInItsThreadAlone) {
  const int before = Nice();
  std::thread([&] {
    LowerPriority(before + 1);
    EXPECT_EQ(Nice(), before + 1);
    LowerPriority(before);
    EXPECT_EQ(Nice(), before + 1);
  }).join();
  EXPECT_EQ(Nice(), before);
}

TEST(Scheduling, AskingForShortSlicesLeavesNicenessAlone) {
  std::thread([&] {
    LowerPriority(Nice() + 1);
    const int before = Nice();
    AskForShortSlices();
    EXPECT_EQ(Nice(), before);
  }).join();
}

}  // namespace
}  // namespace run
