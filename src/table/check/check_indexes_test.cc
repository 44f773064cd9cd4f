#include "table/check/check_indexes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "table/catalog/catalog.h"
#include "table/catalog/catalog_record.h"
#include "table/check/check.h"
#include "table/item/testing/indexed_tables.h"

namespace table::check {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CheckIndexesTest : public testing::Test {
 protected:
  CheckIndexesTest() {
    auto catalog = catalog::Catalog::Open(store_, clock_, random_);
    CHECK(catalog.ok());
    catalog_ = *std::move(catalog);
    CHECK(catalog_->Create(item::MakeIndexedTable("Films")).ok());
    table_ = *catalog_->Find(kTestSpace, "Films");
    for (int i = 0; i < 30; ++i) CHECK(item::PutItem(items_, table_, Film(i)).ok());
  }
  static value::Row Film(int i) {
    return MakeItem("p" + std::to_string(i % 5), i,
                    {{"title", S("T" + std::to_string(i))},
                     {"year", N(i)},
                     {"genre", S("G")},
                     {"owner", B(std::to_string(i))},
                     {"country", S("C")},
                     {"city", S("Y")}});
  }
  index::IndexEntry Entry(std::string_view index, const value::Row& item) const {
    return **index::EntryOf(table_, *table_.FindIndex(index), item.view());
  }
  kv::ShardId ShardOf(std::string_view index, const ItemKey& key) const {
    const auto& partitions = table_.PartitionsOf(table_.FindIndex(index));
    return partitions[PartitionOf(partitions, key.token)].shard;
  }
  void Commit(const std::function<void(kv::Batch*)>& fill) {
    kv::Batch batch;
    fill(&batch);
    ASSERT_TRUE(store_.Commit(std::move(batch)).ok());
  }
  void Remove(std::string_view index, const index::IndexEntry& entry) {
    const kv::Family family = table_.FindIndex(index)->family();
    Commit([&](kv::Batch* batch) {
      batch->Delete(ShardOf(index, entry.key), {family, entry.key.bytes});
    });
  }
  void Put(std::string_view index, const ItemKey& key, std::string_view bytes) {
    const kv::Family family = table_.FindIndex(index)->family();
    Commit([&](kv::Batch* batch) {
      batch->Put(ShardOf(index, key), {family, key.bytes}, std::string(bytes));
    });
  }
  // Keeps the table's record as a server that stopped would have left it.
  void Record(const std::function<void(TableDescription*)>& change) {
    change(&table_);
    Commit([&](kv::Batch* batch) {
      batch->Put(kSystemShard, {kv::Family::kMeta, TableRecordKey(kTestSpace, "Films")},
                 catalog::EncodeTableRecord(table_));
    });
  }
  std::vector<std::string> Problems() {
    const auto report = CheckStore(store_, nullptr);
    EXPECT_TRUE(report.ok());
    return report->problems;
  }
  // That a global index, ByOwner, is being made or deleted.
  void SetStatus(IndexStatus status, bool backfilling) {
    Record([&](TableDescription* table) {
      table->global_indexes[1].status = status;
      table->global_indexes[1].backfilling = backfilling;
    });
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  kv::MemoryStore store_{clock_};
  item::Items items_{store_};
  std::unique_ptr<catalog::Catalog> catalog_;
  TableDescription table_;
};

TEST_F(CheckIndexesTest, SoundIndexesHaveNoProblems) {
  const auto report = CheckStore(store_, nullptr);
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->problems, IsEmpty());
  EXPECT_EQ(report->items, 30u);
  EXPECT_EQ(report->index_entries, 5 * 30u);
}

TEST_F(CheckIndexesTest, AMissingEntryIsTold) {
  for (const char* index : {"ByTitle", "ByOwner"}) {
    const index::IndexEntry entry = Entry(index, Film(7));
    Remove(index, entry);
    EXPECT_THAT(Problems(), testing::Contains("table Films, index " + std::string(index) +
                                              ", entry " + KeyText(entry.key.bytes) +
                                              ": is missing, though there is its item"));
    Put(index, entry.key, entry.row.bytes());
    EXPECT_THAT(Problems(), IsEmpty());
  }
}

TEST_F(CheckIndexesTest, AnEntryThatNoItemImpliesIsTold) {
  for (const char* index : {"ByYear", "ByGenre"}) {
    const value::Row gone = MakeItem("p1", 1, {{"year", N(77)}, {"genre", S("G")}});
    const index::IndexEntry entry = Entry(index, gone);
    Put(index, entry.key, entry.row.bytes());
    EXPECT_THAT(Problems(),
                ElementsAre(HasSubstr("has 31 entries, its counter says 30"), HasSubstr("bytes"),
                            AllOf(HasSubstr(index), HasSubstr(KeyText(entry.key.bytes)),
                                  HasSubstr("there is no item that implies it"))));
    Remove(index, entry);
  }
}

TEST_F(CheckIndexesTest, AnEntryThatIsNotWhatItsItemImpliesIsTold) {
  const index::IndexEntry entry = Entry("ByGenre", Film(3));
  value::RowBuilder other;
  other.SetAll(entry.row.view().attributes());
  other.Set("title", S("U3"));
  Put("ByGenre", entry.key, other.Build().bytes());
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("is not what its item implies")));
  Put("ByGenre", entry.key, "garbage");
  EXPECT_THAT(Problems(), testing::Contains(HasSubstr("is not what its item implies")));
}

