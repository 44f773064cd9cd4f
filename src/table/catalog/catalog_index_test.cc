// The life cycle of secondary indexes in the catalog.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <utility>

#include "run/event.h"
#include "table/catalog/catalog.h"
#include "table/catalog/catalog_reader.h"
#include "table/catalog/schema_gate.h"
#include "table/testing/test_tables.h"

namespace table::catalog {
namespace {

IndexDescription GlobalIndex(std::string name) {
  IndexDescription index;
  index.name = std::move(name);
  index.hash = {{"place", value::Type::kS}};
  index.status = IndexStatus::kCreating;
  return index;
}

IndexDescription LocalIndex(const TableDescription& table, std::string name) {
  IndexDescription index;
  index.local = true;
  index.name = std::move(name);
  index.hash = {table.key_schema.partition};
  index.range = {{"year", value::Type::kN}};
  return index;
}

Catalog::Change Adds(std::string name) {
  return [name = std::move(name)](TableDescription* table) {
    table->global_indexes.push_back(GlobalIndex(name));
    return base::Status();
  };
}

// Changes the state of the index "ByPlace".
Catalog::Change Makes(IndexStatus status) {
  return [status](TableDescription* table) {
    for (IndexDescription& index : table->global_indexes) {
      if (index.name == "ByPlace") index.status = status;
    }
    return base::Status();
  };
}

class CatalogIndexTest : public testing::Test {
 protected:
  CatalogIndexTest() { Reopen(); }

