#include "kv/rocksdb/commit/log_waits.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "run/runner.h"

namespace kv::rocks::commit {
namespace {

constexpr ShardId kShard{7};
constexpr ShardId kOther{8};

class LogWaitsTest : public testing::Test {
 protected:
  base::MonotonicTime InAnHour() const { return clock_.Monotonic() + std::chrono::hours(1); }
  void AwaitWaiters(size_t count) const {
    while (waits_.waiters() != count) std::this_thread::yield();
  }

  base::ManualClock clock_;
  LogWaits waits_{clock_};
  std::atomic<bool> is_over_{false};
  const LogWaits::IsOver asks_ = [this] { return base::Result<bool>(is_over_.load()); };
};

TEST_F(LogWaitsTest, WaitsForNothingThatIsThere) {
  is_over_ = true;
  EXPECT_TRUE(waits_.Await(kShard, InAnHour(), asks_).ok());
  is_over_ = false;
  EXPECT_TRUE(waits_.Await(kShard, clock_.Monotonic(), asks_).ok());
  const auto fails = [] { return base::Result<bool>(base::NotFound("gone")); };
  EXPECT_EQ(waits_.Await(kShard, InAnHour(), fails).error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(waits_.waiters(), 0u);
}

// What changes between the first question and the wait wakes nobody, and is not missed.
TEST_F(LogWaitsTest, AsksAgainOnceItCanBeWoken) {
  int asked = 0;
  EXPECT_TRUE(
      waits_.Await(kShard, InAnHour(), [&] { return base::Result<bool>(++asked == 2); }).ok());
  asked = 0;
  const auto failed = waits_.Await(kShard, InAnHour(), [&]() -> base::Result<bool> {
    if (++asked == 2) return base::NotFound("gone");
    return false;
  });
  EXPECT_EQ(failed.error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(waits_.waiters(), 0u);
}

// Such as when the wait ends by itself just as it is woken.
TEST_F(LogWaitsTest, MayBeWokenBeforeItSleeps) {
  int asked = 0;
  EXPECT_TRUE(waits_
                  .Await(kShard, InAnHour(),
                         [&] {
                           if (++asked == 2) waits_.Wake(std::array{kShard});
                           return base::Result<bool>(asked == 3);
                         })
                  .ok());
  asked = 0;
  EXPECT_TRUE(waits_
                  .Await(kShard, InAnHour(),
                         [&] {
                           if (++asked == 2) waits_.Wake(std::array{kShard});
                           return base::Result<bool>(asked == 2);
                         })
                  .ok());
}

TEST_F(LogWaitsTest, WakesWhoWaitsForThatShard) {
  std::atomic<int> asked{0};
  const auto asks = [&] {
    ++asked;
    return base::Result<bool>(is_over_.load());
  };
  std::thread waiter([&] { EXPECT_TRUE(waits_.Await(kShard, InAnHour(), asks).ok()); });
  AwaitWaiters(1);
  waits_.Wake(std::array{kOther});
  EXPECT_EQ(waits_.waiters(), 1u);
  waits_.Wake(std::array{kOther, kShard});  // for nothing
  while (asked < 4) std::this_thread::yield();
  AwaitWaiters(1);
  is_over_ = true;
  waits_.Wake(std::array{kOther, kShard});
  waiter.join();
  EXPECT_EQ(waits_.waiters(), 0u);
}

TEST_F(LogWaitsTest, EndsEachWaitAtItsTime) {
  std::thread late([&] { EXPECT_TRUE(waits_.Await(kShard, InAnHour(), asks_).ok()); });
  AwaitWaiters(1);
  const auto soon = clock_.Monotonic() + std::chrono::minutes(1);
  std::thread early([&] { EXPECT_TRUE(waits_.Await(kOther, soon, asks_).ok()); });
  AwaitWaiters(2);
  clock_.Advance(std::chrono::minutes(1));
  early.join();
  EXPECT_EQ(waits_.waiters(), 1u);
  clock_.Advance(std::chrono::minutes(59));
  late.join();
}

#ifndef STATOR_SANITIZED  // sanitizers cannot follow a stack switch
TEST_F(LogWaitsTest, TasksWaitWithoutTheirThread) {
  std::vector<std::function<void()>> posted;
  run::FiberRunner runner([&](std::function<void()> work) { posted.push_back(std::move(work)); });
  constexpr size_t kTasks = 100;
  for (size_t i = 0; i < kTasks; ++i) {
    runner.Run([&] { EXPECT_TRUE(waits_.Await(kShard, InAnHour(), asks_).ok()); });
  }
  EXPECT_EQ(waits_.waiters(), kTasks);  // and this thread goes on
  is_over_ = true;
  waits_.Wake(std::array{kShard});
  while (!posted.empty()) {
    const auto work = std::move(posted.back());
    posted.pop_back();
    work();
  }
  EXPECT_EQ(runner.active(), 0u);
}
#endif

}  // namespace
}  // namespace kv::rocks::commit
