// What writes of items make of the indexes of their table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "base/bytes.h"
#include "table/catalog/schema_gate.h"
#include "table/item/testing/indexed_tables.h"

namespace table::item {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Rows = std::vector<value::Row>;

class ItemsIndexTest : public testing::Test {
 protected:
  WriteOutcome Put(const value::Row& item) {
    auto outcome = PutItem(items_, table_, item);
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    return *std::move(outcome);
  }
  WriteOutcome Delete(const value::Row& item) {
    auto outcome = items_.Write(table_, KeyOf(table_, item), Deletes(), false);
    EXPECT_TRUE(outcome.ok());
    return *std::move(outcome);
  }
  IndexDescription& Index(std::string_view name) {
    for (auto* indexes : {&table_.local_indexes, &table_.global_indexes}) {
      for (IndexDescription& index : *indexes) {
        if (index.name == name) return index;
      }
    }
    CHECK(false);
    return table_.local_indexes[0];
  }
  // The rows of the index, in order.
  Rows RowsIn(std::string_view index) { return RowsOf(items_, table_, &Index(index)); }
  int64_t CountIn(std::string_view index) { return items_.Counts(table_, &Index(index))->items; }
  void ExpectSound() { ExpectIndexesAreWhatItemsImply(store_, items_, table_); }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  TableDescription table_ = MakeIndexedTableIn(store_, "Films");
  Items items_{store_};
};

value::Row Film(int64_t sk, Attributes more = {}) { return MakeItem("p", sk, std::move(more)); }

TEST_F(ItemsIndexTest, AnEntryComesChangesAndGoesWithItsItem) {
  Put(Film(1, {{"owner", B("O")}}));
  EXPECT_THAT(RowsIn("ByOwner"), ElementsAre(Film(1, {{"owner", B("O")}})));
  Put(Film(1, {{"owner", B("P")}, {"price", N(2)}}));
  EXPECT_THAT(RowsIn("ByOwner"), ElementsAre(Film(1, {{"owner", B("P")}})));
  Put(Film(1, {{"price", N(2)}}));
  EXPECT_THAT(RowsIn("ByOwner"), IsEmpty());
  Put(Film(1, {{"owner", B("O")}, {"title", S("T")}}));
  EXPECT_EQ(CountIn("ByTitle"), 1);
  Delete(Film(1));
  EXPECT_THAT(RowsIn("ByOwner"), IsEmpty());
  EXPECT_THAT(RowsIn("ByTitle"), IsEmpty());
  ExpectSound();
}

TEST_F(ItemsIndexTest, WhatAnIndexDoesNotProjectIsNoWriteOfIt) {
  Put(Film(1, {{"owner", B("O")}, {"genre", S("G")}, {"year", N(1)}}));
  const WriteOutcome outcome =
      Put(Film(1, {{"owner", B("O")}, {"genre", S("G")}, {"year", N(1)}, {"other", S("x")}}));
  EXPECT_THAT(outcome.index_units, IsEmpty());
  ExpectSound();
}

TEST_F(ItemsIndexTest, AWriteIsChargedForEachIndexThatItChanges) {
  // The local index of all attributes comes first, as it was given.
  const auto units = [](std::string index, bool local, double count) {
    return IndexUnits{std::move(index), local, count};
  };
  EXPECT_THAT(Put(Film(1, {{"other", S("x")}})).index_units, IsEmpty());
  // Entries appear.
  EXPECT_THAT(Put(Film(1, {{"title", S("T")}, {"owner", B("O")}})).index_units,
              ElementsAre(units("ByTitle", true, 1), units("ByOwner", false, 1)));
  // Nothing changes.
  EXPECT_THAT(Put(Film(1, {{"title", S("T")}, {"owner", B("O")}})).index_units, IsEmpty());
  // A projected attribute changes: the larger of the two.
  EXPECT_THAT(
      Put(Film(1, {{"title", S("T")}, {"owner", B("O")}, {"text", S(std::string(2500, 'x'))}}))
          .index_units,
      ElementsAre(units("ByTitle", true, 3)));
  // A key changes: the old one is deleted, the new one put.
  EXPECT_THAT(Put(Film(1, {{"title", S("U")}, {"owner", B("P")}})).index_units,
              ElementsAre(units("ByTitle", true, 4), units("ByOwner", false, 2)));
  // An entry disappears.
  EXPECT_THAT(Put(Film(1, {{"title", S("U")}})).index_units,
              ElementsAre(units("ByTitle", true, 1), units("ByOwner", false, 1)));
  EXPECT_THAT(Delete(Film(1)).index_units, ElementsAre(units("ByTitle", true, 1)));
  EXPECT_THAT(Delete(Film(1)).index_units, IsEmpty());
  ExpectSound();
}

TEST_F(ItemsIndexTest, ABatchIsChargedItemByItem) {
  std::vector<Items::BatchWrite> writes;
  for (int i = 0; i < 3; ++i) {
    const value::Row film = Film(i, i == 1 ? Attributes{} : Attributes{{"owner", B("O")}});
    writes.push_back({&table_, KeyOf(table_, film), {Decision::Kind::kPut, film}});
  }
  const auto outcomes = items_.WriteBatch(writes);
  ASSERT_TRUE(outcomes.ok());
  EXPECT_EQ((*outcomes)[0]->index_units.size(), 1u);
  EXPECT_EQ((*outcomes)[1]->index_units.size(), 0u);
  EXPECT_EQ((*outcomes)[2]->index_units.size(), 1u);
  ExpectSound();
}

TEST_F(ItemsIndexTest, TheTablesWeightIsWithoutItsIndexes) {
  const value::Row film = Film(1, {{"title", S("T")}, {"owner", B("O")}});
  Put(film);
  EXPECT_EQ(items_.Counts(table_)->items, 1);
  EXPECT_EQ(items_.Counts(table_)->bytes, static_cast<int64_t>(film.view().ItemBytes()));
  EXPECT_EQ(items_.Counts(table_, &Index("ByOwner"))->bytes,
            static_cast<int64_t>(Film(1, {{"owner", B("O")}}).view().ItemBytes()));
}

TEST_F(ItemsIndexTest, AWriteThatNoIndexCanKeepIsRefused) {
  Put(Film(1, {{"owner", B("O")}}));
  const auto refused = PutItem(items_, table_, Film(1, {{"owner", S("O")}}));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message,
            "One or more parameter values were invalid: Type mismatch for Index Key owner "
            "Expected: B Actual: S IndexName: ByOwner");
  EXPECT_THAT(RowsIn("ByOwner"), ElementsAre(Film(1, {{"owner", B("O")}})));
  ExpectSound();
}

