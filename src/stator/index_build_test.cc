// An index that is being filled when the server stops, or the power is cut.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "base/log.h"
#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"
#include "stator/testing/server_fixture.h"
#include "stator/testing/test_requests.h"
#include "table/background/index_builder.h"
#include "table/check/check.h"
#include "table/item/testing/indexed_tables.h"
#include "table/item/testing/test_items.h"
#include "table/testing/test_tables.h"

namespace stator {
namespace {

using testing::HasSubstr;
using Unsynced = kv::ForgetfulFileSystem::Unsynced;

constexpr int kCuts = 16;
constexpr int64_t kItems = 1500;  // a dozen chunks

class IndexBuildPowerCut : public testing::TestWithParam<Unsynced> {
 protected:
  // What fails without power is told.
  IndexBuildPowerCut() { base::SetLogLevel(base::LogLevel::kError); }
  ~IndexBuildPowerCut() override { base::SetLogLevel(base::LogLevel::kInfo); }

  void Open() {
    kv::RocksDbOptions options = kv::DefaultOptions("/data", 2, size_t{64} << 20);
    options.disk_reserve_bytes = 0;
    options.write_buffer_bytes = 64 << 10;
    options.write_buffers_total_bytes = 256 << 10;
    auto opened = kv::OpenRocksDbStoreOn(disk_.files(), options, clock_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = *std::move(opened);
    auto catalog = table::catalog::Catalog::Open(*store_, clock_, random_);
    ASSERT_TRUE(catalog.ok()) << catalog.error().message;
    catalog_ = *std::move(catalog);
    items_ = std::make_unique<table::item::Items>(*store_);
    builder_ = std::make_unique<table::background::IndexBuilder>(
        table::background::IndexBuilder::Parts{.catalog = *catalog_,
                                               .items = *items_,
                                               .store = *store_,
                                               .clock = clock_,
                                               .holder = "server"});
  }
  void Close() {
    builder_.reset();
    items_.reset();
    catalog_.reset();
    store_.reset();
  }
  void CutPower() {
    disk_.CutPower();
    builder_->Step();
    Close();
    disk_.Restore(GetParam());
  }

  table::TablePtr Music() const { return catalog_->Find(table::kTestSpace, "Music"); }
  const table::IndexDescription* ByGenre() const { return Music()->FindIndex("ByGenre"); }

  bool Write(int64_t number) {
    const auto song =
        table::MakeItem("p" + std::to_string(number), 0,
                        {{"genre", table::S("genre " + std::to_string(choice_() % 10))},
                         {"padding", table::S(std::string(choice_() % 200, 'x'))}});
    const bool deletes = choice_() % 4 == 0;
    return items_
        ->Write(*Music(), KeyOf(*Music(), song),
                deletes ? table::item::Deletes() : table::item::Puts(song), false)
        .ok();
  }
  bool AddIndex() {
    return catalog_
        ->Update(table::kTestSpace, "Music",
                 [](table::TableDescription* table) {
                   table::IndexDescription index;
                   index.name = "ByGenre";
                   index.hash = {{"genre", value::Type::kS}};
                   index.status = table::IndexStatus::kCreating;
                   table->global_indexes.push_back(index);
                   return base::Status();
                 })
        .ok();
  }
  bool DeleteIndex() {
    return catalog_
        ->Update(table::kTestSpace, "Music",
                 [](table::TableDescription* table) {
                   table->global_indexes[0].status = table::IndexStatus::kDeleting;
                   return base::Status();
                 })
        .ok();
  }

  // As far as it is filled, an index has what its table implies, and its counters tell so.
  void ExpectSound() {
    const auto report = table::check::CheckStore(*store_, nullptr);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->problem_count, 0u) << report->problems.front();
    const table::IndexDescription* index = ByGenre();
    if (index == nullptr) return;
    if (!index->IsBuilding()) {
      return table::item::ExpectIndexesAreWhatItemsImply(*store_, *items_, *Music());
    }
    const auto rows = table::item::RowsOf(*items_, *Music(), index);
    EXPECT_EQ(items_->Counts(*Music(), index)->items, static_cast<int64_t>(rows.size()));
    for (const value::Row& row : rows) {
      const auto item = items_->Get(*Music(), KeyOf(*Music(), row), kv::Consistency::kConsistent);
      ASSERT_TRUE(item.ok());
      EXPECT_TRUE(item->row && item->row->bytes() == row.bytes());
    }
  }
  void Finish() {
    for (auto idle = builder_->Step(); idle; idle = builder_->Step()) clock_.Advance(*idle);
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  std::mt19937_64 choice_{7};
  kv::ForgetfulFileSystem disk_{3};
  std::unique_ptr<kv::Store> store_;
  std::unique_ptr<table::catalog::Catalog> catalog_;
  std::unique_ptr<table::item::Items> items_;
  std::unique_ptr<table::background::IndexBuilder> builder_;
};

TEST_P(IndexBuildPowerCut, TheBuildGoesOnAndTheIndexIsWhole) {
  Open();
  ASSERT_TRUE(catalog_->Create(table::MakeTable("Music")).ok());
  for (int64_t i = 0; i < kItems; ++i) ASSERT_TRUE(Write(i));
  int builds = 0;
  for (int cut = 0; cut < kCuts; ++cut) {
    if (ByGenre() == nullptr) {
      ASSERT_TRUE(AddIndex());
      ++builds;
    } else if (!ByGenre()->IsBuilding()) {
      ASSERT_TRUE(DeleteIndex());
    }
    const uint64_t steps = choice_() % 10;
    for (uint64_t step = 0; step < steps; ++step) {
      ASSERT_TRUE(Write(static_cast<int64_t>(choice_() % (kItems + 100))));
      builder_->Step();
    }
    CutPower();
    ASSERT_NO_FATAL_FAILURE(Open());
    ASSERT_NO_FATAL_FAILURE(ExpectSound());
  }
  EXPECT_GE(builds, 3);
  Finish();
  ASSERT_NO_FATAL_FAILURE(ExpectSound());
  Close();
}

INSTANTIATE_TEST_SUITE_P(Unsynced, IndexBuildPowerCut,
                         testing::Values(Unsynced::kLost, Unsynced::kPartlyKept),
                         [](const auto& tested) {
                           return tested.param == Unsynced::kLost ? "Lost" : "PartlyKept";
                         });

// Of the table "Songs", whose items have a number "n".
std::string AddIndexBody() {
  return OfTable("Songs", R"("AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},)"
                          R"({"AttributeName":"n","AttributeType":"N"}],)"
                          R"("GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"ByNumber",)"
                          R"("KeySchema":[{"AttributeName":"n","KeyType":"HASH"}],)"
                          R"("Projection":{"ProjectionType":"KEYS_ONLY"}}}])");
}