  void Reopen() {
    catalog_.reset();
    auto catalog = Catalog::Open(store_, clock_, random_);
    EXPECT_TRUE(catalog.ok()) << catalog.error().message;
    catalog_ = *std::move(catalog);
  }
  TablePtr Music() const { return catalog_->Find(kTestSpace, "Music"); }
  base::Result<TablePtr> Update(const Catalog::Change& change) {
    return catalog_->Update(kTestSpace, "Music", change);
  }
  std::set<uint64_t> Shards() {
    std::set<uint64_t> ids;
    const auto shards = store_.ListShards();
    for (const kv::ShardId shard : *shards) ids.insert(shard.value);
    return ids;
  }
  // How far the index is filled; nullopt if it is not being filled.
  std::optional<std::string> Cursor(uint32_t number) {
    const std::string key = IndexBuildKey(Music()->id, number);
    const auto found =
        store_.Get(kSystemShard, {kv::Family::kMeta, key}, kv::Consistency::kConsistent);
    if (!found->value) return std::nullopt;
    return std::string(found->value->bytes());
  }
  // How many cursors there are, of any table.
  size_t Cursors() {
    size_t count = 0;
    const kv::ScanRequest request{.family = kv::Family::kMeta, .start = "index-build/"};
    EXPECT_TRUE(store_
                    .Scan(kSystemShard, request,
                          [&](std::string_view key, std::string_view) {
                            count += key.starts_with("index-build/");
                            return kv::ScanStep::kContinue;
                          })
                    .ok());
    return count;
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  kv::MemoryStore store_{clock_};
  std::unique_ptr<Catalog> catalog_;
};

TEST_F(CatalogIndexTest, IndexesOfANewTableAreActiveWithIt) {
  TableDescription wanted = MakeTable("Music");
  wanted.local_indexes = {LocalIndex(wanted, "ByYear")};
  wanted.global_indexes = {GlobalIndex("ByPlace"), GlobalIndex("ByLabel")};
  const auto created = catalog_->Create(wanted);
  ASSERT_TRUE(created.ok());
  for (const IndexDescription& index : (*created)->global_indexes) {
    EXPECT_EQ(index.status, IndexStatus::kCreating);
    EXPECT_FALSE(index.backfilling);
  }
  const TablePtr table = Music();
  EXPECT_EQ(table->local_indexes[0].number, 1u);
  EXPECT_EQ(table->local_indexes[0].status, IndexStatus::kActive);
  EXPECT_EQ(table->global_indexes[0].number, 2u);
  EXPECT_EQ(table->global_indexes[1].number, 3u);
  EXPECT_EQ(table->next_index_number, 4u);
  for (const IndexDescription& index : table->global_indexes) {
    EXPECT_EQ(index.status, IndexStatus::kActive);
    EXPECT_FALSE(index.backfilling);
    EXPECT_EQ(index.partitions.size(), 4u);
  }
  EXPECT_EQ(Shards().size(), 1u + 3 * 4);
  EXPECT_EQ(Cursors(), 0u);

  ASSERT_TRUE(catalog_->Delete(kTestSpace, "Music").ok());
  EXPECT_EQ(Shards(), std::set<uint64_t>{1});
}

TEST_F(CatalogIndexTest, AnAddedIndexHasShardsAndWaitsToBeFilled) {
  ASSERT_TRUE(catalog_->Create(MakeTable("Music")).ok());
  const auto updated = Update(Adds("ByPlace"));
  ASSERT_TRUE(updated.ok());
  EXPECT_EQ((*updated)->status, TableStatus::kUpdating);
  ASSERT_EQ((*updated)->global_indexes.size(), 1u);
  EXPECT_EQ((*updated)->global_indexes[0].status, IndexStatus::kCreating);
  EXPECT_FALSE((*updated)->global_indexes[0].backfilling);
  EXPECT_FALSE((*updated)->global_indexes[0].IsKept());

  for (int opened = 0; opened < 2; ++opened) {
    const TablePtr table = Music();
    EXPECT_EQ(table->status, TableStatus::kActive);
    const IndexDescription& index = table->global_indexes[0];
    EXPECT_EQ(index.status, IndexStatus::kCreating);
    EXPECT_TRUE(index.backfilling && index.IsBuilding() && index.IsKept());
    EXPECT_EQ(index.number, 1u);
    for (const Partition& partition : index.partitions) {
      EXPECT_TRUE(Shards().contains(partition.shard.value));
    }
    EXPECT_EQ(Cursor(1), "");
    Reopen();
  }
}

TEST_F(CatalogIndexTest, ItIsFilledOnceItIsActive) {
  ASSERT_TRUE(catalog_->Create(MakeTable("Music")).ok());
  ASSERT_TRUE(Update(Adds("ByPlace")).ok());
  const auto activate = [](TableDescription* table) {
    table->global_indexes[0].status = IndexStatus::kActive;
    table->global_indexes[0].backfilling = false;
    return base::Status();
  };
  ASSERT_TRUE(catalog_->Update(kTestSpace, "Music", activate, /*quietly=*/true).ok());
  EXPECT_EQ(Music()->global_indexes[0].status, IndexStatus::kActive);
  EXPECT_EQ(Cursors(), 0u);
}

TEST_F(CatalogIndexTest, ADeletedIndexLeavesNothing) {
  ASSERT_TRUE(catalog_->Create(MakeTable("Music")).ok());
  const std::set<uint64_t> shards = Shards();
  ASSERT_TRUE(Update(Adds("ByPlace")).ok());  // and is being filled
  const auto updated = Update(Makes(IndexStatus::kDeleting));
  ASSERT_TRUE(updated.ok());
  EXPECT_EQ((*updated)->status, TableStatus::kUpdating);
  EXPECT_EQ((*updated)->global_indexes[0].status, IndexStatus::kDeleting);
  EXPECT_EQ(Music()->status, TableStatus::kActive);
  EXPECT_TRUE(Music()->global_indexes.empty());
  EXPECT_EQ(Shards(), shards);
  EXPECT_EQ(Cursors(), 0u);

  ASSERT_TRUE(Update(Adds("ByPlace")).ok());
  EXPECT_EQ(Music()->global_indexes[0].number, 2u) << "numbers are never used twice";
}

TEST_F(CatalogIndexTest, DeletingATableEndsItsBuilds) {
  ASSERT_TRUE(catalog_->Create(MakeTable("Music")).ok());
  ASSERT_TRUE(Update(Adds("ByPlace")).ok());
  EXPECT_EQ(Cursors(), 1u);
  ASSERT_TRUE(catalog_->Delete(kTestSpace, "Music").ok());
  EXPECT_EQ(Cursors(), 0u);
  EXPECT_EQ(Shards(), std::set<uint64_t>{1});
}

TEST_F(CatalogIndexTest, AnUpdatedIndexIsWhatItWasBefore) {
  TableDescription wanted = MakeTable("Music");
  wanted.global_indexes = {GlobalIndex("ByPlace")};
  ASSERT_TRUE(catalog_->Create(wanted).ok());
  ASSERT_TRUE(Update(Makes(IndexStatus::kUpdating)).ok());
  EXPECT_EQ(Music()->global_indexes[0].status, IndexStatus::kActive);

  ASSERT_TRUE(Update(Adds("ByLabel")).ok());
  const auto change = [](TableDescription* table) {
    table->global_indexes[1].status = IndexStatus::kUpdating;
    return base::Status();
  };
  const auto updated = Update(change);
  EXPECT_TRUE((*updated)->global_indexes[1].IsKept() && (*updated)->global_indexes[1].IsBuilding());
  EXPECT_EQ(Music()->global_indexes[1].status, IndexStatus::kCreating);
  EXPECT_TRUE(Music()->global_indexes[1].backfilling);
  EXPECT_EQ(Cursors(), 1u);
}

TEST_F(CatalogIndexTest, AllDescriptionsOfATableHaveOneGate) {
  const auto created = catalog_->Create(MakeTable("Music"));
  ASSERT_TRUE(created.ok());
  const TablePtr before = Music();
  const auto updated = Update(Adds("ByPlace"));
  ASSERT_TRUE(updated.ok());
  ASSERT_NE(before->gate, nullptr);
  for (const TablePtr& table : {*created, *updated, Music()}) EXPECT_EQ(table->gate, before->gate);
  const SchemaGate::Pass pass(*before);
  EXPECT_EQ(pass.table().global_indexes.size(), 1u);
  EXPECT_TRUE(pass.table().global_indexes[0].backfilling);

  Reopen();
  ASSERT_NE(Music()->gate, nullptr);
  EXPECT_NE(Music()->gate, before->gate);
  ASSERT_TRUE(catalog_->Create(MakeTable("Films")).ok());
  EXPECT_NE(Music()->gate, catalog_->Find(kTestSpace, "Films")->gate);
}

TEST_F(CatalogIndexTest, ANewTableOfTheSameNameHasAnotherGate) {
  ASSERT_TRUE(catalog_->Create(MakeTable("Music")).ok());
  const TablePtr before = Music();
  ASSERT_TRUE(catalog_->Delete(kTestSpace, "Music").ok());
  ASSERT_TRUE(catalog_->Create(MakeTable("Music")).ok());
  EXPECT_NE(Music()->gate, before->gate);
}

TEST_F(CatalogIndexTest, ADeletedIndexKeepsItsShardsWhileAWriterMayNeedThem) {
  ASSERT_TRUE(catalog_->Create(MakeTable("Music")).ok());
  ASSERT_TRUE(Update(Adds("ByPlace")).ok());
  const std::set<uint64_t> shards = Shards();
  const TablePtr known = Music();
  auto pass = std::make_unique<SchemaGate::Pass>(*known);
  EXPECT_TRUE(pass->table().global_indexes[0].IsKept());

  run::Event deleting;
  bool told = false;
  catalog_->OnChange([&] {
    if (!std::exchange(told, true)) deleting.Set();
  });
  std::thread deleter([&] { EXPECT_TRUE(Update(Makes(IndexStatus::kDeleting)).ok()); });
  deleting.Wait();
  EXPECT_EQ(Music()->global_indexes[0].status, IndexStatus::kDeleting);
  EXPECT_FALSE(SchemaGate::Pass(*known).table().global_indexes[0].IsKept());
  EXPECT_EQ(Shards(), shards);
  pass.reset();
  deleter.join();
  EXPECT_EQ(Shards().size(), shards.size() - 4);
  catalog_->OnChange(nullptr);
}

TEST_F(CatalogIndexTest, ChangesUnderWayAreCounted) {
  BreakableStore breakable(store_);
  const auto catalog = Catalog::Open(breakable, clock_, random_);
  ASSERT_TRUE(catalog.ok());
  const auto under_way = [&] { return (*catalog)->ChangesUnderWay(kTestSpace); };
  TableDescription wanted = MakeTable("Music");
  wanted.global_indexes = {GlobalIndex("ByPlace")};
  ASSERT_TRUE((*catalog)->Create(wanted).ok());
  EXPECT_EQ(under_way().tables, 0u);
  EXPECT_EQ(under_way().indexes, 0u);
  ASSERT_TRUE((*catalog)->Update(kTestSpace, "Music", Adds("ByLabel")).ok());
  EXPECT_EQ(under_way().tables, 0u);
  EXPECT_EQ(under_way().indexes, 1u);

  wanted.name = "Films";
  breakable.BreakAt(2, /*takes_effect=*/false, /*for_good=*/false);
  EXPECT_FALSE((*catalog)->Create(wanted).ok());
  EXPECT_EQ(under_way().tables, 1u);
  EXPECT_EQ(under_way().creations_with_indexes, 1u);
  EXPECT_EQ(under_way().indexes, 2u);
  EXPECT_EQ((*catalog)->ChangesUnderWay({"111111111111", "us-east-1"}).tables, 0u);
}

}  // namespace
}  // namespace table::catalog