TEST_F(ItemsIndexTest, WhatWasWrongBeforeTheIndexIsLetBe) {
  TableDescription before = table_;
  before.global_indexes.clear();
  ASSERT_TRUE(PutItem(items_, before, Film(1, {{"owner", S("O")}})).ok());
  Put(Film(1, {{"owner", S("O")}, {"other", S("x")}}));
  EXPECT_THAT(RowsIn("ByOwner"), IsEmpty());
  EXPECT_FALSE(PutItem(items_, table_, Film(1, {{"owner", S("P")}})).ok());
  Put(Film(1, {{"owner", B("O")}}));
  EXPECT_THAT(RowsIn("ByOwner"), ElementsAre(Film(1, {{"owner", B("O")}})));
  ExpectSound();
}

TEST_F(ItemsIndexTest, AnIndexThatIsToGoIsNotKept) {
  Put(Film(1, {{"owner", B("O")}}));
  Index("ByOwner").status = IndexStatus::kDeleting;
  EXPECT_THAT(Put(Film(2, {{"owner", B("O")}})).index_units, IsEmpty());
  Delete(Film(1));
  EXPECT_EQ(CountIn("ByOwner"), 1);
}

// An index that is being filled: some items have entries already, others not yet.
class FillingTest : public ItemsIndexTest {
 protected:
  FillingTest() {
    TableDescription before = table_;
    before.global_indexes.clear();
    for (int i = 0; i < 4; ++i) {
      CHECK(PutItem(items_, before, Film(i, {{"owner", B("O")}, {"n", N(i)}})).ok());
    }
    Index("ByOwner").status = IndexStatus::kCreating;
    Index("ByOwner").backfilling = true;
    Put(Film(9, {{"owner", B("O")}}));
  }
};

TEST_F(FillingTest, WhatIsWrittenHasItsEntryAndIsCountedOnce) {
  EXPECT_EQ(CountIn("ByOwner"), 1);
  EXPECT_EQ(Put(Film(0, {{"owner", B("P")}})).index_units.size(), 1u);  // moves: there was none
  EXPECT_EQ(CountIn("ByOwner"), 2);
  Put(Film(0, {{"owner", B("Q")}}));
  EXPECT_EQ(CountIn("ByOwner"), 2);
  EXPECT_THAT(RowsIn("ByOwner"), testing::UnorderedElementsAre(Film(0, {{"owner", B("Q")}}),
                                                               Film(9, {{"owner", B("O")}})));
}

TEST_F(FillingTest, WhatIsDeletedBeforeItHadAnEntryIsNotCounted) {
  EXPECT_THAT(Delete(Film(1)).index_units, IsEmpty());
  Put(Film(2));
  EXPECT_EQ(CountIn("ByOwner"), 1);
  EXPECT_EQ(Delete(Film(9)).index_units.size(), 1u);
  EXPECT_EQ(CountIn("ByOwner"), 0);
  EXPECT_EQ(items_.Counts(table_, &Index("ByOwner"))->bytes, 0);
}

