// The power is cut again and again while items of a table with indexes are written: afterwards each
// index has what the items imply.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"
#include "run/event.h"
#include "table/catalog/catalog.h"
#include "table/check/check.h"
#include "table/item/items.h"
#include "table/item/testing/indexed_tables.h"

namespace stator {
namespace {

using Unsynced = kv::ForgetfulFileSystem::Unsynced;

constexpr int kCuts = 25;
constexpr int kThreads = 4;
// The power goes after less than so many writes.
constexpr uint64_t kWritesMax = 200;

// STATOR_TEST_SEED, to see again what was seen; else another one each time.
uint64_t Seed() {
  const char* const given = std::getenv("STATOR_TEST_SEED");
  const uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "STATOR_TEST_SEED=" << seed << std::endl;
  return seed;
}

class IndexPowerCut : public testing::TestWithParam<Unsynced> {
 protected:
  void Open() {
    kv::RocksDbOptions options = kv::DefaultOptions("/data", 2, size_t{64} << 20);
    options.disk_reserve_bytes = 0;
    // So small that tables are written, and logs and manifests changed, between the cuts.
    options.write_buffer_bytes = 64 << 10;
    options.write_buffers_total_bytes = 256 << 10;
    auto opened = kv::OpenRocksDbStoreOn(disk_.files(), options, clock_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = *std::move(opened);
    auto catalog = table::catalog::Catalog::Open(*store_, clock_, ids_);
    ASSERT_TRUE(catalog.ok()) << catalog.error().message;
    catalog_ = *std::move(catalog);
    items_ = std::make_unique<table::item::Items>(*store_);
  }
  void Close() {
    items_.reset();
    catalog_.reset();
    store_.reset();
  }
  table::TablePtr Table() const { return catalog_->Find(table::kTestSpace, "Films"); }

  // Writes from several threads; the power is cut after so many.
  void WriteAndCut(uint64_t writes) {
    const table::TablePtr table = Table();
    run::Event enough;
    std::atomic<uint64_t> begun{0};
    std::atomic<bool> is_cut{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, seed = random_()] {
        std::mt19937 random(static_cast<uint32_t>(seed));
        base::Status status;
        while (status.ok()) {
          if (begun++ == writes) enough.Set();
          status = table::item::WriteAtRandom(*items_, *table, random);
        }
        EXPECT_TRUE(is_cut) << status.error().message;
      });
    }
    enough.Wait();
    is_cut = true;
    disk_.CutPower();
    for (std::thread& thread : threads) thread.join();
    Close();
    disk_.Restore(GetParam());
  }

  const uint64_t seed_ = Seed();
  std::mt19937_64 random_{seed_};
  kv::ForgetfulFileSystem disk_{seed_};
  base::SystemClock clock_;
  base::SeededRandom ids_{1};
  std::unique_ptr<kv::Store> store_;
  std::unique_ptr<table::catalog::Catalog> catalog_;
  std::unique_ptr<table::item::Items> items_;
};

TEST_P(IndexPowerCut, LeavesIndexesThatHaveWhatTheItemsImply) {
  ASSERT_NO_FATAL_FAILURE(Open());
  ASSERT_TRUE(catalog_->Create(table::item::MakeIndexedTable("Films")).ok());
  // No one cut's: few items have all that a key of this index is made of, and now and then none.
  size_t entries = 0;
  for (int cut = 0; cut < kCuts; ++cut) {
    SCOPED_TRACE("cut " + std::to_string(cut) + ", seed " + std::to_string(seed_));
    WriteAndCut(random_() % kWritesMax);
    ASSERT_NO_FATAL_FAILURE(Open());
    table::item::ExpectIndexesAreWhatItemsImply(*store_, *items_, *Table());
    const auto report = table::check::CheckStore(*store_, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    ASSERT_EQ(report->problem_count, 0u) << report->problems.front();
    ASSERT_FALSE(HasFailure());
    entries += table::item::RowsOf(*items_, *Table(), Table()->FindIndex("ByPlace")).size();
  }
  EXPECT_GT(entries, 0u);
}

INSTANTIATE_TEST_SUITE_P(Server, IndexPowerCut,
                         testing::Values(Unsynced::kLost, Unsynced::kPartlyKept),
                         [](const auto& tested) {
                           return tested.param == Unsynced::kLost ? "UnsyncedLost"
                                                                  : "UnsyncedPartlyKept";
                         });

}  // namespace
}  // namespace stator
