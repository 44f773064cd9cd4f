#include "table/item_latch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <semaphore>
#include <thread>
#include <vector>

namespace table {
namespace {

constexpr kv::ShardId kShard{16};

TEST(ItemLatches, OneHolderAtATime) {
  ItemLatches latches;
  int64_t counter = 0;  // not atomic: the latch is what guards it
  constexpr int kThreads = 8;
  constexpr int kRounds = 2000;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        // Each thread's key lies in bytes of its own, which end with the hold.
        const std::string key = "key";
        const ItemLatches::Hold hold(latches, {kShard, key});
        ++counter;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter, kThreads * kRounds);
}

TEST(ItemLatches, SeveralKeysInAnyOrderNeverWaitForEachOther) {
  ItemLatches latches;
  constexpr int kThreads = 8;
  constexpr int kRounds = 1000;
  const std::vector<std::string> names{"a", "b", "c", "d", "e"};
  std::vector<int64_t> counters(names.size());
  std::vector<std::vector<int64_t>> counted(kThreads, std::vector<int64_t>(names.size()));
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      std::mt19937 random(i);
      for (int round = 0; round < kRounds; ++round) {
        std::vector<size_t> picked;
        std::vector<ItemLatches::Key> keys;
        for (int k = 0; k < 3; ++k) {
          const size_t pick = random() % names.size();
          keys.push_back({kShard, names[pick]});
          if (std::find(picked.begin(), picked.end(), pick) == picked.end()) picked.push_back(pick);
        }
        const ItemLatches::Hold hold(latches, keys);
        for (const size_t pick : picked) {
          ++counters[pick];
          ++counted[i][pick];
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t k = 0; k < names.size(); ++k) {
    int64_t sum = 0;
    for (const auto& of_thread : counted) sum += of_thread[k];
    EXPECT_EQ(counters[k], sum) << names[k];
  }
}

TEST(ItemLatches, DifferentItemsAreLatchedApart) {
  ItemLatches latches;
  const ItemLatches::Hold one(latches, {kShard, "a"});
  const ItemLatches::Hold another_key(latches, {kShard, "b"});
  const ItemLatches::Hold another_shard(latches, {kv::ShardId{17}, "a"});
}

TEST(ItemLatches, AKeyGivenTwiceIsLatchedOnce) {
  ItemLatches latches;
  { const ItemLatches::Hold hold(latches, {{kShard, "a"}, {kShard, "b"}, {kShard, "a"}}); }
  const ItemLatches::Hold again(latches, {{kShard, "a"}});
}

// Tells when its thread has begun to wait.
class TellingWaiter final : public base::Waiter {
 public:
  explicit TellingWaiter(std::binary_semaphore& waits) : waits_(waits) {}
  void Suspend() override {
    waits_.release();
    woken_.acquire();
  }
  void Wake() override { woken_.release(); }

 private:
  std::binary_semaphore& waits_;
  std::binary_semaphore woken_{0};
};

TEST(ItemLatches, WhoWaitsLongestIsNext) {
  ItemLatches latches;
  constexpr int kWaiters = 5;
  std::vector<int> order;  // guarded by the latch
  std::vector<std::thread> threads;
  std::deque<std::binary_semaphore> all_waits;  // one may still be in use after it was acquired
  {
    const ItemLatches::Hold hold(latches, {kShard, "key"});
    for (int i = 0; i < kWaiters; ++i) {
      std::binary_semaphore& waits = all_waits.emplace_back(0);
      threads.emplace_back([&, i] {
        TellingWaiter waiter(waits);
        base::ExchangeCurrentWaiter(&waiter);
        {
          const ItemLatches::Hold mine(latches, {kShard, "key"});
          order.push_back(i);
        }
        base::ExchangeCurrentWaiter(nullptr);
      });
      waits.acquire();
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

}  // namespace
}  // namespace table
