#include "table/transaction/transactions.h"

#include <gtest/gtest.h>

#include <functional>

#include "table/catalog/schema_gate.h"
#include "table/item/testing/indexed_tables.h"
#include "table/item/testing/test_items.h"
#include "table/testing/test_tables.h"

namespace table::transaction {
namespace {

using Kind = TransactOutcome::Kind;
using Reason = Cancellation::Reason;

constexpr kv::Consistency kConsistent = kv::Consistency::kConsistent;

IndexDescription ByA() { return item::MakeLocalIndex(1, "by-a", {"a", value::Type::kS}); }

class TransactionsTest : public testing::Test {
 protected:
  TransactionsTest() {
    auto opened = Transactions::Open(store_, items_, clock_);
    CHECK(opened.ok());
    transactions_ = *std::move(opened);
  }

  TransactAction Action(const value::Row& item, item::Items::Decide decide) const {
    return {.table = &table_,
            .key = KeyOf(table_, item),
            .decide = [decide = std::move(decide)](const value::RowView& there, bool exists)
                -> base::Result<std::optional<item::Decision>> {
              TRY_ASSIGN(item::Decision decision, decide(there, exists));
              return std::optional(std::move(decision));
            }};
  }
  TransactAction Put(const value::Row& item) const { return Action(item, item::Puts(item)); }
  TransactAction Delete(const value::Row& item) const { return Action(item, item::Deletes()); }
  // Does nothing; fails unless the item exists or not, as told.
  TransactAction Check(const value::Row& item, bool must_exist) const {
    return {.table = &table_,
            .key = KeyOf(table_, item),
            .decide = [must_exist](const value::RowView&,
                                   bool exists) -> base::Result<std::optional<item::Decision>> {
              if (exists != must_exist) return std::optional<item::Decision>();
              return std::optional(item::Decision{});
            },
            .wants_item_on_failure = true};
  }

