#include "table/catalog/catalog.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "table/catalog/catalog_record.h"
#include "table/limits.h"
#include "table/testing/test_tables.h"

namespace table::catalog {
namespace {

class CatalogTest : public testing::Test {
 protected:
  std::unique_ptr<Catalog> Open(kv::Store& store) {
    auto catalog = Catalog::Open(store, clock_, random_);
    EXPECT_TRUE(catalog.ok()) << catalog.error().message;
    return *std::move(catalog);
  }
  std::set<uint64_t> Shards() {
    std::set<uint64_t> ids;
    const auto shards = store_.ListShards();
    for (const kv::ShardId shard : *shards) ids.insert(shard.value);
    return ids;
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  kv::MemoryStore store_{clock_};
};

TEST_F(CatalogTest, CreateAnswersCreatingAndLeavesAnActiveTable) {
  const auto catalog = Open(store_);
  const auto created = catalog->Create(MakeTable("Music"));
  ASSERT_TRUE(created.ok());
  EXPECT_EQ((*created)->status, TableStatus::kCreating);
  EXPECT_EQ((*created)->created, clock_.Now());
  const TablePtr found = catalog->Find(kTestSpace, "Music");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->status, TableStatus::kActive);
  EXPECT_EQ(found->id, (*created)->id);
  EXPECT_EQ(found->Arn(), "arn:aws:dynamodb:us-east-1:000000000000:table/Music");
  EXPECT_EQ(Shards(), (std::set<uint64_t>{1, 16, 17, 18, 19}));
}

TEST_F(CatalogTest, ANameIsTakenOnceInANamespace) {
  const auto catalog = Open(store_);
  ASSERT_TRUE(catalog->Create(MakeTable("Music")).ok());
  const auto again = catalog->Create(MakeTable("Music"));
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, base::ErrorCode::kAlreadyExists);
  TableDescription elsewhere = MakeTable("Music");
  elsewhere.name_space.region = "eu-west-1";
  EXPECT_TRUE(catalog->Create(elsewhere).ok());
  EXPECT_EQ(catalog->Count(kTestSpace), 1u);
  EXPECT_EQ(catalog->All().size(), 2u);
  EXPECT_EQ(catalog->Find({"111111111111", "us-east-1"}, "Music"), nullptr);
}

TEST_F(CatalogTest, KnowsAllTablesWhereTheStoreCutsAScanShort) {
  for (const char* name : {"a", "b", "c"}) {
    ASSERT_TRUE(Open(store_)->Create(MakeTable(name)).ok());
  }
  BreakableStore cutting(store_);
  cutting.scan_rows_max = 1;
  EXPECT_EQ(Open(cutting)->All().size(), 3u);
}

TEST_F(CatalogTest, ListGivesNamesInOrderAPageAtATime) {
  const auto catalog = Open(store_);
  for (const char* name : {"b", "a", "B", "c", "ab"}) {
    ASSERT_TRUE(catalog->Create(MakeTable(name)).ok());
  }
  auto page = catalog->List(kTestSpace, std::nullopt, 2);
  EXPECT_EQ(page.names, (std::vector<std::string>{"B", "a"}));
  EXPECT_TRUE(page.more);
  page = catalog->List(kTestSpace, "a", 3);
  EXPECT_EQ(page.names, (std::vector<std::string>{"ab", "b", "c"}));
  EXPECT_FALSE(page.more);
  page = catalog->List(kTestSpace, "aa", 1);  // a name that is no table's
  EXPECT_EQ(page.names, (std::vector<std::string>{"ab"}));
  EXPECT_TRUE(catalog->List({"x", "y"}, std::nullopt, 2).names.empty());
}

TEST_F(CatalogTest, AnAccountHasSoManyTablesInARegion) {
  const auto catalog = Open(store_);
  TableDescription table = MakeTable("t");
  table.billing_mode = BillingMode::kProvisioned;
  // Written beside the catalog, which is quicker, and read when it is opened.
  for (size_t i = 0; i < kTablesPerAccountMax; ++i) {
    table.name = "t" + std::to_string(i);
    table.status = TableStatus::kActive;
    table.partitions = DivideHashSpace(1, kv::ShardId{1'000'000 + i});
    kv::Batch batch;
    const std::string key = TableRecordKey(table.name_space, table.name);
    batch.Put(kSystemShard, {kv::Family::kMeta, key}, EncodeTableRecord(table));
    ASSERT_TRUE(store_.Commit(std::move(batch)).ok());
  }
  const auto full = Open(store_);
  EXPECT_EQ(full->Count(kTestSpace), kTablesPerAccountMax);
  const auto refused = full->Create(MakeTable("one-more"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, base::ErrorCode::kResourceExhausted);
  table = MakeTable("one-more");
  table.name_space.region = "eu-west-1";
  EXPECT_TRUE(full->Create(table).ok());
}

TEST_F(CatalogTest, UpdateAnswersUpdatingAndLeavesAnActiveTable) {
  const auto catalog = Open(store_);
  ASSERT_TRUE(catalog->Create(MakeTable("Music")).ok());
  const auto updated = catalog->Update(kTestSpace, "Music", [](TableDescription* table) {
    table->deletion_protection = true;
    return base::Status();
  });
  ASSERT_TRUE(updated.ok());
  EXPECT_EQ((*updated)->status, TableStatus::kUpdating);
  const TablePtr found = catalog->Find(kTestSpace, "Music");
  EXPECT_EQ(found->status, TableStatus::kActive);
  EXPECT_TRUE(found->deletion_protection);
}

TEST_F(CatalogTest, AQuietUpdateLeavesTheStatusAlone) {
  const auto catalog = Open(store_);
  ASSERT_TRUE(catalog->Create(MakeTable("Music")).ok());
  const auto updated = catalog->Update(
      kTestSpace, "Music",
      [](TableDescription* table) {
        table->tags.emplace_back("k", "v");
        return base::Status();
      },
      /*quietly=*/true);
  ASSERT_TRUE(updated.ok());
  EXPECT_EQ((*updated)->status, TableStatus::kActive);
  EXPECT_EQ(catalog->Find(kTestSpace, "Music")->tags.size(), 1u);
}

TEST_F(CatalogTest, ARefusedUpdateChangesNothing) {
  const auto catalog = Open(store_);
  ASSERT_TRUE(catalog->Create(MakeTable("Music")).ok());
  const auto refused = catalog->Update(kTestSpace, "Music", [](TableDescription* table) {
    table->deletion_protection = true;
    return base::Status(base::InvalidArgument("no"));
  });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "no");
  EXPECT_FALSE(catalog->Find(kTestSpace, "Music")->deletion_protection);
}

TEST_F(CatalogTest, DeleteAnswersDeletingAndLeavesNothing) {
  const auto catalog = Open(store_);
  ASSERT_TRUE(catalog->Create(MakeTable("Music")).ok());
  const TablePtr kept = catalog->Find(kTestSpace, "Music");
  const auto deleted = catalog->Delete(kTestSpace, "Music");
  ASSERT_TRUE(deleted.ok());
  EXPECT_EQ((*deleted)->status, TableStatus::kDeleting);
  EXPECT_EQ(catalog->Find(kTestSpace, "Music"), nullptr);
  EXPECT_EQ(kept->name, "Music");  // whoever holds it may go on looking at it
  EXPECT_EQ(Shards(), (std::set<uint64_t>{1}));
}

TEST_F(CatalogTest, WhatDoesNotExistIsNotFound) {
  const auto catalog = Open(store_);
  const auto change = [](TableDescription*) { return base::Status(); };
  for (const auto& result :
       {catalog->Delete(kTestSpace, "Music"), catalog->Update(kTestSpace, "Music", change)}) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error(),
              base::NotFound("Requested resource not found: Table: Music not found"));
  }
}

