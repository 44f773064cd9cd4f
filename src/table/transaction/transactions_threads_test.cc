// Transactions of many threads, beside everything else that goes on.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <random>
#include <thread>

#include "table/item/testing/indexed_tables.h"
#include "table/item/testing/test_items.h"
#include "table/testing/test_tables.h"
#include "table/transaction/transactions.h"

namespace table::transaction {
namespace {

using Kind = TransactOutcome::Kind;

class TransactionsOfThreads : public testing::Test {
 protected:
  TransactionsOfThreads() : transactions_(*Transactions::Open(store_, items_, clock_)) {}

  static TransactAction Action(const TableDescription& table, const value::Row& item,
                               item::Items::Decide decide) {
    return {.table = &table,
            .key = KeyOf(table, item),
            .decide = [decide = std::move(decide)](const value::RowView& there, bool exists)
                -> base::Result<std::optional<item::Decision>> {
              TRY_ASSIGN(item::Decision decision, decide(there, exists));
              return std::optional(std::move(decision));
            }};
  }
  Kind Write(const std::vector<TransactAction>& actions) {
    const auto outcome = transactions_->Write(actions, std::nullopt);
    EXPECT_TRUE(outcome.ok());
    EXPECT_TRUE(outcome->kind == Kind::kDone || outcome->kind == Kind::kCancelled);
    return outcome->kind;
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  item::Items items_{store_};
  const std::unique_ptr<Transactions> transactions_;
};

// Accounts between which money is moved: by transactions, while single writes touch the accounts,
// and reads of all of them see the same sum at all times.
TEST_F(TransactionsOfThreads, KeepsTheSumWhateverElseGoesOn) {
  const TableDescription music = MakeTableIn(store_, "Music", 4);
  constexpr int kAccounts = 5;
  constexpr int64_t kSum = 100 * kAccounts;
  constexpr int kRounds = 400;
  const auto account = [](int i) { return MakeItem("account", i, {{"n", N(100)}}); };
  for (int i = 0; i < kAccounts; ++i) ASSERT_TRUE(item::PutItem(items_, music, account(i)).ok());
  const auto adds = [](int64_t amount) -> item::Items::Decide {
    return [amount](const value::RowView& item, bool) -> base::Result<item::Decision> {
      value::RowBuilder row;
      row.SetAll(item.attributes());
      row.Set("n", N(*item.Find("n")->AsNumber().ToInt() + amount));
      return item::Decision{item::Decision::Kind::kPut, row.Build()};
    };
  };
  const auto is_refusal = [](const auto& result) {
    return !result.ok() && result.error().code == base::ErrorCode::kConflict;
  };

  std::atomic<int> moved{0};
  std::atomic<int> writers{0};
  std::vector<std::thread> threads;
  const auto start = [&](const std::function<void(std::mt19937*)>& round) {
    ++writers;
    threads.emplace_back([&, round, seed = threads.size()] {
      std::mt19937 random(static_cast<uint32_t>(seed));
      for (int i = 0; i < kRounds; ++i) round(&random);
      --writers;
    });
  };
  for (int i = 0; i < 3; ++i) {
    start([&](std::mt19937* random) {  // moves money
      const int from = static_cast<int>((*random)() % kAccounts);
      const int to = (from + 1 + static_cast<int>((*random)() % (kAccounts - 1))) % kAccounts;
      const int64_t amount = (*random)() % 10;
      const Kind kind = Write(
          {Action(music, account(from), adds(-amount)), Action(music, account(to), adds(amount))});
      if (kind == Kind::kDone) ++moved;
    });
  }
  start([&](std::mt19937* random) {  // touches an account by itself
    const ItemKey key = KeyOf(music, account(static_cast<int>((*random)() % kAccounts)));
    const auto written = items_.Write(music, key, adds(0), false);
    EXPECT_TRUE(written.ok() || is_refusal(written));
  });
  start([&](std::mt19937* random) {  // writes other items in batches with conflicts between them
    std::vector<item::Items::BatchWrite> writes;
    for (int i = 0; i < 3; ++i) {
      const value::Row row = MakeItem("other", static_cast<int64_t>((*random)() % 4));
      const ItemKey key = KeyOf(music, row);
      const bool twice = std::ranges::any_of(
          writes, [&](const item::Items::BatchWrite& write) { return write.key == key; });
      if (!twice) writes.push_back({&music, key, {item::Decision::Kind::kPut, row}});
    }
    EXPECT_TRUE(items_.WriteBatch(writes).ok());
  });
  std::vector<Transactions::ReadRequest> all;
  for (int i = 0; i < kAccounts; ++i) all.push_back({&music, KeyOf(music, account(i))});
  const auto sum = [&] {
    const auto items = transactions_->Read(all);
    EXPECT_TRUE(items.ok());
    int64_t total = 0;
    for (const item::ReadItem& item : *items) total += *item.row->Find("n")->AsNumber().ToInt();
    return total;
  };
  while (writers > 0 && !HasFailure()) EXPECT_EQ(sum(), kSum);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum(), kSum);
  EXPECT_GT(moved, 0);
}

TEST_F(TransactionsOfThreads, KeepsIndexesWhateverElseGoesOn) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 150;
  const TableDescription indexed = item::MakeIndexedTableIn(store_, "Films", 100);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      std::mt19937 random(static_cast<uint32_t>(i));
      for (int round = 0; round < kRounds; ++round) {
        if (i == 0) {
          const base::Status written = item::WriteAtRandom(items_, indexed, random);
          EXPECT_TRUE(written.ok() || written.error().code == base::ErrorCode::kConflict);
          continue;
        }
        std::map<std::string, TransactAction> actions;  // no key twice
        for (int k = 0; k < 5; ++k) {
          const value::Row row = item::RandomItem(random);
          TransactAction action =
              Action(indexed, row, random() % 3 == 0 ? item::Deletes() : item::Puts(row));
          actions.emplace(action.key.bytes, std::move(action));
        }
        std::vector<TransactAction> wanted;
        for (auto& [key, action] : actions) wanted.push_back(std::move(action));
        Write(wanted);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  item::ExpectIndexesAreWhatItemsImply(store_, items_, indexed);
}

}  // namespace
}  // namespace table::transaction
