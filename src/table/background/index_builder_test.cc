#include "table/background/index_builder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "table/background/index_backfill.h"
#include "table/background/testing/index_builder_fixture.h"

namespace table::background {
namespace {

using std::chrono::milliseconds;

TEST_F(IndexBuilderTest, AnIndexHoldsWhatWasThereBeforeIt) {
  CreateWithSongs("Music", 1000);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  EXPECT_TRUE(FindIndex("Music", "ByGenre")->backfilling);
  IndexBuilder builder(Parts());
  EXPECT_GE(Finish(&builder), 1000 / static_cast<int>(kBackfillItemsMax));
  ExpectWhole("Music");
  EXPECT_EQ(Figure(builder, "index_builds"), 0);
  EXPECT_EQ(Figure(builder, "index_build_items_total"), 1000);
  EXPECT_EQ(
      Figure(builder, "index_build_entries_total"),
      static_cast<double>(items_->Counts(*Find("Music"), FindIndex("Music", "ByGenre"))->items));
  EXPECT_LT(Figure(builder, "index_build_entries_total"), 1000);
}

TEST_F(IndexBuilderTest, OfAnEmptyTableIsActiveAtOnce) {
  CreateWithSongs("Music", 0);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  IndexBuilder builder(Parts());
  Finish(&builder);
  ExpectWhole("Music");
}

TEST_F(IndexBuilderTest, ALargeItemIsAChunkByItself) {
  CreateWithSongs("Music", 0);
  for (int64_t i = 0; i < 8; ++i) {
    Put("Music", MakeItem("p", i, {{"owner", S("o")}, {"padding", S(std::string(400'000, 'x'))}}));
  }
  ASSERT_TRUE(AddIndex("Music", ByOwner()).ok());
  IndexBuilder builder(Parts());
  for (double items = 0; items < 8;) {
    ASSERT_TRUE(builder.Step());
    const double now = Figure(builder, "index_build_items_total");
    EXPECT_LE((now - items) * 400'000, 2 * kBackfillBytesMax);
    items = now;
  }
  Finish(&builder);
  ExpectWhole("Music");
}

// Any order of writes and chunks: each item is written before its chunk, after it, or both.
TEST_F(IndexBuilderTest, WritesBetweenChunksAreKept) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    const std::string name = "Music" + std::to_string(seed);
    CreateWithSongs(name, 300);
    ASSERT_TRUE(AddIndex(name, ByGenre()).ok());
    IndexBuilder builder(Parts());
    std::mt19937_64 choice(seed);
    do {
      for (int i = 0; i < 100; ++i) {
        const auto number = static_cast<int64_t>(choice() % 350);
        const value::Row song = Song(number, static_cast<int64_t>(choice() % 4));
        if (choice() % 3 != 0) {
          Put(name, song);
        } else {
          ASSERT_TRUE(
              items_->Write(*Find(name), KeyOf(*Find(name), song), item::Deletes(), false).ok());
        }
      }
    } while (builder.Step());
    ExpectWhole(name);
  }
}

TEST_F(IndexBuilderTest, WritersOnOtherThreadsAreKept) {
  CreateWithSongs("Music", 1000);
  IndexBuilder builder(Parts());
  builder.Start();
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  std::vector<std::thread> writers;
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    writers.emplace_back([&, seed] {
      std::mt19937_64 choice(seed);
      for (int i = 0; i < 700; ++i) {
        const value::Row song = Song(static_cast<int64_t>(choice() % 1100), seed % 2 == 0 ? i : 0);
        if (choice() % 3 != 0) {
          Put("Music", song);
        } else {
          const TablePtr table = Find("Music");
          EXPECT_TRUE(items_->Write(*table, KeyOf(*table, song), item::Deletes(), false).ok());
        }
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  builder.Stop();
  Finish(&builder);
  ExpectWhole("Music");
}

TEST_F(IndexBuilderTest, ItsThreadWakesForWhatIsNew) {
  CreateWithSongs("Music", 300);
  IndexBuilder builder(Parts());
  builder.Start();
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
    while (FindIndex("Music", "ByGenre")->status != IndexStatus::kActive) {
      std::this_thread::yield();
    }
    ExpectWhole("Music");
    ASSERT_TRUE(DeleteIndex("Music", "ByGenre").ok());
  }
}

TEST_F(IndexBuilderTest, DeletingTheIndexEndsItsBuild) {
  CreateWithSongs("Music", 1000);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  IndexBuilder builder(Parts());
  ASSERT_TRUE(builder.Step());
  bool deletes = true;  // between reading a chunk and committing it
  breakable_->before_commit = [&] {
    if (!std::exchange(deletes, false)) return;
    EXPECT_TRUE(DeleteIndex("Music", "ByGenre").ok());
  };
  Finish(&builder);
  breakable_->before_commit = nullptr;
  EXPECT_EQ(FindIndex("Music", "ByGenre"), nullptr);
  EXPECT_EQ(store_.ListShards()->size(), 1u + 4 + 4);
  EXPECT_LT(Figure(builder, "index_build_items_total"), 1000);

  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());  // another of the same name
  Finish(&builder);
  ExpectWhole("Music");
}

TEST_F(IndexBuilderTest, DeletingTheTableEndsItsBuilds) {
  CreateWithSongs("Music", 1000);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  IndexBuilder builder(Parts());
  ASSERT_TRUE(builder.Step());
  bool deletes = true;
  breakable_->before_commit = [&] {
    if (!std::exchange(deletes, false)) return;
    EXPECT_TRUE(catalog_->Delete(kTestSpace, "Music").ok());
  };
  Finish(&builder);
  EXPECT_EQ(Find("Music"), nullptr);
  EXPECT_EQ(store_.ListShards()->size(), 1u);
}

TEST_F(IndexBuilderTest, ItsThroughputMayChangeMeanwhile) {
  CreateWithSongs("Music", 600);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  IndexBuilder builder(Parts());
  ASSERT_TRUE(builder.Step());
  const auto updated = catalog_->Update(kTestSpace, "Music", [](TableDescription* table) {
    table->global_indexes.back().throughput.write_capacity_units = 5;
    table->global_indexes.back().status = IndexStatus::kUpdating;
    return base::Status();
  });
  ASSERT_TRUE(updated.ok());
  EXPECT_FALSE(CursorOf("Music", "ByGenre").empty());
  Finish(&builder);
  EXPECT_EQ(Figure(builder, "index_build_items_total"), 600);
  EXPECT_EQ(FindIndex("Music", "ByGenre")->throughput.write_capacity_units, 5);
  ExpectWhole("Music");
}

TEST_F(IndexBuilderTest, SeveralIndexesTakeTurns) {
  CreateWithSongs("Music", 600);
  CreateWithSongs("Films", 600);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  ASSERT_TRUE(AddIndex("Films", ByGenre()).ok());
  ASSERT_TRUE(AddIndex("Films", ByOwner()).ok());
  IndexBuilder builder(Parts());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(builder.Step());
  EXPECT_EQ(Figure(builder, "index_builds"), 3);
  EXPECT_FALSE(CursorOf("Music", "ByGenre").empty());
  EXPECT_FALSE(CursorOf("Films", "ByGenre").empty());
  EXPECT_FALSE(CursorOf("Films", "ByOwner").empty());
  Finish(&builder);
  ExpectWhole("Music");
  ExpectWhole("Films");
}

TEST_F(IndexBuilderTest, ItGoesAroundTheItemsOfATransaction) {
  CreateWithSongs("Music", 100);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  std::vector<ItemKey> keys;
  for (const value::Row& row : item::RowsOf(*items_, *Find("Music"), nullptr)) {
    keys.push_back(KeyOf(*Find("Music"), row));
  }
  IndexBuilder builder(Parts());
  const auto latch = [&](const ItemKey& key) {
    return std::make_unique<KeyLatches::Hold>(
        items_->latches(),
        std::vector<KeyLatches::Key>{{Find("Music")->ShardOf(key.token), key.bytes}},
        KeyLatches::For::kTransaction);
  };
  auto transaction = latch(keys[3]);
  ASSERT_TRUE(builder.Step());
  EXPECT_EQ(CursorOf("Music", "ByGenre"), keys[2].bytes);
  for (int i = 0; i < 40; ++i) {
    const auto idle = builder.Step();
    ASSERT_TRUE(idle);
    EXPECT_LE(*idle, milliseconds(100)) << "it is over soon";
    clock_.Advance(*idle);
  }
  EXPECT_EQ(CursorOf("Music", "ByGenre"), keys[2].bytes);
  transaction.reset();
  Finish(&builder);
  ExpectWhole("Music");
}

TEST_F(IndexBuilderTest, ItRestsAsLongAsItWorksWhileThereAreRequests) {
  CreateWithSongs("Music", 600);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  bool busy = true;
  IndexBuilder::Parts parts = Parts();
  parts.busy = [&] { return busy; };
  IndexBuilder builder(std::move(parts));
  breakable_->before_commit = [&] { clock_.Advance(milliseconds(5)); };
  EXPECT_EQ(builder.Step(), milliseconds(5));
  const double items = Figure(builder, "index_build_items_total");
  clock_.Advance(milliseconds(3));
  EXPECT_EQ(builder.Step(), milliseconds(2));
  EXPECT_EQ(Figure(builder, "index_build_items_total"), items);
  clock_.Advance(milliseconds(2));
  busy = false;
  EXPECT_EQ(builder.Step(), milliseconds(0));
  EXPECT_GT(Figure(builder, "index_build_items_total"), items);
}

TEST_F(IndexBuilderTest, ItWaitsForWritersThatDoNotKnowTheIndex) {
  CreateWithSongs("Music", 100);
  const TablePtr known = Find("Music");
  const value::Row song = Song(1001);
  const ItemKey key = KeyOf(*known, song);
  const auto is_there = [&] {
    const kv::KeyView item{kv::Family::kItem, key.bytes};
    return store_.Get(known->ShardOf(key.token), item, kv::Consistency::kConsistent)
        ->value.has_value();
  };
  IndexBuilder builder(Parts());
  std::thread builds;
  const auto decide = [&](const value::RowView&, bool) {
    // The writer goes by the table as it was; the index comes meanwhile, and its build gets as far
    // as it can: it has the lease already.
    EXPECT_TRUE(AddIndex("Music", ByGenre()).ok());
    const std::string lease = IndexBuildKey(known->id, FindIndex("Music", "ByGenre")->number);
    breakable_->before_scan = [&] { EXPECT_TRUE(is_there()); };
    builds = std::thread([&] { Finish(&builder); });
    while (*store_.AcquireLease(lease, "other", milliseconds(0))) std::this_thread::yield();
    return base::Result<item::Decision>(item::Decision{item::Decision::Kind::kPut, song});
  };
  ASSERT_TRUE(items_->Write(*known, key, decide, false).ok());
  builds.join();
  breakable_->before_scan = nullptr;
  ExpectWhole("Music");
}

}  // namespace
}  // namespace table::background