  TransactOutcome Write(const std::vector<TransactAction>& actions,
                        const std::optional<TransactionToken>& token = std::nullopt) {
    auto outcome = transactions_->Write(actions, token);
    EXPECT_TRUE(outcome.ok());
    return outcome.ok() ? *std::move(outcome) : TransactOutcome{.kind = Kind::kInProgress};
  }
  static std::vector<Reason> ReasonsOf(const TransactOutcome& outcome) {
    std::vector<Reason> reasons;
    for (const Cancellation& one : outcome.cancellations) reasons.push_back(one.reason);
    return reasons;
  }
  bool Exists(const value::Row& item) {
    const auto found = items_.Get(table_, KeyOf(table_, item), kConsistent);
    EXPECT_TRUE(found.ok());
    return found.ok() && found->row.has_value();
  }
  // Runs `meanwhile` while a transaction has these items.
  void During(const std::vector<value::Row>& items, const std::function<void()>& meanwhile) {
    std::vector<TransactAction> actions;
    for (const value::Row& item : items) {
      actions.push_back(Action(item, [](const value::RowView&, bool) {
        return base::Result<item::Decision>(item::Decision{});
      }));
    }
    actions.front().decide = [&](const value::RowView&,
                                 bool) -> base::Result<std::optional<item::Decision>> {
      meanwhile();
      return std::optional(item::Decision{});
    };
    EXPECT_EQ(Write(actions).kind, Kind::kDone);
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  const TableDescription table_ = MakeTableIn(store_, "Music", 4);
  item::Items items_{store_};
  std::unique_ptr<Transactions> transactions_;
};

TEST_F(TransactionsTest, DoesAllItsActionsInOneCommit) {
  ASSERT_TRUE(item::PutItem(items_, table_, MakeItem("old", 1)).ok());
  ASSERT_TRUE(item::PutItem(items_, table_, MakeItem("there", 1)).ok());
  BreakableStore watched(store_);
  int commits = 0;
  watched.before_commit = [&] { ++commits; };
  const auto transactions = Transactions::Open(watched, items_, clock_);
  const std::vector<TransactAction> actions = {Put(MakeItem("new", 1)), Delete(MakeItem("old", 1)),
                                               Check(MakeItem("there", 1), true)};
  const TransactionToken token{.name_space = kTestSpace, .text = "t", .content = ""};
  const auto outcome = (*transactions)->Write(actions, token);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->kind, Kind::kDone);
  EXPECT_EQ(commits, 1);
  EXPECT_TRUE(Exists(MakeItem("new", 1)));
  EXPECT_FALSE(Exists(MakeItem("old", 1)));
  ASSERT_EQ(outcome->outcomes.size(), 3u);
  EXPECT_EQ(outcome->outcomes[0].new_item_bytes, MakeItem("new", 1).view().ItemBytes());
  EXPECT_EQ(outcome->outcomes[1].old_item_bytes, MakeItem("old", 1).view().ItemBytes());
  EXPECT_EQ(items_.Counts(table_)->items, 2);
}

TEST_F(TransactionsTest, IfOneActionFailsNothingIsDoneAndEachReasonIsTold) {
  ASSERT_TRUE(item::PutItem(items_, table_, MakeItem("there", 1, {{"a", S("x")}})).ok());
  TransactAction invalid = Put(MakeItem("invalid", 1));
  invalid.decide = [](const value::RowView&, bool) -> base::Result<std::optional<item::Decision>> {
    return base::InvalidArgument("of another type");
  };
  const TransactOutcome outcome =
      Write({Put(MakeItem("new", 1)), Check(MakeItem("there", 1), false),
             Check(MakeItem("absent", 1), true), invalid});
  EXPECT_EQ(outcome.kind, Kind::kCancelled);
  EXPECT_EQ(ReasonsOf(outcome),
            (std::vector{Reason::kNone, Reason::kConditionalCheckFailed,
                         Reason::kConditionalCheckFailed, Reason::kValidationError}));
  EXPECT_EQ(outcome.cancellations[1].item, MakeItem("there", 1, {{"a", S("x")}}));
  EXPECT_EQ(outcome.cancellations[2].item, std::nullopt);
  EXPECT_EQ(outcome.cancellations[3].message, "of another type");
  EXPECT_FALSE(Exists(MakeItem("new", 1)));
}

TEST_F(TransactionsTest, WhoMeetsATransactionIsTold) {
  const value::Row a = MakeItem("a", 1);
  const value::Row b = MakeItem("b", 1);
  const value::Row c = MakeItem("c", 1);
  During({a, b}, [&] {
    const auto written = item::PutItem(items_, table_, a);
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, base::ErrorCode::kConflict);

    const TransactOutcome outcome = Write({Put(c), Put(b), Put(a)});
    EXPECT_EQ(outcome.kind, Kind::kCancelled);
    EXPECT_EQ(ReasonsOf(outcome), (std::vector{Reason::kNone, Reason::kTransactionConflict,
                                               Reason::kTransactionConflict}));

    std::vector<item::Items::BatchWrite> writes;
    for (const value::Row& row : {b, c}) {
      writes.push_back({&table_, KeyOf(table_, row), {item::Decision::Kind::kPut, row}});
    }
    const auto outcomes = items_.WriteBatch(writes);
    ASSERT_TRUE(outcomes.ok());
    EXPECT_FALSE((*outcomes)[0].has_value());
    EXPECT_TRUE((*outcomes)[1].has_value());
  });
  EXPECT_FALSE(Exists(a));
  EXPECT_FALSE(Exists(b));
  EXPECT_TRUE(Exists(c));
  EXPECT_TRUE(item::PutItem(items_, table_, a).ok());
}

TEST_F(TransactionsTest, ReadsMeetNoConflict) {
  const value::Row a = MakeItem("a", 1);
  ASSERT_TRUE(item::PutItem(items_, table_, a).ok());
  During({a}, [&] {
    EXPECT_TRUE(Exists(a));
    const std::vector<Transactions::ReadRequest> requests{{&table_, KeyOf(table_, a)}};
    const auto items = transactions_->Read(requests);
    ASSERT_TRUE(items.ok());
    EXPECT_EQ(value::Row(*(*items)[0].row), a);
  });
}

TEST_F(TransactionsTest, TellsAbsentItemsInTheirPlaces) {
  const value::Row a = MakeItem("a", 1);
  ASSERT_TRUE(item::PutItem(items_, table_, a).ok());
  const std::vector<Transactions::ReadRequest> requests{
      {&table_, KeyOf(table_, MakeItem("absent", 1))}, {&table_, KeyOf(table_, a)}};
  const auto items = transactions_->Read(requests);
  ASSERT_TRUE(items.ok());
  EXPECT_FALSE((*items)[0].row.has_value());
  EXPECT_EQ(value::Row(*(*items)[1].row), a);
}

TEST_F(TransactionsTest, MayNotHoldMoreThanFourMegabytes) {
  constexpr int kItems = 11;
  const std::string text(400'000, 'x');
  std::vector<TransactAction> actions;
  std::vector<Transactions::ReadRequest> requests;
  for (int i = 0; i < kItems; ++i) {
    const value::Row item = MakeItem("p", i, {{"text", S(text)}});
    actions.push_back(Put(item));
    requests.push_back({&table_, KeyOf(table_, item)});
  }
  const auto refused = transactions_->Write(actions, std::nullopt);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, base::ErrorCode::kInvalidArgument);
  EXPECT_EQ(items_.Counts(table_)->items, 0);
  const TransactAction last = actions.back();
  actions.pop_back();
  EXPECT_EQ(Write(actions).kind, Kind::kDone);
  EXPECT_EQ(Write({last}).kind, Kind::kDone);
  EXPECT_EQ(transactions_->Read(requests).error().code, base::ErrorCode::kInvalidArgument);
  requests.pop_back();
  EXPECT_TRUE(transactions_->Read(requests).ok());
}

TEST_F(TransactionsTest, IsDoneOnceForItsToken) {
  const TransactionToken token{.name_space = kTestSpace, .text = "t", .content = "put a"};
  int64_t runs = 0;
  TransactAction put = Put(MakeItem("a", 1));
  put.decide = [&](const value::RowView&, bool) -> base::Result<std::optional<item::Decision>> {
    ++runs;
    return std::optional(item::Decision{item::Decision::Kind::kPut, MakeItem("a", 1)});
  };
  EXPECT_EQ(Write({put}, token).kind, Kind::kDone);
  const TransactOutcome again = Write({put}, token);
  EXPECT_EQ(again.kind, Kind::kDoneBefore);
  EXPECT_EQ(again.read_units, std::vector<uint64_t>{2});
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(Write({put}, TransactionToken{kTestSpace, "t", "other"}).kind, Kind::kTokenMismatch);
  // What was done needs none of its items.
  During({MakeItem("a", 1)}, [&] { EXPECT_EQ(Write({put}, token).kind, Kind::kDoneBefore); });
  clock_.Advance(kTokenLifetime);
  EXPECT_EQ(Write({put}, token).kind, Kind::kDone);
  EXPECT_EQ(runs, 2);
}

TEST_F(TransactionsTest, ACancelledOneLeavesItsTokenFree) {
  const TransactionToken token{.name_space = kTestSpace, .text = "t", .content = "check a"};
  EXPECT_EQ(Write({Check(MakeItem("a", 1), true)}, token).kind, Kind::kCancelled);
  ASSERT_TRUE(item::PutItem(items_, table_, MakeItem("a", 1)).ok());
  EXPECT_EQ(Write({Check(MakeItem("a", 1), true)}, token).kind, Kind::kDone);
  EXPECT_EQ(Write({Check(MakeItem("a", 1), true)}, token).kind, Kind::kDoneBefore);
}

TEST_F(TransactionsTest, IsInProgressWhileItRuns) {
  const TransactionToken token{.name_space = kTestSpace, .text = "t", .content = "put a"};
  TransactAction put = Put(MakeItem("a", 1));
  put.decide = [&](const value::RowView&, bool) -> base::Result<std::optional<item::Decision>> {
    EXPECT_EQ(Write({Put(MakeItem("a", 1))}, token).kind, Kind::kInProgress);
    return std::optional(item::Decision{item::Decision::Kind::kPut, MakeItem("a", 1)});
  };
  EXPECT_EQ(Write({put}, token).kind, Kind::kDone);
}

// A store shared with another server, which changes things just before a commit.
TEST_F(TransactionsTest, DecidesAgainWhenAnotherServerChangedWhatItLookedAt) {
  BreakableStore shared(store_);
  item::Items items(shared);
  const auto transactions = Transactions::Open(shared, items, clock_);
  const value::Row looked_at = MakeItem("looked at", 1);
  ASSERT_TRUE(item::PutItem(items_, table_, looked_at).ok());
  bool meddled = false;
  shared.before_commit = [&] {
    if (meddled) return;
    meddled = true;
    ASSERT_TRUE(items_.Write(table_, KeyOf(table_, looked_at), item::Deletes(), false).ok());
  };
  const std::vector<TransactAction> actions = {Put(MakeItem("a", 1)), Check(looked_at, true)};
  const auto outcome = (*transactions)->Write(actions, std::nullopt);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->kind, Kind::kCancelled);
  EXPECT_FALSE(Exists(MakeItem("a", 1)));
}