class IndexBuildServer : public ServerTest {};

TEST_F(IndexBuildServer, ABuildGoesOnAfterARestart) {
  constexpr int kSongs = 1000;
  Start();
  Call("CreateTable", CreateTableBody("Songs"));
  TestClient client(address());
  for (int i = 0; i < kSongs; ++i) {
    const std::string item = ItemJson(std::to_string(i), i);
    ASSERT_EQ(client.Call("PutItem", PutItemBody("Songs", item)).status, 200);
  }
  EXPECT_THAT(Call("UpdateTable", AddIndexBody()), HasSubstr(R"("IndexStatus":"CREATING")"));
  Restart();
  const std::string active = R"("IndexStatus":"ACTIVE")";
  while (Call("DescribeTable", OfTable("Songs")).find(active) == std::string::npos) {
  }
  const std::string count = R"("Count":)" + std::to_string(kSongs);
  EXPECT_THAT(Call("Scan", OfTable("Songs", R"("IndexName":"ByNumber","Select":"COUNT")")),
              HasSubstr(count));
  // The builder takes it off its list when it next looks.
  const std::string none = "stator_index_builds 0\n";
  while (TestClient(address()).Get("/-/metrics").body.find(none) == std::string::npos) {
  }
}

}  // namespace
}  // namespace stator
