#include "table/index_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <thread>
#include <utility>

#include "base/log.h"
#include "table/index_backfill.h"
#include "table/indexed_tables.h"
#include "table/system_keys.h"
#include "table/test_tables.h"

namespace table {
namespace {

using std::chrono::milliseconds;
using Type = IndexProjection::Type;

IndexDescription NewIndex(std::string name, std::vector<KeyAttribute> hash,
                          std::vector<KeyAttribute> range, IndexProjection projection) {
  IndexDescription index;
  index.name = std::move(name);
  index.hash = std::move(hash);
  index.range = std::move(range);
  index.projection = std::move(projection);
  index.status = IndexStatus::kCreating;
  return index;
}
IndexDescription ByGenre() {
  return NewIndex("ByGenre", {{"genre", value::Type::kS}}, {{"year", value::Type::kN}},
                  {.type = Type::kInclude, .non_key_attributes = {"title"}});
}
IndexDescription ByOwner() { return NewIndex("ByOwner", {{"owner", value::Type::kS}}, {}, {}); }

// One in five lacks the genre, one in seven has a year of another type; the others are in ByGenre.
value::Row Song(int64_t number, int64_t edition = 0) {
  Attributes more{{"title", S("song " + std::to_string(number) + "/" + std::to_string(edition))},
                  {"owner", S("owner " + std::to_string(number % 3))},
                  {"year", (number + edition) % 7 == 0 ? S("long ago") : N(1900 + edition)}};
  if ((number + edition) % 5 != 0) more.emplace_back("genre", S(number % 2 == 0 ? "rock" : "folk"));
  return MakeItem("p" + std::to_string(number % 50), number, std::move(more));
}

class IndexBuilderTest : public testing::Test {
 protected:
  // Much fails here that is told.
  IndexBuilderTest() {
    base::SetLogLevel(base::LogLevel::kError);
    Open();
  }
  ~IndexBuilderTest() override { base::SetLogLevel(base::LogLevel::kInfo); }

  // The catalog and what goes with it, as after a restart; behind a store that works.
  void Open() {
    catalog_.reset();
    items_.reset();
    breakable_ = std::make_unique<BreakableStore>(store_);
    catalog_ = *Catalog::Open(*breakable_, clock_, random_);
    items_ = std::make_unique<Items>(*breakable_);
  }
  IndexBuilder::Parts Parts(std::string holder = "me") {
    return {.catalog = *catalog_,
            .items = *items_,
            .store = *breakable_,
            .clock = clock_,
            .holder = std::move(holder)};
  }

  void CreateWithSongs(const std::string& name, int64_t songs) {
    TableDescription wanted = MakeTable(name);
    // One that is complete all along, beside those that are being filled.
    wanted.global_indexes = {NewIndex("ByTitle", {{"title", value::Type::kS}}, {}, {})};
    wanted.local_indexes = {MakeLocalIndex(0, "Local", {"title", value::Type::kS})};
    ASSERT_TRUE(catalog_->Create(wanted).ok());
    for (int64_t i = 0; i < songs; ++i) Put(name, Song(i));
  }
  void Put(const std::string& name, const value::Row& song) {
    const auto outcome = PutItem(*items_, *Find(name), song);
    // A year of another type is refused once the index is known.
    EXPECT_TRUE(outcome.ok() || outcome.error().code == base::ErrorCode::kInvalidArgument);
  }
  base::Status AddIndex(const std::string& name, const IndexDescription& index) {
    const auto updated = catalog_->Update(kTestSpace, name, [&](TableDescription* table) {
      table->global_indexes.push_back(index);
      return base::Status();
    });
    return updated.ok() ? base::Status() : base::Status(updated.error());
  }
  base::Status DeleteIndex(const std::string& name, std::string_view index_name) {
    const auto updated = catalog_->Update(kTestSpace, name, [&](TableDescription* table) {
      for (IndexDescription& index : table->global_indexes) {
        if (index.name == index_name) index.status = IndexStatus::kDeleting;
      }
      return base::Status();
    });
    return updated.ok() ? base::Status() : base::Status(updated.error());
  }