TEST_F(TransactionsTest, LearnsThatAnotherServerWasFirstWithItsToken) {
  BreakableStore shared(store_);
  item::Items items(shared);
  const auto transactions = Transactions::Open(shared, items, clock_);
  const TransactionToken token{.name_space = kTestSpace, .text = "t", .content = ""};
  bool meddled = false;
  shared.before_commit = [&] {
    if (meddled) return;
    meddled = true;
    EXPECT_EQ(Write({Put(MakeItem("a", 1))}, token).kind, Kind::kDone);
  };
  const std::vector<TransactAction> actions = {Put(MakeItem("a", 1))};
  const auto outcome = (*transactions)->Write(actions, token);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->kind, Kind::kDoneBefore);
}

TEST_F(TransactionsTest, GivesUpWhenItsItemsNeverRest) {
  BreakableStore shared(store_);
  item::Items items(shared);
  const auto transactions = Transactions::Open(shared, items, clock_);
  int64_t writes = 0;
  shared.before_commit = [&] {
    ASSERT_TRUE(item::PutItem(items_, table_, MakeItem("a", 1, {{"n", N(++writes)}})).ok());
  };
  const std::vector<TransactAction> actions = {Put(MakeItem("a", 1))};
  EXPECT_EQ((*transactions)->Write(actions, std::nullopt).error().code,
            base::ErrorCode::kUnavailable);
}

