#include "table/check/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "table/catalog/catalog.h"
#include "table/catalog/catalog_record.h"
#include "table/item/testing/test_items.h"
#include "table/testing/test_tables.h"

namespace table::check {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CheckTest : public testing::Test {
 protected:
  CheckTest() {
    auto catalog = catalog::Catalog::Open(store_, clock_, random_);
    CHECK(catalog.ok());
    catalog_ = *std::move(catalog);
    CHECK(catalog_->Create(MakeTable("Music")).ok());
    table_ = catalog_->Find(kTestSpace, "Music");
    for (int i = 0; i < kItems; ++i) {
      CHECK(item::PutItem(items_, *table_, MakeItem("p" + std::to_string(i), i)).ok());
    }
  }
  void Commit(const std::function<void(kv::Batch*)>& fill) {
    kv::Batch batch;
    fill(&batch);
    ASSERT_TRUE(store_.Commit(std::move(batch)).ok());
  }
  std::vector<std::string> Problems() {
    const auto report = CheckStore(store_, nullptr);
    EXPECT_TRUE(report.ok());
    EXPECT_EQ(report->problem_count, report->problems.size());
    return report->problems;
  }

  static constexpr int kItems = 30;
  base::ManualClock clock_;
  base::SeededRandom random_{1};
  kv::MemoryStore store_{clock_};
  item::Items items_{store_};
  std::unique_ptr<catalog::Catalog> catalog_;
  TablePtr table_;
};

TEST_F(CheckTest, ASoundStoreHasNoProblems) {
  std::string told;
  const auto report =
      CheckStore(store_, [&](std::string_view name, uint64_t) { told = std::string(name); });
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->problems, IsEmpty());
  EXPECT_EQ(report->tables, 1u);
  EXPECT_EQ(report->shards, 4u);
  EXPECT_EQ(report->items, static_cast<uint64_t>(kItems));
  EXPECT_EQ(report->item_bytes, static_cast<uint64_t>(items_.Counts(*table_)->bytes));
  EXPECT_EQ(told, "Music");
}

TEST_F(CheckTest, AnEmptyStoreHasNoProblems) {
  kv::MemoryStore empty(clock_);
  const auto report = CheckStore(empty, nullptr);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->problem_count, 0u);
}

TEST_F(CheckTest, ARowThatIsNoneIsTold) {
  const ItemKey key = KeyOf(*table_, MakeItem("p1", 1));
  Commit([&](kv::Batch* batch) {
    batch->Put(table_->ShardOf(key.token), {kv::Family::kItem, key.bytes}, "garbage");
  });
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("item " + base::ToHex(key.bytes)),
                                      HasSubstr("its counter says")));
}

TEST_F(CheckTest, ARowUnderAnotherKeyIsTold) {
  const value::Row row = MakeItem("p1", 1);
  const ItemKey key = KeyOf(*table_, row);
  const kv::ShardId shard = table_->ShardOf(key.token);
  Commit([&](kv::Batch* batch) {
    batch->Delete(shard, {kv::Family::kItem, key.bytes});
    batch->Put(shard, {kv::Family::kItem, key.bytes + "x"}, row.bytes());
  });
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("its attributes make the key")));
}

TEST_F(CheckTest, ARowInAnotherPartitionIsTold) {
  const value::Row row = MakeItem("p1", 1);
  const ItemKey key = KeyOf(*table_, row);
  const kv::ShardId shard = table_->ShardOf(key.token);
  const kv::ShardId other = shard == table_->partitions[0].shard ? table_->partitions[1].shard
                                                                 : table_->partitions[0].shard;
  Commit([&](kv::Batch* batch) {
    batch->Delete(shard, {kv::Family::kItem, key.bytes});
    batch->Put(other, {kv::Family::kItem, key.bytes}, row.bytes());
  });
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("another partition")));
}

TEST_F(CheckTest, ARowWithoutItsKeyIsTold) {
  const ItemKey key = KeyOf(*table_, MakeItem("p1", 1));
  const value::Row row = MakeRow({{"pk", S("p1")}, {"sl", N(1)}});  // as heavy as the one before
  Commit([&](kv::Batch* batch) {
    batch->Put(table_->ShardOf(key.token), {kv::Family::kItem, key.bytes}, row.bytes());
  });
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("Missing the key sk")));
}

TEST_F(CheckTest, ACounterThatIsOffIsTold) {
  Commit([&](kv::Batch* batch) { batch->Add(table_->partitions[2].shard, kItemCountKey, 1); });
  EXPECT_THAT(Problems(), ElementsAre("table Music has 30 items, its counter says 31"));
}

TEST_F(CheckTest, AShardOfNoTableIsTold) {
  ASSERT_TRUE(store_.CreateShard(kv::ShardId{99}).ok());
  EXPECT_THAT(Problems(), ElementsAre("shard 99 belongs to no table"));
}

TEST_F(CheckTest, AMissingShardIsTold) {
  ASSERT_TRUE(store_.DropShard(table_->partitions[1].shard).ok());
  EXPECT_THAT(Problems(), ElementsAre("shard 17 of table Music is missing"));
}

TEST_F(CheckTest, AShardOfTwoTablesIsTold) {
  TableDescription other = *table_;
  other.name = "Zebras";
  other.partitions = {{0, kv::ShardId{17}}};
  Commit([&](kv::Batch* batch) {
    batch->Put(kSystemShard, {kv::Family::kMeta, TableRecordKey(kTestSpace, "Zebras")},
               catalog::EncodeTableRecord(other));
  });
  EXPECT_THAT(Problems(), ElementsAre("shard 17 of table Zebras is also of table Music"));
}

TEST_F(CheckTest, ARecordThatCannotBeReadIsToldAndSoAreItsShards) {
  Commit([&](kv::Batch* batch) {
    batch->Put(kSystemShard, {kv::Family::kMeta, TableRecordKey(kTestSpace, "Music")}, "garbage");
  });
  EXPECT_THAT(Problems(),
              ElementsAre(HasSubstr("the record under"), "shard 16 belongs to no table",
                          "shard 17 belongs to no table", "shard 18 belongs to no table",
                          "shard 19 belongs to no table"));
}

TEST_F(CheckTest, ManyProblemsAreCountedAndTheFirstTold) {
  const size_t many = kCheckProblemsMax + 50;
  for (size_t i = 0; i < many; ++i) ASSERT_TRUE(store_.CreateShard(kv::ShardId{1000 + i}).ok());
  const auto report = CheckStore(store_, nullptr);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->problem_count, many);
  EXPECT_EQ(report->problems.size(), kCheckProblemsMax);
}

TEST_F(CheckTest, AStoreThatFailsIsAnError) {
  BreakableStore broken(store_);
  broken.BreakAt(1, false, /*for_good=*/true);
  ASSERT_FALSE(broken.CreateShard(kv::ShardId{500}).ok());
  EXPECT_FALSE(CheckStore(broken, nullptr).ok());
}

}  // namespace
}  // namespace table::check
