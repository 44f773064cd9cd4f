// Test support: a table with indexes of all kinds, and whether they hold what its items imply.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "kv/store.h"
#include "table/hash_space.h"
#include "table/index/index_entry.h"
#include "table/item/items.h"
#include "table/item/testing/test_items.h"
#include "table/system_keys.h"
#include "table/testing/test_tables.h"

namespace table::item {

// A local index of a table of MakeTable's.
inline IndexDescription MakeLocalIndex(uint32_t number, std::string name, KeyAttribute range,
                                       IndexProjection projection = {}) {
  IndexDescription index;
  index.local = true;
  index.name = std::move(name);
  index.number = number;
  index.hash = {{"pk", value::Type::kS}};
  index.range = {std::move(range)};
  index.projection = std::move(projection);
  return index;
}

inline IndexDescription MakeGlobalIndex(uint32_t number, std::string name,
                                        std::vector<KeyAttribute> hash,
                                        std::vector<KeyAttribute> range,
                                        IndexProjection projection = {}) {
  IndexDescription index;
  index.name = std::move(name);
  index.number = number;
  index.hash = std::move(hash);
  index.range = std::move(range);
  index.projection = std::move(projection);
  return index;
}

// Two local and three global indexes: of keys of several attributes and types, sparse ones, of all
// projections.
inline TableDescription MakeIndexedTable(std::string name) {
  using Type = IndexProjection::Type;
  const KeyAttribute title{"title", value::Type::kS};
  const KeyAttribute year{"year", value::Type::kN};
  const KeyAttribute genre{"genre", value::Type::kS};
  const KeyAttribute owner{"owner", value::Type::kB};
  const KeyAttribute country{"country", value::Type::kS};
  const KeyAttribute city{"city", value::Type::kS};
  TableDescription table = MakeTable(std::move(name));
  table.local_indexes = {MakeLocalIndex(1, "ByTitle", title),
                         MakeLocalIndex(2, "ByYear", year, {Type::kKeysOnly})};
  table.global_indexes = {
      MakeGlobalIndex(3, "ByGenre", {genre}, {year}, {Type::kInclude, {"title", "price"}}),
      MakeGlobalIndex(4, "ByOwner", {owner}, {}, {Type::kKeysOnly}),
      MakeGlobalIndex(5, "ByPlace", {country, city}, {year, title})};
  table.next_index_number = 6;
  return table;
}

// The same, active in the store, in ten shards from `first_shard` up.
inline TableDescription MakeIndexedTableIn(kv::Store& store, std::string name,
                                           uint64_t first_shard = 16) {
  TableDescription table = MakeIndexedTable(std::move(name));
  table.status = TableStatus::kActive;
  const auto divide = [&](uint32_t count) {
    std::vector<Partition> partitions = DivideHashSpace(count, kv::ShardId{first_shard});
    for (const Partition& partition : partitions) CHECK(store.CreateShard(partition.shard).ok());
    first_shard += count;
    return partitions;
  };
  table.partitions = divide(4);
  for (IndexDescription& index : table.global_indexes) index.partitions = divide(2);
  return table;
}

inline std::vector<const IndexDescription*> IndexesOf(const TableDescription& table) {
  std::vector<const IndexDescription*> indexes;
  for (const IndexDescription& index : table.local_indexes) indexes.push_back(&index);
  for (const IndexDescription& index : table.global_indexes) indexes.push_back(&index);
  return indexes;
}

// An item of a few keys, with some of the attributes that the indexes are about.
inline value::Row RandomItem(std::mt19937& random) {
  const auto chance = [&](uint32_t of) { return random() % of == 0; };
  const auto text = [&](const char* stem, uint32_t of) {
    return S(stem + std::to_string(random() % of));
  };
  Attributes more;
  if (!chance(3)) more.emplace_back("title", text("t", 4));
  if (!chance(3)) more.emplace_back("year", N(random() % 5));
  if (!chance(3)) more.emplace_back("genre", text("g", 3));
  if (chance(2)) more.emplace_back("owner", B(std::string(1 + random() % 3, '\0')));
  if (!chance(3)) more.emplace_back("country", text("c", 2));
  if (!chance(3)) more.emplace_back("city", text("c", 2));
  if (chance(2)) more.emplace_back("price", N(random() % 3));
  if (chance(2)) more.emplace_back("text", S(std::string(random() % 3000, 'x')));
  return MakeItem("p" + std::to_string(random() % 4), random() % 6, std::move(more));
}

// A put, a delete or a batch of such items, or the error of what the store could not do.
inline base::Status WriteAtRandom(Items& items, const TableDescription& table,
                                  std::mt19937& random) {
  const value::Row item = RandomItem(random);
  if (random() % 4 == 0) {
    std::map<std::string, Items::BatchWrite> batch;  // no key twice
    for (uint32_t i = 0; i <= random() % 6; ++i) {
      const value::Row one = RandomItem(random);
      const ItemKey key = KeyOf(table, one);
      const auto kind = random() % 3 == 0 ? Decision::Kind::kDelete : Decision::Kind::kPut;
      batch.emplace(key.bytes, Items::BatchWrite{&table, key, {kind, one}});
    }
    std::vector<Items::BatchWrite> writes;
    for (auto& [key, write] : batch) writes.push_back(std::move(write));
    TRY(items.WriteBatch(writes));
  } else if (random() % 3 == 0) {
    TRY(items.Write(table, KeyOf(table, item), Deletes(), false));
  } else {
    TRY(PutItem(items, table, item));
  }
  return {};
}

// The rows of the table, or of an index of it, in order.
inline std::vector<value::Row> RowsOf(Items& items, const TableDescription& table,
                                      const IndexDescription* index, KeyRange range = {}) {
  range.consistency = kv::Consistency::kConsistent;
  std::vector<value::Row> rows;
  const auto more = items.Walk(table, index, range, [&](const value::RowView& row) {
    rows.emplace_back(row);
    return kv::ScanStep::kContinue;
  });
  EXPECT_TRUE(more.ok());
  return rows;
}

// What each item collection of the table must weigh, by the key of its counter.
using Collections = std::map<std::string, int64_t>;

inline void ExpectIndexIsWhatItemsImply(Items& items, const TableDescription& table,
                                        const IndexDescription& index,
                                        const std::vector<value::Row>& rows,
                                        Collections* collections) {
  SCOPED_TRACE(index.name);
  std::map<std::string, value::Row> implied;  // by key
  ItemCounts counts;
  for (const value::Row& row : rows) {
    auto entry = index::EntryOf(table, index, row.view());
    if (!entry.ok() || !*entry) continue;
    const auto bytes = static_cast<int64_t>((*entry)->row.view().ItemBytes());
    ++counts.items;
    counts.bytes += bytes;
    if (index.local) {
      const ItemKey key = KeyOf(table, row);
      (*collections)[CollectionBytesKey(PartitionKeyPrefix(table.key_schema, key))] += bytes;
    }
    implied.emplace(std::move((*entry)->key.bytes), std::move((*entry)->row));
  }
  std::vector<value::Row> expected;
  for (auto& [key, row] : implied) expected.push_back(std::move(row));
  EXPECT_EQ(RowsOf(items, table, &index), expected);
  const auto counted = items.Counts(table, &index);
  ASSERT_TRUE(counted.ok());
  EXPECT_EQ(counted->items, counts.items);
  EXPECT_EQ(counted->bytes, counts.bytes);
}

// Every index, its counters, and those of the item collections. Nobody may write meanwhile.
inline void ExpectIndexesAreWhatItemsImply(kv::Store& store, Items& items,
                                           const TableDescription& table) {
  const std::vector<value::Row> rows = RowsOf(items, table, nullptr);
  Collections collections;
  for (const IndexDescription* index : IndexesOf(table)) {
    ExpectIndexIsWhatItemsImply(items, table, *index, rows, &collections);
  }
  if (table.local_indexes.empty()) return;
  for (const value::Row& row : rows) {
    const ItemKey key = KeyOf(table, row);
    collections[CollectionBytesKey(PartitionKeyPrefix(table.key_schema, key))] +=
        static_cast<int64_t>(row.view().ItemBytes());
  }
  for (const auto& [key, bytes] : collections) {
    const kv::ShardId shard = table.ShardOf(TokenOf(key));
    const auto counter = store.Counter(shard, key, kv::Consistency::kConsistent);
    ASSERT_TRUE(counter.ok());
    EXPECT_EQ(*counter, bytes) << base::ToHex(key);
  }
}

}  // namespace table::item