TEST_F(CheckIndexesTest, AnEntryUnderAnotherKeyIsTold) {
  const index::IndexEntry entry = Entry("ByGenre", Film(3));
  Put("ByGenre", {entry.key.token, entry.key.bytes + "x"}, entry.row.bytes());
  EXPECT_THAT(Problems(), testing::Contains(HasSubstr("do not make this key")));
}

TEST_F(CheckIndexesTest, ARowOfNoLocalIndexIsTold) {
  ItemKey key = Entry("ByTitle", Film(3)).key;
  key.bytes[kTokenBytes] = '\x7f';
  Put("ByTitle", key, Film(3).bytes());
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("is an entry of none of its local indexes")));
}

TEST_F(CheckIndexesTest, ACounterThatIsOffIsTold) {
  const IndexDescription& by_title = *table_.FindIndex("ByTitle");
  Commit([&](kv::Batch* batch) {
    batch->Add(table_.partitions[1].shard, ItemCountKeyOf(by_title), 1);
    batch->Add(table_.FindIndex("ByPlace")->partitions[0].shard, kItemBytesKey, 1);
  });
  EXPECT_THAT(Problems(),
              ElementsAre("index ByTitle of table Films has 30 entries, its counter says 31",
                          AllOf(HasSubstr("index ByPlace of table Films has"),
                                HasSubstr("bytes, its counter says"))));
}

TEST_F(CheckIndexesTest, ACollectionsCounterThatIsOffIsTold) {
  const ItemKey key = KeyOf(table_, Film(3));
  const std::string counter = CollectionBytesKey(PartitionKeyPrefix(table_.key_schema, key));
  const kv::ShardId shard = table_.ShardOf(key.token);
  Commit([&](kv::Batch* batch) { batch->Add(shard, counter, 5); });
  EXPECT_THAT(Problems(),
              ElementsAre(AllOf(HasSubstr("item collection"), HasSubstr("its counter says"))));
  Commit([&](kv::Batch* batch) {
    batch->Add(shard, counter, -5);
    const value::Value other = S("nobody");
    batch->Add(shard, CollectionBytesKey(PartitionKeyPrefix(other.view())), 1);
  });
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("item collections, and counters of")));
}

TEST_F(CheckIndexesTest, AnIndexThatIsBeingFilledMayLackEntries) {
  SetStatus(IndexStatus::kCreating, true);
  const index::IndexEntry entry = Entry("ByOwner", Film(7));
  Remove("ByOwner", entry);
  const auto bytes = static_cast<int64_t>(entry.row.view().ItemBytes());
  const kv::ShardId shard = ShardOf("ByOwner", entry.key);
  Commit([&](kv::Batch* batch) {
    batch->Add(shard, kItemCountKey, -1);
    batch->Add(shard, kItemBytesKey, -bytes);
  });
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_TRUE(items_.Write(table_, KeyOf(table_, Film(7)), item::Deletes(), false).ok());
  Put("ByOwner", entry.key, entry.row.bytes());
  EXPECT_THAT(Problems(), testing::Contains(HasSubstr("there is no item that implies it")));
}

TEST_F(CheckIndexesTest, AnIndexThatIsBeingMadeOrDeletedMayLackShards) {
  const kv::ShardId shard = table_.FindIndex("ByOwner")->partitions[0].shard;
  SetStatus(IndexStatus::kDeleting, false);
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_TRUE(store_.DropShard(shard).ok());
  EXPECT_THAT(Problems(), IsEmpty());
  SetStatus(IndexStatus::kActive, false);
  EXPECT_THAT(Problems(), testing::Contains("shard " + std::to_string(shard.value) +
                                            " of index ByOwner of table Films is missing"));
}

}  // namespace
}  // namespace table::check
