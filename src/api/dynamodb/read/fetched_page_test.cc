#include "api/dynamodb/read/fetched_page.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "kv/testing/memory_store.h"
#include "table/index/query_range.h"
#include "table/item/items.h"
#include "table/item/testing/indexed_tables.h"
#include "table/item/testing/test_items.h"
#include "table/testing/test_tables.h"
#include "value/json_writer.h"

namespace api::dynamodb::read {
namespace {

using table::N;

// A table of which the index ByYear has keys alone; its items are fetched.
class FetchedPage : public ::testing::Test {
 protected:
  FetchedPage()
      : table_(std::make_shared<table::TableDescription>(
            table::item::MakeIndexedTableIn(store_, "films"))) {}

  void Put(int64_t sk, int64_t year, int64_t price = 0) {
    const value::Row item = table::MakeItem("p", sk, {{"year", N(year)}, {"price", N(price)}});
    ASSERT_TRUE(table::item::PutItem(direct_, *table_, item).ok());
  }

  // Of each item of the collection, in the order of the index: its sk, year and price.
  std::string Read(ReadSelection selection = {}, std::optional<int64_t> limit = std::nullopt) {
    selection.all_attributes = true;
    const ReadSource source{.table = table_, .index = table_->FindIndex("ByYear")};
    const std::string prefix = table::index::IndexPrefix(*source.index, {table::S("p").view()});
    const table::KeyRange range{.start = prefix, .end = base::PrefixEnd(prefix)};
    const PageRequest request{
        .source = source, .range = range, .limit = limit, .selection = selection};
    EXPECT_TRUE(WantsFetch(selection, source));
    auto page = ReadFetchedPage(items_, request);
    if (!page.ok()) return page.error().message;
    std::string text;
    for (size_t i = 0; i < page->items->count(); ++i) {
      std::string item;
      for (const char* name : {"sk", "year", "price"}) {
        value::AppendJsonValue(*(*page->items)[i].Find(name), &item);
      }
      text += item;
    }
    last_ = *std::move(page);
    return text;
  }

  static std::string Item(int64_t sk, int64_t year, int64_t price = 0) {
    std::string text;
    for (const int64_t number : {sk, year, price}) {
      text += R"({"N":")" + std::to_string(number) + "\"}";
    }
    return text;
  }

  // What happens to the items after their entries were read, and before they are fetched.
  void BeforeFetch(std::function<void()> happens) {
    watched_.before_multi_get = std::move(happens);
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  table::BreakableStore watched_{store_};
  table::item::Items items_{watched_};
  table::item::Items direct_{store_};  // of somebody else
  std::shared_ptr<const table::TableDescription> table_;
  Page last_;
};

TEST_F(FetchedPage, HasItemsInTheOrderOfTheIndex) {
  Put(1, 30);
  Put(2, 10, 7);
  Put(3, 20);
  EXPECT_EQ(Read(), Item(2, 10, 7) + Item(3, 20) + Item(1, 30));
  EXPECT_EQ(last_.scanned_count, 3);
  EXPECT_EQ(last_.charge.table, 1.5);
  ASSERT_EQ(last_.charge.indexes.size(), 1U);
  EXPECT_EQ(last_.charge.indexes[0], (table::IndexUnits{"ByYear", true, 0.5}));
  EXPECT_FALSE(last_.last_evaluated_key);
}

TEST_F(FetchedPage, EndsAtTheLimit) {
  for (int64_t i = 0; i < 100; ++i) Put(i, i);
  for (const int64_t limit : {1, 31, 32, 33, 64, 99, 100}) {
    Read({}, limit);
    EXPECT_EQ(last_.scanned_count, limit);
    EXPECT_EQ(last_.count, limit);
    ASSERT_TRUE(last_.last_evaluated_key);
    EXPECT_EQ(last_.last_evaluated_key->Find("year"), N(limit - 1).view());
  }
  Read({}, 101);
  EXPECT_EQ(last_.count, 100);
  EXPECT_FALSE(last_.last_evaluated_key);
}

TEST_F(FetchedPage, LeavesOutWhatWasDeleted) {
  Put(1, 10);
  Put(2, 20);
  BeforeFetch([&] {
    const value::Row item = table::MakeItem("p", 1);
    ASSERT_TRUE(
        direct_.Write(*table_, table::KeyOf(*table_, item), table::item::Deletes(), false).ok());
  });
  EXPECT_EQ(Read(), Item(2, 20));
  EXPECT_EQ(last_.scanned_count, 2);
}

TEST_F(FetchedPage, HasWhatBecameOfAnItemThatStaysInItsPlace) {
  Put(1, 10);
  BeforeFetch([&] { Put(1, 10, 99); });
  EXPECT_EQ(Read(), Item(1, 10, 99));
}

TEST_F(FetchedPage, ReadsAgainWhenAnItemWentElsewhere) {
  Put(1, 10);
  Put(2, 20);
  bool moved = false;
  BeforeFetch([&] {
    if (!moved) Put(1, 30);
    moved = true;
  });
  EXPECT_EQ(Read(), Item(2, 20) + Item(1, 30));
  EXPECT_EQ(last_.scanned_count, 2);
  EXPECT_EQ(last_.charge.table, 1);
}

TEST_F(FetchedPage, LeavesOutWhatDoesNotStay) {
  Put(1, 10);
  Put(2, 20);
  int64_t year = 100;
  BeforeFetch([&] { Put(1, ++year); });
  EXPECT_EQ(Read(), Item(2, 20));
}

}  // namespace
}  // namespace api::dynamodb::read
