// For tests of the index builder: tables of songs, and a store that breaks when told to.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "table/background/index_builder.h"
#include "table/item/testing/indexed_tables.h"
#include "table/item/testing/test_items.h"
#include "table/system_keys.h"
#include "table/testing/test_tables.h"

namespace table::background {
inline IndexDescription NewIndex(std::string name, std::vector<KeyAttribute> hash,
                                 std::vector<KeyAttribute> range, IndexProjection projection) {
  IndexDescription index;
  index.name = std::move(name);
  index.hash = std::move(hash);
  index.range = std::move(range);
  index.projection = std::move(projection);
  index.status = IndexStatus::kCreating;
  return index;
}
inline IndexDescription ByGenre() {
  return NewIndex("ByGenre", {{"genre", value::Type::kS}}, {{"year", value::Type::kN}},
                  {.type = IndexProjection::Type::kInclude, .non_key_attributes = {"title"}});
}
inline IndexDescription ByOwner() {
  return NewIndex("ByOwner", {{"owner", value::Type::kS}}, {}, {});
}

// One in five lacks the genre, one in seven has a year of another type; the others are in ByGenre.
inline value::Row Song(int64_t number, int64_t edition = 0) {
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
    catalog_ = *catalog::Catalog::Open(*breakable_, clock_, random_);
    items_ = std::make_unique<item::Items>(*breakable_);
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
    wanted.local_indexes = {item::MakeLocalIndex(0, "Local", {"title", value::Type::kS})};
    ASSERT_TRUE(catalog_->Create(wanted).ok());
    for (int64_t i = 0; i < songs; ++i) Put(name, Song(i));
  }
  void Put(const std::string& name, const value::Row& song) {
    const auto outcome = item::PutItem(*items_, *Find(name), song);
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
    item::ExpectIndexesAreWhatItemsImply(store_, *items_, *Find(name));
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  kv::MemoryStore store_{clock_};
  std::unique_ptr<BreakableStore> breakable_;
  std::unique_ptr<catalog::Catalog> catalog_;
  std::unique_ptr<item::Items> items_;
};

}  // namespace table::background