TEST_F(FillingTest, WhatWasFilledInMeanwhileMakesTheWriteDecideAgain) {
  BreakableStore watched(store_);
  Items items(watched);
  int decided = 0;
  watched.before_commit = [&] {
    if (decided != 1) return;
    const auto entry =
        index::EntryOf(table_, Index("ByOwner"), Film(0, {{"owner", B("O")}, {"n", N(0)}}).view());
    const auto& partitions = Index("ByOwner").partitions;
    const kv::ShardId shard = partitions[PartitionOf(partitions, (*entry)->key.token)].shard;
    kv::Batch fill;
    fill.Put(shard, {kv::Family::kGlobalIndex, (*entry)->key.bytes}, (*entry)->row.bytes());
    fill.Add(shard, kItemCountKey, 1);
    ASSERT_TRUE(store_.Commit(std::move(fill)).ok());
  };
  const auto deleted = items.Write(
      table_, KeyOf(table_, Film(0)),
      [&](const value::RowView& item, bool exists) {
        ++decided;
        return Deletes()(item, exists);
      },
      false);
  ASSERT_TRUE(deleted.ok());
  EXPECT_EQ(decided, 2);
  EXPECT_EQ(CountIn("ByOwner"), 1);
}

TEST_F(ItemsIndexTest, AWriteGoesByTheNewestTable) {
  TableDescription known = table_;
  known.global_indexes.clear();
  known.gate = std::make_shared<catalog::SchemaGate>();
  const auto newest = std::make_shared<const TableDescription>(table_);
  known.gate->Publish(newest);
  const value::Row film = Film(1, {{"owner", B("O")}});
  ASSERT_TRUE(PutItem(items_, known, film).ok());
  EXPECT_EQ(CountIn("ByOwner"), 1);
  std::vector<Items::BatchWrite> writes{
      {&known, KeyOf(known, Film(2)), {Decision::Kind::kPut, Film(2, {{"owner", B("P")}})}},
      {&known, KeyOf(known, film), {Decision::Kind::kDelete, {}}}};
  ASSERT_TRUE(items_.WriteBatch(writes).ok());
  EXPECT_THAT(RowsIn("ByOwner"), ElementsAre(Film(2, {{"owner", B("P")}})));
}

class CollectionTest : public ItemsIndexTest {
 protected:
  // Rows of counters of item collections; how many there are, of all partitions.
  size_t CounterRows() {
    size_t rows = 0;
    for (const Partition& partition : table_.partitions) {
      const auto scanned = store_.Scan(partition.shard, {.family = kv::Family::kMeta},
                                       [&](std::string_view key, std::string_view) {
                                         if (key.size() > kTokenBytes && key[kTokenBytes] == 'c') {
                                           ++rows;
                                         }
                                         return kv::ScanStep::kContinue;
                                       });
      EXPECT_TRUE(scanned.ok());
    }
    return rows;
  }
};

TEST_F(CollectionTest, ACollectionWeighsItsItemsAndTheirLocalEntries) {
  const value::Row first = Film(1, {{"title", S("T")}, {"owner", B("O")}});
  const value::Row second = Film(2, {{"year", N(1999)}, {"text", S("x")}});
  const auto first_bytes = static_cast<int64_t>(2 * first.view().ItemBytes());
  EXPECT_EQ(Put(first).collection_bytes, first_bytes);
  const auto second_bytes = static_cast<int64_t>(second.view().ItemBytes() +
                                                 Film(2, {{"year", N(1999)}}).view().ItemBytes());
  EXPECT_EQ(Put(second).collection_bytes, first_bytes + second_bytes);
  EXPECT_EQ(Put(MakeItem("q", 1)).collection_bytes,
            static_cast<int64_t>(MakeItem("q", 1).view().ItemBytes()));
  EXPECT_EQ(Delete(first).collection_bytes, second_bytes);
  EXPECT_EQ(Delete(first).collection_bytes, second_bytes);
  ExpectSound();
}

TEST_F(CollectionTest, ATableWithoutLocalIndexesHasNone) {
  table_.local_indexes.clear();
  EXPECT_EQ(Put(Film(1, {{"title", S("T")}})).collection_bytes, std::nullopt);
  EXPECT_EQ(CounterRows(), 0u);
}

TEST_F(CollectionTest, OneThatEndsLeavesNoCounter) {
  for (int i = 0; i < 5; ++i) Put(Film(i, {{"title", S("T")}}));
  EXPECT_EQ(CounterRows(), 1u);
  for (int i = 0; i < 5; ++i) Delete(Film(i));
  EXPECT_EQ(CounterRows(), 0u);
  Put(Film(1));
  ExpectSound();
}

