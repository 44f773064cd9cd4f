#include "api/endpoint/reads_at_once.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

namespace api {
namespace {

TEST(ReadsAtOnce, LetsSmallOnesPassWhateverWaits) {
  ReadsAtOnce reads(10);
  const ReadsAtOnce::Turn all(&reads, 1'000);  // more than there is: alone
  const ReadsAtOnce::Turn small(&reads, 0);
}

TEST(ReadsAtOnce, GivesTheirTurnsToAllWhoWait) {
  ReadsAtOnce reads(10);
  std::optional<ReadsAtOnce::Turn> first(std::in_place, &reads, 8);
  std::atomic<int> done = 0;
  std::thread large([&] {
    const ReadsAtOnce::Turn turn(&reads, 9);
    ++done;
  });
  {
    // It may have to wait, too, behind the large one.
    std::thread other([&] {
      const ReadsAtOnce::Turn turn(&reads, 1);
      ++done;
    });
    first.reset();
    other.join();
  }
  large.join();
  EXPECT_EQ(done, 2);
}

TEST(ReadsAtOnce, NeverMakesMoreAtATime) {
  ReadsAtOnce reads(10);
  std::atomic<int> bytes = 0;
  std::atomic<bool> too_many = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, size = i + 3] {
      for (int j = 0; j < 1'000; ++j) {
        const ReadsAtOnce::Turn turn(&reads, static_cast<size_t>(size));
        if (bytes.fetch_add(size) + size > 10) too_many = true;
        bytes.fetch_sub(size);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(too_many);
}

}  // namespace
}  // namespace api