TEST_F(TransactionsTest, GoesByTheTableThatItsGatePublished) {
  const auto gate = std::make_shared<catalog::SchemaGate>();
  TableDescription known = table_;
  known.gate = gate;
  TableDescription indexed = known;
  indexed.local_indexes.push_back(ByA());
  const auto newer = std::make_shared<const TableDescription>(indexed);
  gate->Publish(newer);
  TransactAction put = Put(MakeItem("p", 1, {{"a", S("x")}}));
  put.table = &known;
  const TransactOutcome outcome = Write({put});
  ASSERT_EQ(outcome.kind, Kind::kDone);
  EXPECT_EQ(outcome.outcomes[0].index_units.size(), 1u);
}

TEST_F(TransactionsTest, AnItemThatItsIndexCannotHaveIsTheActionsFault) {
  TableDescription indexed = table_;
  indexed.local_indexes.push_back(ByA());
  TransactAction put = Put(MakeItem("p", 1, {{"a", N(1)}}));
  put.table = &indexed;
  const TransactOutcome outcome = Write({put});
  EXPECT_EQ(ReasonsOf(outcome), std::vector{Reason::kValidationError});
}

TEST_F(TransactionsTest, ACollectionThatIsFullIsTheActionsFault) {
  TableDescription indexed = table_;
  indexed.local_indexes.push_back(ByA());
  item::Items small(store_, item::ItemLimits{.collection_bytes_max = 100});
  const auto transactions = Transactions::Open(store_, small, clock_);
  std::vector<TransactAction> actions = {Put(MakeItem("q", 1)),
                                         Put(MakeItem("p", 1, {{"a", S(std::string(90, 'x'))}}))};
  for (TransactAction& action : actions) action.table = &indexed;
  const auto outcome = (*transactions)->Write(actions, std::nullopt);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(ReasonsOf(*outcome),
            (std::vector{Reason::kNone, Reason::kItemCollectionSizeLimitExceeded}));
}

}  // namespace
}  // namespace table::transaction
