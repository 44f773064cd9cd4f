#include "table/key_latch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <random>
#include <semaphore>
#include <thread>
#include <utility>
#include <vector>

namespace table {
namespace {

constexpr kv::ShardId kShard{16};

TEST(KeyLatches, OneHolderAtATime) {
  KeyLatches latches;
  int64_t counter = 0;  // not atomic: the latch is what guards it
  constexpr int kThreads = 8;
  constexpr int kRounds = 2000;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        // Each thread's key lies in bytes of its own, which end with the hold.
        const std::string key = "key";
        const KeyLatches::Hold hold(latches, {kShard, key});
        ++counter;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter, kThreads * kRounds);
}

TEST(KeyLatches, SeveralKeysInAnyOrderNeverWaitForEachOther) {
  KeyLatches latches;
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
        std::vector<KeyLatches::Key> keys;
        for (int k = 0; k < 3; ++k) {
          const size_t pick = random() % names.size();
          keys.push_back({kShard, names[pick]});
          if (std::find(picked.begin(), picked.end(), pick) == picked.end()) picked.push_back(pick);
        }
        const KeyLatches::Hold hold(latches, keys);
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

TEST(KeyLatches, DifferentItemsAreLatchedApart) {
  KeyLatches latches;
  const KeyLatches::Hold one(latches, {kShard, "a"});
  const KeyLatches::Hold another_key(latches, {kShard, "b"});
  const KeyLatches::Hold another_shard(latches, {kv::ShardId{17}, "a"});
}

TEST(KeyLatches, AKeyGivenTwiceIsLatchedOnce) {
  KeyLatches latches;
  { const KeyLatches::Hold hold(latches, {{kShard, "a"}, {kShard, "b"}, {kShard, "a"}}); }
  const KeyLatches::Hold again(latches, {{kShard, "a"}});
}

// Tells when its thread has begun to wait.
class TellingWaiter final : public run::Waiter {
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

TEST(KeyLatches, WhoWaitsLongestIsNext) {
  KeyLatches latches;
  constexpr int kWaiters = 5;
  std::vector<int> order;  // guarded by the latch
  std::vector<std::thread> threads;
  std::deque<std::binary_semaphore> all_waits;  // one may still be in use after it was acquired
  {
    const KeyLatches::Hold hold(latches, {kShard, "key"});
    for (int i = 0; i < kWaiters; ++i) {
      std::binary_semaphore& waits = all_waits.emplace_back(0);
      threads.emplace_back([&, i] {
        TellingWaiter waiter(waits);
        run::ExchangeCurrentWaiter(&waiter);
        {
          const KeyLatches::Hold mine(latches, {kShard, "key"});
          order.push_back(i);
        }
        run::ExchangeCurrentWaiter(nullptr);
      });
      waits.acquire();
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

using For = KeyLatches::For;

TEST(KeyLatches, NobodyWaitsForATransaction) {
  KeyLatches latches;
  const KeyLatches::Hold transaction(latches, {{kShard, "a"}, {kShard, "b"}}, For::kTransaction);
  EXPECT_FALSE(transaction.AnyRefused());
  const KeyLatches::Hold write(latches, {kShard, "a"});
  EXPECT_TRUE(write.AnyRefused());
  const KeyLatches::Hold another(latches, {{kShard, "c"}, {kShard, "b"}}, For::kTransaction);
  EXPECT_TRUE(another.AnyRefused());
  EXPECT_FALSE(another.Refused(0));
  EXPECT_TRUE(another.Refused(1));
}

TEST(KeyLatches, ABatchGetsWhatNoTransactionHas) {
  KeyLatches latches;
  std::optional<KeyLatches::Hold> transaction;
  transaction.emplace(latches, std::vector<KeyLatches::Key>{{kShard, "b"}}, For::kTransaction);
  const KeyLatches::Hold batch(latches, {{kShard, "c"}, {kShard, "b"}, {kShard, "a"}});
  EXPECT_FALSE(batch.Refused(0));
  EXPECT_TRUE(batch.Refused(1));
  EXPECT_FALSE(batch.Refused(2));
  transaction.reset();
  const KeyLatches::Hold now_free(latches, {kShard, "b"});
  EXPECT_FALSE(now_free.AnyRefused());
}

TEST(KeyLatches, ATransactionThatIsRefusedOneItemTellsAllThatItWouldBe) {
  KeyLatches latches;
  const KeyLatches::Hold first(latches, {{kShard, "a"}, {kShard, "c"}}, For::kTransaction);
  const KeyLatches::Hold second(latches, {{kShard, "c"}, {kShard, "b"}, {kShard, "a"}},
                                For::kTransaction);
  EXPECT_TRUE(second.Refused(0));
  EXPECT_FALSE(second.Refused(1));
  EXPECT_TRUE(second.Refused(2));
  const KeyLatches::Hold b(latches, {kShard, "b"});  // which the second did not take
  EXPECT_FALSE(b.AnyRefused());
}

// Runs `wait` on a thread of its own, and returns once it waits for a latch.
std::thread BeginToWait(std::binary_semaphore& waits, std::function<void()> wait) {
  std::thread thread([&waits, wait = std::move(wait)] {
    TellingWaiter waiter(waits);
    run::ExchangeCurrentWaiter(&waiter);
    wait();
    run::ExchangeCurrentWaiter(nullptr);
  });
  waits.acquire();
  return thread;
}

TEST(KeyLatches, ATransactionWaitsForWritesAndThenHasTheItem) {
  KeyLatches latches;
  std::binary_semaphore waits(0);
  std::binary_semaphore look(0);
  std::binary_semaphore done(0);
  std::optional<KeyLatches::Hold> write(std::in_place, latches, KeyLatches::Key{kShard, "a"});
  std::thread transaction = BeginToWait(waits, [&] {
    const KeyLatches::Hold hold(latches, {{kShard, "a"}, {kShard, "b"}}, For::kTransaction);
    EXPECT_FALSE(hold.AnyRefused());
    look.release();
    done.acquire();
  });
  {  // it is under way from the time that it waits
    const KeyLatches::Hold late(latches, {kShard, "a"});
    EXPECT_TRUE(late.AnyRefused());
    const KeyLatches::Hold another(latches, {{kShard, "a"}}, For::kTransaction);
    EXPECT_TRUE(another.AnyRefused());
  }
  write.reset();
  look.acquire();
  {
    const KeyLatches::Hold late(latches, {kShard, "b"});
    EXPECT_TRUE(late.AnyRefused());
  }
  done.release();
  transaction.join();
  const KeyLatches::Hold after(latches, {kShard, "a"});
  EXPECT_FALSE(after.AnyRefused());
}

}  // namespace
}  // namespace table