TEST_F(CollectionTest, ABatchCountsItsItemsTogether) {
  std::vector<Items::BatchWrite> writes;
  int64_t bytes = 0;
  for (int i = 0; i < 3; ++i) {
    const value::Row film = Film(i, {{"text", S("x")}});
    bytes += static_cast<int64_t>(film.view().ItemBytes());
    writes.push_back({&table_, KeyOf(table_, film), {Decision::Kind::kPut, film}});
  }
  EXPECT_EQ(items_.WriteBatch(writes)->back()->collection_bytes, bytes);
  for (Items::BatchWrite& write : writes) write.decision.kind = Decision::Kind::kDelete;
  EXPECT_EQ(items_.WriteBatch(writes)->back()->collection_bytes, 0);
  EXPECT_EQ(CounterRows(), 0u);
  ExpectSound();
}

TEST_F(CollectionTest, OneMayNotGrowBeyondItsLimit) {
  const value::Row small = Film(1, {{"title", S("T")}});
  const auto limit = static_cast<int64_t>(6 * small.view().ItemBytes());
  Items items(store_, {.collection_bytes_max = limit});
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(PutItem(items, table_, Film(i, {{"title", S("T")}}))->collection_bytes,
              i * limit / 3);
  }
  const auto refused = PutItem(items, table_, Film(4));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error(), base::LimitExceeded("Collection size exceeded."));
  EXPECT_TRUE(PutItem(items, table_, MakeItem("q", 4)).ok());
  // What does not make it grow passes, also if it is too large.
  Items stricter(store_, {.collection_bytes_max = limit / 2});
  EXPECT_TRUE(PutItem(stricter, table_, Film(1, {{"title", S("U")}})).ok());
  EXPECT_TRUE(PutItem(stricter, table_, Film(1)).ok());
  EXPECT_FALSE(PutItem(stricter, table_, Film(1, {{"title", S("U")}})).ok());
  ExpectSound();
}

TEST_F(CollectionTest, ABatchMayNotMakeOneGrowBeyondItsLimitEither) {
  std::vector<Items::BatchWrite> writes;
  for (int i = 1; i <= 4; ++i) {
    writes.push_back({&table_, KeyOf(table_, Film(i)), {Decision::Kind::kPut, Film(i)}});
  }
  const auto limit = static_cast<int64_t>(4 * Film(1).view().ItemBytes());
  Items strict(store_, {.collection_bytes_max = limit - 1});
  EXPECT_EQ(strict.WriteBatch(writes).error().code, base::ErrorCode::kLimitExceeded);
  EXPECT_EQ(items_.Counts(table_)->items, 0);
  Items exact(store_, {.collection_bytes_max = limit});
  EXPECT_TRUE(exact.WriteBatch(writes).ok());
}

TEST_F(CollectionTest, ASplitLeavesEachCounterWithItsCollection) {
  table_ = MakeTableIn(store_, "Split", 1, 200);
  table_.local_indexes = {MakeLocalIndex(1, "ByTitle", {"title", value::Type::kS})};
  for (int i = 0; i < 40; ++i) Put(MakeItem("p" + std::to_string(i), 1, {{"title", S("T")}}));
  const uint64_t middle = uint64_t{1} << 63;
  std::string at;
  base::AppendBigEndian64(middle, &at);
  ASSERT_TRUE(store_.SplitShard(kv::ShardId{200}, at, kv::ShardId{201}, kv::ShardId{202}).ok());
  table_.partitions = {{0, kv::ShardId{201}}, {middle, kv::ShardId{202}}};
  ExpectSound();
  for (int i = 0; i < 40; i += 2) Delete(MakeItem("p" + std::to_string(i), 1));
  EXPECT_EQ(CounterRows(), 20u);
  ExpectSound();
}

TEST_F(ItemsIndexTest, RandomWritesLeaveWhatTheItemsImply) {
  std::mt19937 random(1);
  for (int round = 0; round < 30; ++round) {
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(WriteAtRandom(items_, table_, random).ok());
    ASSERT_NO_FATAL_FAILURE(ExpectSound());
    ASSERT_FALSE(HasFailure());
  }
}

TEST_F(ItemsIndexTest, ConcurrentWritesLeaveWhatTheItemsImply) {
  std::vector<std::thread> threads;
  for (uint32_t seed = 0; seed < 6; ++seed) {
    threads.emplace_back([&, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < 300; ++i) EXPECT_TRUE(WriteAtRandom(items_, table_, random).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  ExpectSound();
}

}  // namespace
}  // namespace table::item
