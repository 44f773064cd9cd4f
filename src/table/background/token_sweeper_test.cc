#include "table/background/token_sweeper.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "kv/testing/memory_store.h"
#include "table/item/items.h"
#include "table/item/testing/test_items.h"
#include "table/system_keys.h"
#include "table/testing/test_tables.h"

namespace table::background {
namespace {

class TokenSweeperTest : public testing::Test {
 protected:
  TokenSweeperTest() {
    transactions_ = *transaction::Transactions::Open(store_, items_, clock_);
    table_ = MakeTableIn(store_, "Music", 1);
  }
  TokenSweeper::Parts Parts(std::string holder) {
    return {.transactions = *transactions_,
            .store = store_,
            .clock = clock_,
            .holder = std::move(holder)};
  }
  void RunTransactions(int count) {
    for (int i = 0; i < count; ++i) {
      const value::Row song = MakeItem("p", i);
      const std::vector<transaction::TransactAction> actions = {
          {.table = &table_, .key = KeyOf(table_, song), .decide = Puts(song)}};
      const transaction::TransactionToken token{
          .name_space = kTestSpace, .text = "token " + std::to_string(i), .content = "content"};
      ASSERT_TRUE(transactions_->Write(actions, token).ok());
    }
  }
  static decltype(transaction::TransactAction::decide) Puts(const value::Row& row) {
    return [row](const value::RowView&, bool) {
      return base::Result<std::optional<item::Decision>>(
          item::Decision{item::Decision::Kind::kPut, row});
    };
  }
  // Of tokens, and of when they finished.
  size_t Records() {
    size_t count = 0;
    EXPECT_TRUE(store_
                    .Scan(kTokenShard, {.family = kv::Family::kMeta, .count_max = 10'000},
                          [&](std::string_view, std::string_view) {
                            ++count;
                            return kv::ScanStep::kContinue;
                          })
                    .ok());
    return count;
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  item::Items items_{store_};
  std::unique_ptr<transaction::Transactions> transactions_;
  TableDescription table_;
};

TEST_F(TokenSweeperTest, DeletesWhatIsOverSomeAtATime) {
  RunTransactions(250);
  const size_t all = Records();
  ASSERT_GT(all, 0u);
  TokenSweeper sweeper(Parts("one"));
  EXPECT_GT(*sweeper.Step(), run::Job::Duration::zero());
  EXPECT_EQ(Records(), all);
  clock_.Advance(std::chrono::hours(1));
  int pieces = 1;
  while (*sweeper.Step() == run::Job::Duration::zero()) ++pieces;
  EXPECT_GT(pieces, 1);
  EXPECT_EQ(Records(), 0u);
}

TEST_F(TokenSweeperTest, IsTheWorkOfOneServerAtATime) {
  RunTransactions(3);
  clock_.Advance(std::chrono::hours(1));
  const size_t all = Records();
  ASSERT_TRUE(*store_.AcquireLease("token-sweep", "other", std::chrono::minutes(1)));
  TokenSweeper sweeper(Parts("one"));
  sweeper.Step();
  EXPECT_EQ(Records(), all);
  clock_.Advance(std::chrono::minutes(2));  // the other broke down
  sweeper.Step();
  EXPECT_EQ(Records(), 0u);
  ASSERT_FALSE(*store_.AcquireLease("token-sweep", "other", std::chrono::minutes(1)));
  sweeper.Stop();
  EXPECT_TRUE(*store_.AcquireLease("token-sweep", "other", std::chrono::minutes(1)));
}

}  // namespace
}  // namespace table::background
