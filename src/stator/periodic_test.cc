#include "stator/periodic.h"

#include <gtest/gtest.h>

#include <atomic>

#include "run/event.h"

namespace stator {
namespace {

constexpr std::chrono::hours kNever{24};

TEST(Periodic, GoesOnWhileThereIsMore) {
  std::atomic<int> calls{0};
  run::Event fifth;
  const Periodic periodic(kNever, [&] {
    if (++calls == 5) fifth.Set();
    return calls < 5;
  });
  fifth.Wait();
  EXPECT_EQ(calls, 5);
}

TEST(Periodic, CallsAgainAfterThePause) {
  std::atomic<int> calls{0};
  run::Event third;
  const Periodic periodic(std::chrono::microseconds(1), [&] {
    if (++calls == 3) third.Set();
    return false;
  });
  third.Wait();
}

TEST(Periodic, EndsWithTheCallUnderWayWhateverIsLeft) {
  run::Event begun;
  std::atomic<int> calls{0};
  std::atomic<int> ended{0};
  {
    const Periodic periodic(kNever, [&] {
      if (++calls == 1) begun.Set();
      ++ended;
      return true;
    });
    begun.Wait();
  }
  EXPECT_EQ(calls, ended);
}

}  // namespace
}  // namespace stator