  TablePtr Find(const std::string& name) const { return catalog_->Find(kTestSpace, name); }
  const IndexDescription* FindIndex(const std::string& name, std::string_view index) const {
    return Find(name)->FindIndex(index);
  }
  // Steps, letting time pass as it asks, until there is nothing left to do.
  int Finish(IndexBuilder* builder) {
    int steps = 0;
    for (auto idle = builder->Step(); idle; idle = builder->Step()) {
      clock_.Advance(*idle);
      ++steps;
    }
    return steps;
  }
  std::string CursorOf(const std::string& name, std::string_view index) {
    const std::string key = IndexBuildKey(Find(name)->id, FindIndex(name, index)->number);
    const auto found =
        store_.Get(kSystemShard, {kv::Family::kMeta, key}, kv::Consistency::kConsistent);
    return found->value ? std::string(found->value->bytes()) : "none";
  }
  static double Figure(const IndexBuilder& builder, std::string_view name) {
    for (const auto& figure : builder.Statistics()) {
      if (figure.name == name) return figure.value;
    }
    ADD_FAILURE() << "no figure " << name;
    return 0;
  }
  void ExpectWhole(const std::string& name) {
    for (const IndexDescription& index : Find(name)->global_indexes) {
      EXPECT_EQ(index.status, IndexStatus::kActive) << index.name;
      EXPECT_FALSE(index.backfilling) << index.name;
    }
    ExpectIndexesAreWhatItemsImply(store_, *items_, *Find(name));
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  kv::MemoryStore store_{clock_};
  std::unique_ptr<BreakableStore> breakable_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Items> items_;
};

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
          ASSERT_TRUE(items_->Write(*Find(name), KeyOf(*Find(name), song), Deletes(), false).ok());
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
          EXPECT_TRUE(items_->Write(*table, KeyOf(*table, song), Deletes(), false).ok());
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

TEST_F(IndexBuilderTest, OneServerBuildsAnIndexAtATime) {
  CreateWithSongs("Music", 600);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  IndexBuilder one(Parts("one"));
  ASSERT_TRUE(one.Step());
  const std::string cursor = CursorOf("Music", "ByGenre");
  const auto other_catalog = Catalog::Open(store_, clock_, random_);
  Items other_items(store_);
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
  Items other(store_);  // its latches are not ours
  int64_t edition = 0;
  breakable_->before_commit = [&] {
    if (++edition > 3) return;
    for (int64_t i = 0; i < 100; ++i) {
      const auto outcome = PutItem(other, *Find("Music"), Song(i, edition));
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
    ItemLatches latches;
    return BackfillNext(store, latches, *table, index, "me");
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

TEST_F(IndexBuilderTest, ItGoesAroundTheItemsOfATransaction) {
  CreateWithSongs("Music", 100);
  ASSERT_TRUE(AddIndex("Music", ByGenre()).ok());
  std::vector<ItemKey> keys;
  for (const value::Row& row : RowsOf(*items_, *Find("Music"), nullptr)) {
    keys.push_back(KeyOf(*Find("Music"), row));
  }
  IndexBuilder builder(Parts());
  const auto latch = [&](const ItemKey& key) {
    return std::make_unique<ItemLatches::Hold>(
        items_->latches(),
        std::vector<ItemLatches::Key>{{Find("Music")->ShardOf(key.token), key.bytes}},
        ItemLatches::For::kTransaction);
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
    return base::Result<Decision>(Decision{Decision::Kind::kPut, song});
  };
  ASSERT_TRUE(items_->Write(*known, key, decide, false).ok());
  builds.join();
  breakable_->before_scan = nullptr;
  ExpectWhole("Music");
}

}  // namespace
}  // namespace table
