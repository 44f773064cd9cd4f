#include "net/event_loop.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "base/clock.h"
#include "run/end_of_turn.h"

namespace net {
namespace {

TEST(EventLoop, RunsWhatIsPostedWhetherItSleepsOrNot) {
  const base::SystemClock clock;
  EventLoop loop(clock);
  int ran = 0;
  loop.Post([&] { ++ran; });
  std::thread thread([&] { loop.Run(); });
  for (int i = 0; i < 100; ++i) loop.Post([&] { ++ran; });
  loop.Stop();
  thread.join();
  EXPECT_EQ(ran, 101);
}

// A thread with turns and no loop, as a store's that answers many requests.
TEST(EventLoop, RunsWhatIsPostedInAnothersTurnByItsEnd) {
  const base::SystemClock clock;
  for (int round = 0; round < 100; ++round) {
    int ran = 0;
    auto loop = std::make_unique<EventLoop>(clock);
    std::thread runs([&] { loop->Run(); });
    std::thread posts([&] {
      run::Turns turns(clock);
      for (int i = 0; i < 10; ++i) loop->Post([&] { ++ran; });
      loop->Stop();
      turns.Next(/*any_ready=*/true);
    });
    runs.join();
    EXPECT_EQ(ran, 10);
    loop.reset();  // waits for the other's turn
    posts.join();
  }
}

}  // namespace
}  // namespace net
