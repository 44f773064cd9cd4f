#include "table/transaction/transaction_tokens.h"

#include <gtest/gtest.h>

#include <optional>

#include "table/system_keys.h"
#include "table/testing/test_tables.h"

namespace table::transaction {
namespace {

using State = TransactionTokens::State;
using Units = std::vector<uint64_t>;

class TransactionTokensTest : public testing::Test {
 protected:
  TransactionTokensTest() { CHECK(tokens_.Open().ok()); }

  static TransactionToken Token(std::string text, std::string content = "content") {
    return {.name_space = kTestSpace, .text = std::move(text), .content = std::move(content)};
  }
  State Examine(const TransactionToken& token) {
    TransactionTokens::Claim claim(tokens_, token);
    const auto state = claim.Examine();
    EXPECT_TRUE(state.ok());
    return state.ok() ? *state : State::kOtherContent;
  }
  void Finish(const TransactionToken& token, const Units& units = {}) {
    TransactionTokens::Claim claim(tokens_, token);
    ASSERT_EQ(*claim.Examine(), State::kNew);
    kv::Batch batch;
    claim.AddRecord(units, &batch);
    ASSERT_TRUE(store_.Commit(std::move(batch)).ok());
  }
  size_t Rows() {
    size_t rows = 0;
    EXPECT_TRUE(store_
                    .Scan(kTokenShard, {.family = kv::Family::kMeta},
                          [&](std::string_view, std::string_view) {
                            ++rows;
                            return kv::ScanStep::kContinue;
                          })
                    .ok());
    return rows;
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  TransactionTokens tokens_{store_, clock_};
};

TEST_F(TransactionTokensTest, ATokenIsNewUntilItsTransactionHasFinished) {
  EXPECT_EQ(Examine(Token("t")), State::kNew);
  EXPECT_EQ(Examine(Token("t")), State::kNew);  // the first was cancelled
  Finish(Token("t"), {2, 4, 2});
  TransactionTokens::Claim claim(tokens_, Token("t"));
  EXPECT_EQ(*claim.Examine(), State::kDone);
  EXPECT_EQ(claim.read_units(), (Units{2, 4, 2}));
}

TEST_F(TransactionTokensTest, ATokenHoldsForItsContentAlone) {
  Finish(Token("t", "one"));
  EXPECT_EQ(Examine(Token("t", "another")), State::kOtherContent);
  EXPECT_EQ(Examine(Token("t", "one")), State::kDone);
}

TEST_F(TransactionTokensTest, AccountsAndRegionsHaveTokensOfTheirOwn) {
  Finish(Token("t"));
  for (const Namespace& other :
       {Namespace{"000000000000", "eu-west-1"}, Namespace{"111111111111", "us-east-1"}}) {
    TransactionToken token = Token("t");
    token.name_space = other;
    EXPECT_EQ(Examine(token), State::kNew);
  }
}

TEST_F(TransactionTokensTest, WhileATransactionRunsItsTokenIsInProgress) {
  std::optional<TransactionTokens::Claim> running(std::in_place, tokens_, Token("t"));
  EXPECT_EQ(Examine(Token("t")), State::kInProgress);
  EXPECT_EQ(Examine(Token("t", "another")), State::kOtherContent);
  EXPECT_EQ(Examine(Token("u")), State::kNew);
  EXPECT_EQ(*running->Examine(), State::kNew);
  running.reset();
  EXPECT_EQ(Examine(Token("t")), State::kNew);
}

TEST_F(TransactionTokensTest, ATokenIsForgottenAfterTenMinutes) {
  Finish(Token("t", "one"));
  clock_.Advance(kTokenLifetime - std::chrono::microseconds(1));
  EXPECT_EQ(Examine(Token("t", "one")), State::kDone);
  clock_.Advance(std::chrono::microseconds(1));
  EXPECT_EQ(Examine(Token("t", "one")), State::kNew);
  Finish(Token("t", "another"));
  EXPECT_EQ(Examine(Token("t", "another")), State::kDone);
}

TEST_F(TransactionTokensTest, ATokenSurvivesTheServer) {
  Finish(Token("t"));
  TransactionTokens reopened(store_, clock_);
  ASSERT_TRUE(reopened.Open().ok());
  TransactionTokens::Claim claim(reopened, Token("t"));
  EXPECT_EQ(*claim.Examine(), State::kDone);
}

// Two servers, which know nothing of each other's running transactions.
TEST_F(TransactionTokensTest, OfTwoServersOneCommits) {
  TransactionTokens others(store_, clock_);
  TransactionTokens::Claim mine(tokens_, Token("t"));
  TransactionTokens::Claim theirs(others, Token("t"));
  ASSERT_EQ(*mine.Examine(), State::kNew);
  ASSERT_EQ(*theirs.Examine(), State::kNew);
  kv::Batch first;
  theirs.AddRecord({}, &first);
  ASSERT_TRUE(store_.Commit(std::move(first)).ok());
  kv::Batch second;
  mine.AddRecord({}, &second);
  EXPECT_EQ(store_.Commit(std::move(second)).error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(*mine.Examine(), State::kDone);
}

TEST_F(TransactionTokensTest, SweepDeletesWhatIsForgottenAndNothingElse) {
  constexpr int kCount = 250;  // more than one call deletes
  for (int i = 0; i < kCount; ++i) {
    Finish(Token(std::to_string(i)));
    clock_.Advance(std::chrono::milliseconds(1));
  }
  EXPECT_FALSE(*tokens_.Sweep());
  EXPECT_EQ(Rows(), 2u * kCount);
  clock_.Advance(kTokenLifetime - std::chrono::milliseconds(1));
  Finish(Token("late"));
  int calls = 1;
  while (*tokens_.Sweep()) ++calls;
  EXPECT_GT(calls, 2);
  EXPECT_EQ(Rows(), 2u);
  EXPECT_EQ(Examine(Token("late")), State::kDone);
}

TEST_F(TransactionTokensTest, SweepLeavesTheLaterUseOfAToken) {
  Finish(Token("t", "one"));
  clock_.Advance(kTokenLifetime);
  Finish(Token("t", "another"));
  EXPECT_EQ(Rows(), 3u);
  EXPECT_FALSE(*tokens_.Sweep());
  EXPECT_EQ(Rows(), 2u);
  EXPECT_EQ(Examine(Token("t", "another")), State::kDone);
  clock_.Advance(kTokenLifetime);
  EXPECT_FALSE(*tokens_.Sweep());
  EXPECT_EQ(Rows(), 0u);
}

TEST_F(TransactionTokensTest, SweepFindsWhatWasWrittenByAClockThatWasSetBack) {
  Finish(Token("before"));
  clock_.Advance(2 * kTokenLifetime);
  EXPECT_FALSE(*tokens_.Sweep());
  clock_.Advance(-2 * kTokenLifetime);
  Finish(Token("after"));
  EXPECT_FALSE(*tokens_.Sweep());
  clock_.Advance(kTokenLifetime);
  EXPECT_FALSE(*tokens_.Sweep());
  EXPECT_EQ(Rows(), 0u);
}

TEST_F(TransactionTokensTest, ARecordThatIsNoneIsCorruption) {
  kv::Batch batch;
  batch.Put(kTokenShard, {kv::Family::kMeta, TokenRecordKey(kTestSpace, "t")}, "garbage");
  ASSERT_TRUE(store_.Commit(std::move(batch)).ok());
  TransactionTokens::Claim claim(tokens_, Token("t"));
  EXPECT_EQ(claim.Examine().error().code, base::ErrorCode::kCorruption);
}

}  // namespace
}  // namespace table::transaction