TEST_F(CatalogTest, AProtectedTableIsNotDeleted) {
  const auto catalog = Open(store_);
  TableDescription table = MakeTable("Music");
  table.deletion_protection = true;
  ASSERT_TRUE(catalog->Create(table).ok());
  const auto refused = catalog->Delete(kTestSpace, "Music");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, base::ErrorCode::kInvalidArgument);
  EXPECT_NE(catalog->Find(kTestSpace, "Music"), nullptr);
}

TEST_F(CatalogTest, ShardsAreNeverUsedTwice) {
  {
    const auto catalog = Open(store_);
    ASSERT_TRUE(catalog->Create(MakeTable("Music")).ok());
    ASSERT_TRUE(catalog->Delete(kTestSpace, "Music").ok());
  }
  const auto catalog = Open(store_);
  ASSERT_TRUE(catalog->Create(MakeTable("Music")).ok());
  EXPECT_EQ(Shards(), (std::set<uint64_t>{1, 20, 21, 22, 23}));
}

TEST_F(CatalogTest, TablesAreThereAfterReopening) {
  std::string id;
  {
    const auto catalog = Open(store_);
    ASSERT_TRUE(catalog->Create(MakeTable("Music")).ok());
    id = catalog->Find(kTestSpace, "Music")->id;
  }
  const auto catalog = Open(store_);
  ASSERT_NE(catalog->Find(kTestSpace, "Music"), nullptr);
  EXPECT_EQ(catalog->Find(kTestSpace, "Music")->id, id);
}

