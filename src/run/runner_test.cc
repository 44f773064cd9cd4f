#include "run/runner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

#include "base/mutex.h"

namespace run {
namespace {

// A loop that does what is posted to it, on the thread that calls RunUntil.
class Loop {
 public:
  void Post(std::function<void()> work) {
    base::MutexLock lock(mutex_);
    work_.push_back(std::move(work));
    posted_.NotifyOne();
  }
  void RunUntil(const std::function<bool()>& done) {
    while (!done()) {
      std::function<void()> work;
      {
        base::MutexLock lock(mutex_);
        while (work_.empty()) posted_.Wait(mutex_);
        work = std::move(work_.front());
        work_.pop_front();
      }
      work();
    }
  }

 private:
  base::Mutex mutex_;
  base::CondVar posted_;
  std::deque<std::function<void()>> work_ GUARDED_BY(mutex_);
};

TEST(Event, BlocksAThreadUntilItIsSet) {
  for (int i = 0; i < 1000; ++i) {
    auto event = std::make_unique<Event>();
    std::atomic<bool> before = false;
    std::thread setter([&] {
      before = true;
      event->Set();
    });
    event->Wait();
    EXPECT_TRUE(before);
    setter.join();
  }
}

#ifndef STATOR_SANITIZED  // sanitizers cannot follow a stack switch
TEST(FiberRunner, RunsATaskAtOnceUntilItWaits) {
  Loop loop;
  FiberRunner runner([&](std::function<void()> work) { loop.Post(std::move(work)); });
  Event event;
  std::vector<int> order;
  runner.Run([&] {
    order.push_back(1);
    event.Wait();
    order.push_back(3);
  });
  order.push_back(2);
  EXPECT_EQ(runner.active(), 1u);
  event.Set();
  loop.RunUntil([&] { return runner.active() == 0; });
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(FiberRunner, ResumesManyFibersWokenFromAnotherThread) {
  constexpr int kTasks = 200;
  constexpr int kRounds = 50;
  Loop loop;
  FiberRunner runner([&](std::function<void()> work) { loop.Post(std::move(work)); });
  base::Mutex mutex;
  base::CondVar changed;
  std::deque<Event*> to_set;
  bool stop = false;
  std::thread setter([&] {
    while (true) {
      std::deque<Event*> events;
      {
        base::MutexLock lock(mutex);
        while (to_set.empty() && !stop) changed.Wait(mutex);
        if (to_set.empty()) return;
        events.swap(to_set);
      }
      for (Event* event : events) event->Set();
    }
  });
  int waits = 0;
  for (int i = 0; i < kTasks; ++i) {
    runner.Run([&] {
      for (int round = 0; round < kRounds; ++round) {
        Event event;
        {
          base::MutexLock lock(mutex);
          to_set.push_back(&event);
        }
        changed.NotifyOne();
        event.Wait();
        ++waits;
      }
    });
  }
  loop.RunUntil([&] { return runner.active() == 0; });
  EXPECT_EQ(waits, kTasks * kRounds);
  {
    base::MutexLock lock(mutex);
    stop = true;
  }
  changed.NotifyOne();
  setter.join();
}
#endif

TEST(ThreadRunner, RunsEverythingBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    ThreadRunner runner(3);
    for (int i = 0; i < 1000; ++i) runner.Run([&] { ++done; });
  }
  EXPECT_EQ(done, 1000);
}

}  // namespace
}  // namespace run
