#include "run/end_of_turn.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <thread>

namespace run {
namespace {

class Doing final : public EndOfTurnWork {
 public:
  explicit Doing(std::function<void()> work) : work_(std::move(work)) {}
  void DoNow() override { work_(); }

 private:
  const std::function<void()> work_;
};

TEST(Turns, DoWhatIsPutOffWhenTheTurnEnds) {
  int done = 0;
  Doing doing([&] { ++done; });
  const base::ManualClock clock;
  Turns turns(clock);
  EXPECT_TRUE(DoAtEndOfTurn(&doing));
  EXPECT_EQ(done, 0);
  turns.Next(true);
  EXPECT_EQ(done, 1);
  turns.Next(true);
  EXPECT_EQ(done, 1);
}

TEST(Turns, DoWhatIsPutOffAtTheEndInTheSameGo) {
  int done = 0;
  Doing second([&] { done += 10; });
  Doing first([&] {
    ++done;
    EXPECT_TRUE(DoAtEndOfTurn(&second));
  });
  const base::ManualClock clock;
  Turns turns(clock);
  EXPECT_TRUE(DoAtEndOfTurn(&first));
  turns.Next(true);
  EXPECT_EQ(done, 11);
}

TEST(Turns, DoWhatIsPutOffUntilIdleThenOrAfterAWhile) {
  int done = 0;
  Doing doing([&] { ++done; });
  base::ManualClock clock;
  Turns turns(clock);
  EXPECT_TRUE(DoWhenIdle(&doing));
  EXPECT_TRUE(turns.awaits_idle());
  turns.Next(true);
  EXPECT_EQ(done, 0);
  turns.Idle();
  EXPECT_EQ(done, 1);
  EXPECT_FALSE(turns.awaits_idle());
  EXPECT_TRUE(DoWhenIdle(&doing));
  clock.Advance(kIdleWaitMax);
  turns.Next(true);
  EXPECT_EQ(done, 1);
  clock.Advance(std::chrono::microseconds(1));
  turns.Next(true);
  EXPECT_EQ(done, 2);
}

TEST(Turns, WaitAsLongAgainForWhatIsPutOffAnew) {
  int done = 0;
  Doing doing([&] { ++done; });
  base::ManualClock clock;
  Turns turns(clock);
  EXPECT_TRUE(DoWhenIdle(&doing));
  clock.Advance(kIdleWaitMax);
  RestartIdleWait();
  clock.Advance(kIdleWaitMax);
  turns.Next(true);
  EXPECT_EQ(done, 0);
  clock.Advance(std::chrono::microseconds(1));
  turns.Next(true);
  EXPECT_EQ(done, 1);
}

TEST(Turns, DoWhatIsPutOffWhenIdleTheNextTime) {
  int done = 0;
  Doing doing([&] {
    ++done;
    EXPECT_TRUE(DoWhenIdle(&doing));
  });
  const base::ManualClock clock;
  Turns turns(clock);
  EXPECT_TRUE(DoWhenIdle(&doing));
  turns.Idle();
  EXPECT_EQ(done, 1);
  turns.Next(/*any_ready=*/false);
  EXPECT_FALSE(turns.awaits_idle());  // the loop may sleep
  turns.Next(/*any_ready=*/true);
  EXPECT_TRUE(turns.awaits_idle());
  turns.Idle();
  EXPECT_EQ(done, 2);
}

TEST(Turns, EndWithTheirThread) {
  int done = 0;
  Doing doing([&] { ++done; });
  {
    const base::ManualClock clock;
    Turns turns(clock);
    EXPECT_TRUE(DoAtEndOfTurn(&doing));
  }
  EXPECT_EQ(done, 1);
  EXPECT_FALSE(DoAtEndOfTurn(&doing));
}

TEST(Turns, KnowWhetherTheyServeOneAlone) {
  Served served{.clients = 1};
  SetServed(&served);
  EXPECT_FALSE(ServesOneAlone());  // without turns
  {
    const base::ManualClock clock;
    const Turns turns(clock);
    EXPECT_FALSE(ServesOneAlone());
    SetServed(&served);
    EXPECT_TRUE(ServesOneAlone());
    std::thread([] { EXPECT_FALSE(ServesOneAlone()); }).join();
    served.clients = 2;
    EXPECT_FALSE(ServesOneAlone());
    served.clients = 1;
  }
  EXPECT_FALSE(ServesOneAlone());
}

TEST(Turns, KnowWhetherAllServedWait) {
  Served served{.clients = 2, .requests = 2};
  EXPECT_FALSE(AllServedWait());
  const base::ManualClock clock;
  const Turns turns(clock);
  EXPECT_FALSE(AllServedWait());  // who is served is not known
  SetServed(&served);
  EXPECT_TRUE(AllServedWait());
  served.requests = 1;
  EXPECT_FALSE(AllServedWait());
  served.clients = 0;  // gone before it was answered
  EXPECT_TRUE(AllServedWait());
}

TEST(Turns, AreOfTheirThreadAlone) {
  const base::ManualClock clock;
  const Turns turns(clock);
  Doing doing([] {});
  std::thread([&] {
    EXPECT_FALSE(DoAtEndOfTurn(&doing));
    EXPECT_FALSE(DoWhenIdle(&doing));
  }).join();
}

}  // namespace
}  // namespace run
