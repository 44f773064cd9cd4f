// Test support: a table with indexes of all kinds, and whether they hold what its items imply.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kv/store.h"
#include "table/hash_space.h"
#include "table/index.h"
#include "table/items.h"
#include "table/of_table.h"
#include "table/system_keys.h"
#include "table/test_tables.h"

namespace table {

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

// A global index, active, with two shards from `first_shard` up.
inline IndexDescription MakeGlobalIndexIn(kv::Store& store, uint32_t number, std::string name,
                                          std::vector<KeyAttribute> hash,
                                          std::vector<KeyAttribute> range,
                                          IndexProjection projection, uint64_t first_shard) {
  IndexDescription index;
  index.name = std::move(name);
  index.number = number;
  index.hash = std::move(hash);
  index.range = std::move(range);
  index.projection = std::move(projection);
  index.partitions = DivideHashSpace(2, kv::ShardId{first_shard});
  for (const Partition& partition : index.partitions) {
    CHECK(store.CreateShard(partition.shard).ok());
  }
  return index;
}

// Two local and three global indexes: of keys of several attributes and types, sparse ones, of all
// projections. In 20 shards from `first_shard` up.
inline TableDescription MakeIndexedTableIn(kv::Store& store, std::string name,
                                           uint64_t first_shard = 16) {
  using Type = IndexProjection::Type;
  const KeyAttribute title{"title", value::Type::kS};
  const KeyAttribute year{"year", value::Type::kN};
  TableDescription table = MakeTableIn(store, std::move(name), 3, first_shard);
  table.local_indexes = {MakeLocalIndex(1, "ByTitle", title),
                         MakeLocalIndex(2, "ByYear", year, {Type::kKeysOnly})};
  const KeyAttribute genre{"genre", value::Type::kS};
  const KeyAttribute owner{"owner", value::Type::kB};
  const KeyAttribute country{"country", value::Type::kS};
  const KeyAttribute city{"city", value::Type::kS};
  const IndexProjection title_and_price{Type::kInclude, {"title", "price"}};
  table.global_indexes = {
      MakeGlobalIndexIn(store, 3, "ByGenre", {genre}, {year}, title_and_price, first_shard + 12),
      MakeGlobalIndexIn(store, 4, "ByOwner", {owner}, {}, {Type::kKeysOnly}, first_shard + 14),
      MakeGlobalIndexIn(store, 5, "ByPlace", {country, city}, {year, title}, {}, first_shard + 16)};
  table.next_index_number = 6;
  return table;
}

inline std::vector<const IndexDescription*> IndexesOf(const TableDescription& table) {
  std::vector<const IndexDescription*> indexes;
  for (const IndexDescription& index : table.local_indexes) indexes.push_back(&index);
  for (const IndexDescription& index : table.global_indexes) indexes.push_back(&index);
  return indexes;
}

// The rows of the table, or of an index of it, in order.
inline std::vector<value::Row> RowsOf(Items& items, const TableDescription& table,
                                      const IndexDescription* index, Items::Range range = {}) {
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
    auto entry = EntryOf(table, index, row.view());
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
    const auto found = store.Get(shard, {kv::Family::kMeta, key}, kv::Consistency::kConsistent);
    ASSERT_TRUE(found.ok());
    const auto counter = ReadCounter(*found);
    ASSERT_TRUE(counter.ok());
    EXPECT_EQ(*counter, bytes) << base::ToHex(key);
  }
}

}  // namespace table
