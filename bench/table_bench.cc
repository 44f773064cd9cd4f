// What the table layer costs by itself, over a store in memory.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "kv/testing/memory_store.h"
#include "table/catalog/catalog.h"
#include "table/item/items.h"
#include "table/key_schema.h"

namespace {

constexpr int kItems = 10'000;
constexpr int kCollection = 100;  // items of one partition key
const table::Namespace kSpace{"000000000000", "us-east-1"};

value::Row MakeItem(int number) {
  value::RowBuilder item;
  item.Set("pk", value::Value::String("customer#" + std::to_string(number / kCollection)));
  item.Set("sk", value::Value::Int(number % kCollection));
  item.Set("text", value::Value::String(std::string(300, 'x')));
  return item.Build();
}

table::TableDescription Describe(std::string name) {
  table::TableDescription table;
  table.name_space = kSpace;
  table.name = std::move(name);
  table.key_schema.partition = {"pk", value::Type::kS};
  table.key_schema.sort = table::KeyAttribute{"sk", value::Type::kN};
  table.billing_mode = table::BillingMode::kPayPerRequest;
  return table;
}

// One for the whole process: 1000 tables, the first of which has items.
struct World {
  World() {
    auto opened = table::catalog::Catalog::Open(store, clock, random);
    CHECK(opened.ok());
    catalog = *std::move(opened);
    for (int i = 0; i < 1000; ++i) {
      CHECK(catalog->Create(Describe("table-" + std::to_string(i))).ok());
    }
    table = catalog->Find(kSpace, "table-0");
    for (int i = 0; i < kItems; ++i) {
      rows.push_back(MakeItem(i));
      keys.push_back(*table::KeyOfItem(table->key_schema, rows.back().view()));
      CHECK(Put(i).ok());
    }
  }
  base::Result<table::item::WriteOutcome> Put(int number) {
    return items.Write(
        *table, keys[number],
        [&](const value::RowView&, bool) {
          return base::Result<table::item::Decision>(
              table::item::Decision{table::item::Decision::Kind::kPut, rows[number]});
        },
        false);
  }

  base::SystemClock clock;
  base::SeededRandom random{1};
  kv::MemoryStore store{clock};
  std::unique_ptr<table::catalog::Catalog> catalog;
  table::item::Items items{store};
  table::TablePtr table;
  std::vector<value::Row> rows;
  std::vector<table::ItemKey> keys;
};
World& TheWorld() {
  static World world;
  return world;
}

void KeyOfItem(benchmark::State& state) {
  World& world = TheWorld();
  int next = 0;
  for (auto _ : state) {
    const auto& row = world.rows[next++ % kItems];
    benchmark::DoNotOptimize(table::KeyOfItem(world.table->key_schema, row.view()));
  }
}
BENCHMARK(KeyOfItem);

void Get(benchmark::State& state) {
  World& world = TheWorld();
  int next = 0;
  for (auto _ : state) {
    const auto item =
        world.items.Get(*world.table, world.keys[next++ % kItems], kv::Consistency::kConsistent);
    CHECK(item.ok() && item->row);
  }
}
BENCHMARK(Get);

// Every item is replaced by one that differs, so that each write commits.
void Write(benchmark::State& state) {
  World& world = TheWorld();
  int next = 0;
  for (auto _ : state) {
    const int number = next++ % kItems;
    const auto outcome = world.items.Write(
        *world.table, world.keys[number],
        [&](const value::RowView& old_item, bool) {
          std::string bytes(old_item.bytes());
          bytes.back() ^= 1;  // the text's last letter
          return base::Result<table::item::Decision>(table::item::Decision{
              table::item::Decision::Kind::kPut, value::Row(std::move(bytes))});
        },
        false);
    CHECK(outcome.ok());
  }
}
BENCHMARK(Write);

void Walk10(benchmark::State& state) {
  World& world = TheWorld();
  int next = 0;
  for (auto _ : state) {
    int visited = 0;
    const table::KeyRange range{.start = world.keys[next++ % kItems].bytes, .end = std::nullopt};
    const auto more = world.items.Walk(*world.table, range, [&](const value::RowView&) {
      return ++visited == 10 ? kv::ScanStep::kStop : kv::ScanStep::kContinue;
    });
    CHECK(more.ok());
  }
}
BENCHMARK(Walk10);

void LatchOne(benchmark::State& state) {
  static table::KeyLatches latches;
  const std::string key = "an item's key of some bytes " + std::to_string(state.thread_index());
  for (auto _ : state) {
    const table::KeyLatches::Hold hold(latches, {kv::ShardId{16}, key});
  }
}
BENCHMARK(LatchOne)->ThreadRange(1, 2);

void CatalogFind(benchmark::State& state) {
  World& world = TheWorld();
  std::vector<std::string> names;
  for (int i = 0; i < 1000; i += 7) names.push_back("table-" + std::to_string(i));
  size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(world.catalog->Find(kSpace, names[next++ % names.size()]));
  }
}
BENCHMARK(CatalogFind)->ThreadRange(1, 2);

// All threads look up the same table.
void CatalogFindHot(benchmark::State& state) {
  World& world = TheWorld();
  for (auto _ : state) benchmark::DoNotOptimize(world.catalog->Find(kSpace, "table-0"));
}
BENCHMARK(CatalogFindHot)->ThreadRange(1, 2);

}  // namespace
