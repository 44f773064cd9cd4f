#include "run/give_way.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <vector>

#include "run/runner.h"

namespace run {
namespace {

TEST(GiveWay, DoesNothingWithoutFibers) {
  Spend(10 * kStepsPerSlice);
  EXPECT_FALSE(SliceIsSpent());
  GiveWay();
}

TEST(SortGivingWay, Sorts) {
  for (const size_t count : {size_t{0}, size_t{10}, size_t{100'000}}) {
    std::vector<size_t> numbers;
    for (size_t i = 0; i < count; ++i) numbers.push_back(i * 7919 % 100'003);
    SortGivingWay(numbers.begin(), numbers.end(), std::less<>());
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
    EXPECT_EQ(numbers.size(), count);
  }
}

#ifndef STATOR_SANITIZED  // sanitizers cannot follow a stack switch
class GiveWayOnFibers : public testing::Test {
 protected:
  // Ends the slice of the test that ran on this thread before.
  void SetUp() override {
    runner_.Run([] { GiveWay(); });
    RunAll();
  }
  void RunAll() {
    while (!posted_.empty()) {
      const auto work = std::move(posted_.front());
      posted_.pop_front();
      work();
    }
  }

  std::deque<std::function<void()>> posted_;
  FiberRunner runner_{[this](std::function<void()> work) { posted_.push_back(std::move(work)); }};
};

TEST_F(GiveWayOnFibers, LetsOthersGoOnOnceATurnIsSpent) {
  std::vector<int> order;
  runner_.Run([&] {
    GiveWay();
    order.push_back(1);
    Spend(kStepsPerSlice);
    EXPECT_TRUE(SliceIsSpent());
    GiveWay();
    EXPECT_FALSE(SliceIsSpent());
    order.push_back(3);
  });
  runner_.Run([&] { order.push_back(2); });
  RunAll();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST_F(GiveWayOnFibers, SortsAndLoopsBesideOthers) {
  std::vector<size_t> numbers;
  for (size_t i = 0; i < 500'000; ++i) numbers.push_back(i * 7919 % 1'000'003);
  size_t others = 0;
  bool sorted = false;
  runner_.Run([&] {
    SortGivingWay(numbers.begin(), numbers.end(), std::less<>());
    LongLoop loop;
    for (int i = 0; i < 100'000; ++i) loop.Next(100);
    sorted = true;
  });
  while (!posted_.empty()) {
    runner_.Run([&] { ++others; });
    const auto work = std::move(posted_.front());
    posted_.pop_front();
    work();
  }
  EXPECT_TRUE(sorted);
  EXPECT_GT(others, 100u);
  EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
}
#endif

}  // namespace
}  // namespace run
