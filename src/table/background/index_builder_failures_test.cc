// An index builder that is interrupted, fails, or is not alone.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "table/background/index_backfill.h"
#include "table/background/testing/index_builder_fixture.h"

namespace table::background {
namespace {

using std::chrono::milliseconds;

TEST_F(IndexBuilderTest, StoppedAndStartedItGoesOn) {
  CreateWithSongs("Music", 1000);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  {
    IndexBuilder builder(Parts());
    ASSERT_TRUE(builder.Step());
    ASSERT_TRUE(builder.Step());
  }
  Open();
  const std::string cursor = CursorOf("Music", "ByGenre");
  EXPECT_FALSE(cursor.empty());
  IndexBuilder builder(Parts("another"));  // the lease was given back
  ASSERT_TRUE(builder.Step());
  EXPECT_GT(CursorOf("Music", "ByGenre"), cursor);
  Finish(&builder);
  EXPECT_LT(Figure(builder, "index_build_items_total"), 1000);
  ExpectWhole("Music");
}

TEST_F(IndexBuilderTest, ItGoesOnWhereACrashInterruptedIt) {
  CreateWithSongs("Music", 300);
  for (const bool takes_effect : {false, true}) {
    int step = 1;
    for (bool broke = true; broke; ++step) {
      SCOPED_TRACE(step);
      Open();
      {
        IndexBuilder builder(Parts());
        breakable_->BreakAt(step, takes_effect, /*for_good=*/true);
        if (AddIndex("Music", ByGenre()).ok()) {
          for (int i = 0; i < 10; ++i) clock_.Advance(builder.Step().value_or(milliseconds(0)));
        }
        broke = breakable_->broke();
      }
      Open();
      clock_.Advance(std::chrono::minutes(1));  // the lease of who crashed ends
      IndexBuilder builder(Parts("another"));
      Finish(&builder);
      EXPECT_TRUE(broke || FindIndex("Music", "ByGenre") != nullptr);
      ExpectWhole("Music");
      ASSERT_TRUE(DeleteIndex("Music", "ByGenre").ok());
    }
    EXPECT_GT(step, 10);  // it did break at several steps
  }
}

TEST_F(IndexBuilderTest, ItTriesAgainWhatFailed) {
  CreateWithSongs("Music", 300);
  for (const bool takes_effect : {false, true}) {
    int step = 1;
    for (bool broke = true; broke; ++step) {
      SCOPED_TRACE(step);
      Open();
      IndexBuilder builder(Parts());
      ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
      breakable_->BreakAt(step, takes_effect, /*for_good=*/false);
      Finish(&builder);
      broke = breakable_->broke();
      ExpectWhole("Music");
      breakable_->BreakAt(0, false, false);
      ASSERT_TRUE(DeleteIndex("Music", "ByGenre").ok());
    }
    EXPECT_GT(step, 5);
  }
}

TEST_F(IndexBuilderTest, ItWaitsLongerAfterEachFailure) {
  CreateWithSongs("Music", 300);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  IndexBuilder builder(Parts());
  breakable_->BreakAt(1, /*takes_effect=*/false, /*for_good=*/true);
  milliseconds longest{0};
  for (int i = 0; i < 40; ++i) {
    clock_.Advance(builder.Step().value());
    const auto idle = std::chrono::duration_cast<milliseconds>(builder.Step().value());
    EXPECT_GE(idle, longest);
    EXPECT_GT(idle, milliseconds(0));
    longest = idle;
    clock_.Advance(idle);
  }
  EXPECT_GT(longest, milliseconds(1000));
  EXPECT_LT(longest, milliseconds(60'000));
}

TEST_F(IndexBuilderTest, OneServerBuildsAnIndexAtATime) {
  CreateWithSongs("Music", 600);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  IndexBuilder one(Parts("one"));
  ASSERT_TRUE(one.Step());
  const std::string cursor = CursorOf("Music", "ByGenre");
  const auto other_catalog = catalog::Catalog::Open(store_, clock_, random_);
  item::Items other_items(store_);
  IndexBuilder other({.catalog = **other_catalog,
                      .items = other_items,
                      .store = store_,
                      .clock = clock_,
                      .holder = "other"});
  ASSERT_TRUE(other.Step());
  EXPECT_EQ(CursorOf("Music", "ByGenre"), cursor);

  clock_.Advance(std::chrono::minutes(1));  // the one does not prolong its lease
  ASSERT_TRUE(other.Step());
  const std::string later = CursorOf("Music", "ByGenre");
  EXPECT_GT(later, cursor);
  Finish(&other);
  Finish(&one);  // learns of it
  ExpectWhole("Music");
}

TEST_F(IndexBuilderTest, AChunkIsDoneAgainIfAnotherServerChangedItsItems) {
  CreateWithSongs("Music", 100);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  IndexBuilder builder(Parts());
  item::Items other(store_);  // its latches are not ours
  int64_t edition = 0;
  breakable_->before_commit = [&] {
    if (++edition > 3) return;
    for (int64_t i = 0; i < 100; ++i) {
      const auto outcome = item::PutItem(other, *Find("Music"), Song(i, edition));
      EXPECT_TRUE(outcome.ok() || outcome.error().code == base::ErrorCode::kInvalidArgument);
    }
  };
  Finish(&builder);
  ExpectWhole("Music");
}

// Two that both take themselves for the one that builds.
TEST_F(IndexBuilderTest, NoChunkIsCountedTwice) {
  CreateWithSongs("Music", 100);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  const TablePtr table = Find("Music");
  const IndexDescription& index = *table->FindIndex("ByGenre");
  const std::string lease = IndexBuildKey(table->id, index.number);
  ASSERT_TRUE(*store_.AcquireLease(lease, "me", std::chrono::minutes(1)));
  const auto fill = [&](kv::Store& store) {
    item::Items own(store);
    return BackfillNext(store, own, *table, index, "me");
  };
  bool meddles = true;
  breakable_->before_commit = [&] {
    if (!std::exchange(meddles, false)) return;
    EXPECT_TRUE(fill(store_).ok());
  };
  const auto late = fill(*breakable_);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, base::ErrorCode::kConflict);

  ASSERT_TRUE(store_.ReleaseLease(lease, "me").ok());
  const auto without_lease = fill(store_);
  ASSERT_FALSE(without_lease.ok());
  EXPECT_EQ(without_lease.error().code, base::ErrorCode::kConflict);
  IndexBuilder builder(Parts());
  Finish(&builder);
  ExpectWhole("Music");
}

}  // namespace
}  // namespace table::background