TEST_F(CatalogTest, ARecordThatCannotBeReadIsCorruption) {
  { Open(store_); }
  kv::Batch batch;
  batch.Put(kSystemShard, {kv::Family::kMeta, TableRecordKey(kTestSpace, "Music")}, "garbage");
  ASSERT_TRUE(store_.Commit(std::move(batch)).ok());
  const auto catalog = Catalog::Open(store_, clock_, random_);
  ASSERT_FALSE(catalog.ok());
  EXPECT_EQ(catalog.error().code, base::ErrorCode::kCorruption);
}

TEST_F(CatalogTest, ManyThreadsMayUseIt) {
  const auto catalog = Open(store_);
  constexpr int kThreads = 4;
  constexpr int kRounds = 25;
  ASSERT_TRUE(catalog->Create(MakeTable("shared")).ok());
  std::atomic<int> made{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const std::string own = "own" + std::to_string(i);
      for (int round = 0; round < kRounds; ++round) {
        EXPECT_TRUE(catalog->Create(MakeTable(own)).ok());
        EXPECT_NE(catalog->Find(kTestSpace, own), nullptr);
        made += catalog->Create(MakeTable("contended")).ok();
        made -= catalog->Delete(kTestSpace, "contended").ok();
        const auto updated = catalog->Update(kTestSpace, "shared", [](TableDescription* table) {
          ++table->throughput.decreases_today;
          return base::Status();
        });
        EXPECT_TRUE(updated.ok());
        EXPECT_TRUE(catalog->Delete(kTestSpace, own).ok());
        EXPECT_EQ(catalog->Find(kTestSpace, own), nullptr);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(catalog->Find(kTestSpace, "shared")->throughput.decreases_today, kThreads * kRounds);
  EXPECT_EQ(catalog->Find(kTestSpace, "contended") != nullptr, made == 1);
  EXPECT_EQ(catalog->Count(kTestSpace), 1u + static_cast<size_t>(made));
}

TEST_F(CatalogTest, CatalogsOfOneProcessAreApart) {
  kv::MemoryStore other_store(clock_);
  const auto one = Open(store_);
  const auto other = Open(other_store);
  ASSERT_TRUE(one->Create(MakeTable("Music")).ok());
  EXPECT_NE(one->Find(kTestSpace, "Music"), nullptr);
  EXPECT_EQ(other->Find(kTestSpace, "Music"), nullptr);
  EXPECT_NE(one->Find(kTestSpace, "Music"), nullptr);
}

// Two catalogs over one store stand for two servers.
TEST_F(CatalogTest, AnotherServersChangesAreNotOverwritten) {
  const auto one = Open(store_);
  const auto other = Open(store_);
  ASSERT_TRUE(one->Create(MakeTable("Music")).ok());
  const auto again = other->Create(MakeTable("Music"));
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, base::ErrorCode::kAlreadyExists);
  EXPECT_NE(other->Find(kTestSpace, "Music"), nullptr);  // it has learnt of it
  ASSERT_TRUE(other->Create(MakeTable("Films")).ok());   // in shards of its own
  EXPECT_EQ(Shards().size(), 9u);

  const auto add_tag = [](const char* key) {
    return [key](TableDescription* table) {
      table->tags.emplace_back(key, "");
      return base::Status();
    };
  };
  ASSERT_TRUE(other->Update(kTestSpace, "Music", add_tag("a")).ok());
  ASSERT_TRUE(one->Update(kTestSpace, "Music", add_tag("b")).ok());
  EXPECT_EQ(one->Find(kTestSpace, "Music")->tags.size(), 2u);

  ASSERT_TRUE(other->Delete(kTestSpace, "Music").ok());
  EXPECT_EQ(one->Delete(kTestSpace, "Music").error().code, base::ErrorCode::kNotFound);
  EXPECT_EQ(one->Find(kTestSpace, "Music"), nullptr);
}

TEST_F(CatalogTest, AChangeIsDecidedAgainIfAnotherServerWasQuicker) {
  BreakableStore watched(store_);
  const auto one = Open(watched);
  const auto other = Open(store_);
  ASSERT_TRUE(one->Create(MakeTable("Music")).ok());
  const auto count_up = [](TableDescription* table) {
    ++table->throughput.decreases_today;
    return base::Status();
  };
  int meddle = 3;
  watched.before_commit = [&] {
    if (meddle-- <= 0) return;
    EXPECT_TRUE(other->Update(kTestSpace, "Music", count_up).ok());
  };
  ASSERT_TRUE(one->Update(kTestSpace, "Music", count_up).ok());
  EXPECT_EQ(one->Find(kTestSpace, "Music")->throughput.decreases_today, 4);

  meddle = 1'000'000;
  const auto given_up = one->Update(kTestSpace, "Music", count_up);
  ASSERT_FALSE(given_up.ok());
  EXPECT_EQ(given_up.error().code, base::ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace table::catalog
