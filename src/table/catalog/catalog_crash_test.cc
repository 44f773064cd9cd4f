// What is left of a control-plane call that was interrupted at any step.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "table/catalog/catalog.h"
#include "table/check/check.h"
#include "table/item/testing/test_items.h"
#include "table/testing/test_tables.h"

namespace table::catalog {
namespace {

struct Call {
  std::string name;
  std::function<base::Status(Catalog&)> run;
};

base::Status StatusOf(const base::Result<TablePtr>& result) {
  if (result.ok()) return {};
  return result.error();
}

IndexDescription ByPlace() {
  IndexDescription index;
  index.name = "ByPlace";
  index.hash = {{"place", value::Type::kS}};
  index.status = IndexStatus::kCreating;
  return index;
}

// Each on the table "Old", which exists and has an index, or "New", which does not.
const Call kCalls[] = {
    {"Create", [](Catalog& catalog) { return StatusOf(catalog.Create(MakeTable("New"))); }},
    {"CreateWithIndex",
     [](Catalog& catalog) {
       TableDescription table = MakeTable("New");
       table.global_indexes = {ByPlace()};
       return StatusOf(catalog.Create(table));
     }},
    {"AddIndex",
     [](Catalog& catalog) {
       return StatusOf(catalog.Update(kTestSpace, "Old", [](TableDescription* table) {
         if (table->global_indexes.size() == 1) {
           table->global_indexes.push_back(ByPlace());
           table->global_indexes.back().name = "ByPlaceToo";
         }
         return base::Status();
       }));
     }},
    {"DeleteIndex",
     [](Catalog& catalog) {
       return StatusOf(catalog.Update(kTestSpace, "Old", [](TableDescription* table) {
         for (IndexDescription& index : table->global_indexes) {
           index.status = IndexStatus::kDeleting;
         }
         return base::Status();
       }));
     }},
    {"Update",
     [](Catalog& catalog) {
       return StatusOf(catalog.Update(kTestSpace, "Old", [](TableDescription* table) {
         table->deletion_protection = true;
         return base::Status();
       }));
     }},
    {"Delete", [](Catalog& catalog) { return StatusOf(catalog.Delete(kTestSpace, "Old")); }},
};

class CatalogCrash : public testing::TestWithParam<Call> {
 protected:
  // Every table is whole and works, and there is nothing else.
  void ExpectSound(Catalog& catalog) {
    for (const TablePtr& table : catalog.All()) {
      EXPECT_EQ(table->status, TableStatus::kActive) << table->name;
      for (const IndexDescription& index : table->global_indexes) {
        EXPECT_TRUE(index.IsBuilding() || index.status == IndexStatus::kActive) << index.name;
      }
      item::Items items(*store_);
      EXPECT_TRUE(item::PutItem(items, *table, MakeItem("p", 1)).ok()) << table->name;
    }
    const auto report = check::CheckStore(*store_, nullptr);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->problem_count, 0u) << report->problems.front();
    EXPECT_EQ(report->tables, catalog.All().size());
  }

  // A new store with the table "Old", behind what can break.
  void Prepare() {
    store_ = std::make_unique<kv::MemoryStore>(clock_);
    const auto catalog = Catalog::Open(*store_, clock_, random_);
    TableDescription table = MakeTable("Old");
    table.global_indexes = {ByPlace()};
    ASSERT_TRUE((*catalog)->Create(table).ok());
    breakable_ = std::make_unique<BreakableStore>(*store_);
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  std::unique_ptr<kv::MemoryStore> store_;
  std::unique_ptr<BreakableStore> breakable_;
};

TEST_P(CatalogCrash, OpenFinishesWhatWasInterrupted) {
  for (const bool takes_effect : {false, true}) {
    int step = 1;
    for (bool broke = true; broke; ++step) {
      ASSERT_NO_FATAL_FAILURE(Prepare());
      {
        const auto catalog = Catalog::Open(*breakable_, clock_, random_);
        breakable_->BreakAt(step, takes_effect, /*for_good=*/true);
        const base::Status status = GetParam().run(**catalog);
        broke = breakable_->broke();
        EXPECT_EQ(status.ok(), !broke);
      }
      const auto catalog = Catalog::Open(*store_, clock_, random_);
      ASSERT_TRUE(catalog.ok());
      ExpectSound(**catalog);
    }
    EXPECT_GT(step, 3);  // it did break at several steps
  }
}

TEST_P(CatalogCrash, OpenItselfMayBeInterrupted) {
  for (int call_step = 1;; ++call_step) {
    ASSERT_NO_FATAL_FAILURE(Prepare());
    {
      const auto catalog = Catalog::Open(*breakable_, clock_, random_);
      breakable_->BreakAt(call_step, false, /*for_good=*/true);
      if (GetParam().run(**catalog).ok()) return;
    }
    for (int open_step = 1;; ++open_step) {
      BreakableStore again(*store_);
      again.BreakAt(open_step, true, /*for_good=*/true);
      if (Catalog::Open(again, clock_, random_).ok()) break;
    }
    const auto catalog = Catalog::Open(*store_, clock_, random_);
    ASSERT_TRUE(catalog.ok());
    ExpectSound(**catalog);
  }
}

TEST_P(CatalogCrash, TheNextCallFinishesWhatFailed) {
  for (const bool takes_effect : {false, true}) {
    for (int step = 1;; ++step) {
      ASSERT_NO_FATAL_FAILURE(Prepare());
      const auto catalog = Catalog::Open(*breakable_, clock_, random_);
      breakable_->BreakAt(step, takes_effect, /*for_good=*/false);
      if (GetParam().run(**catalog).ok()) break;
      // Done, or refused since it turned out to be done.
      const base::Status again = GetParam().run(**catalog);
      if (!again.ok()) {
        EXPECT_TRUE(again.error().code == base::ErrorCode::kAlreadyExists ||
                    again.error().code == base::ErrorCode::kNotFound)
            << again.error().message;
      }
      ExpectSound(**catalog);
      EXPECT_EQ((*catalog)->Find(kTestSpace, "New") != nullptr,
                GetParam().name.starts_with("Create"));
      const TablePtr old = (*catalog)->Find(kTestSpace, "Old");
      EXPECT_EQ(old != nullptr, GetParam().name != "Delete");
      if (old == nullptr) continue;
      const size_t indexes =
          GetParam().name == "AddIndex" ? 2 : (GetParam().name == "DeleteIndex" ? 0 : 1);
      EXPECT_EQ(old->global_indexes.size(), indexes);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Calls, CatalogCrash, testing::ValuesIn(kCalls),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace table::catalog
