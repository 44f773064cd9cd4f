#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/bytes.h"
#include "table/hash_space.h"
#include "table/item/items.h"
#include "table/item/testing/indexed_tables.h"
#include "table/item/testing/test_items.h"
#include "table/testing/test_tables.h"

namespace table::item {
namespace {

using Keys = std::vector<std::string>;

class WalkTest : public testing::Test {
 protected:
  WalkTest() {
    // Many partition keys, over all partitions, and one item collection of many items.
    for (int i = 0; i < 300; ++i) Put(MakeItem("p" + std::to_string(i), 0));
    for (int i = 0; i < 500; ++i) Put(MakeItem("big", i));
    std::sort(keys_.begin(), keys_.end());
  }
  void Put(const value::Row& row) {
    EXPECT_TRUE(PutItem(items_, table_, row).ok());
    keys_.push_back(KeyOf(table_, row).bytes);
  }

  // The keys that a walk visits until it has `limit`.
  Keys Walk(const KeyRange& range, size_t limit = SIZE_MAX, bool* more = nullptr) {
    Keys visited;
    const auto result = items_.Walk(table_, range, [&](const value::RowView& row) {
      visited.push_back(KeyOf(table_, value::Row(row)).bytes);
      return visited.size() == limit ? kv::ScanStep::kStop : kv::ScanStep::kContinue;
    });
    EXPECT_TRUE(result.ok());
    if (more != nullptr) *more = *result;
    return visited;
  }
  // What it must visit.
  Keys Expected(const KeyRange& range) const {
    Keys expected;
    for (const std::string& key : keys_) {
      if (key >= range.start && (!range.end || key < *range.end)) expected.push_back(key);
    }
    if (range.direction == kv::Direction::kBackward) std::reverse(expected.begin(), expected.end());
    return expected;
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  TableDescription table_ = MakeTableIn(store_, "Music", 7);
  Items items_{store_};
  Keys keys_;
};

TEST_F(WalkTest, VisitsAllPartitionsInOrderOfTheKeys) {
  std::set<kv::ShardId> shards;
  for (const std::string& key : keys_) {
    shards.insert(table_.ShardOf(base::ReadBigEndian64(key.data())));
  }
  ASSERT_EQ(shards.size(), 7u);
  for (const auto direction : {kv::Direction::kForward, kv::Direction::kBackward}) {
    bool more = true;
    const KeyRange range{.start = "", .end = std::nullopt, .direction = direction};
    EXPECT_EQ(Walk(range, SIZE_MAX, &more), Expected(range));
    EXPECT_FALSE(more);
  }
}

TEST_F(WalkTest, KeepsToItsRange) {
  const value::Value big = S("big");
  const std::string prefix = PartitionKeyPrefix(big.view());
  const std::string from_100 = KeyOf(table_, MakeItem("big", 100)).bytes;
  const std::string to_400 = KeyOf(table_, MakeItem("big", 400)).bytes;
  for (const auto direction : {kv::Direction::kForward, kv::Direction::kBackward}) {
    const KeyRange collection{prefix, base::PrefixEnd(prefix), direction};
    EXPECT_EQ(Walk(collection).size(), 500u);
    EXPECT_EQ(Walk(collection), Expected(collection));
    const KeyRange part{from_100, to_400, direction};
    EXPECT_EQ(Walk(part).size(), 300u);
    EXPECT_EQ(Walk(part), Expected(part));
  }
}

TEST_F(WalkTest, AnyTwoKeysBoundARange) {
  for (size_t i = 0; i < keys_.size(); i += 97) {
    for (size_t j = 0; j < keys_.size(); j += 89) {
      for (const auto direction : {kv::Direction::kForward, kv::Direction::kBackward}) {
        const KeyRange range{keys_[i], keys_[j], direction};
        EXPECT_EQ(Walk(range), Expected(range)) << i << " " << j;
      }
    }
  }
}

TEST_F(WalkTest, ARangeThatEndsWhereAPartitionBeginsStaysBeforeIt) {
  for (const Partition& partition : table_.partitions) {
    KeyRange range;
    range.end = std::string();
    base::AppendBigEndian64(partition.first_token, &*range.end);
    EXPECT_EQ(Walk(range), Expected(range));
    EXPECT_EQ(Walk({*range.end, std::nullopt}), Expected({*range.end, std::nullopt}));
  }
}

TEST_F(WalkTest, TellsThePartitionsThatItComesTo) {
  const auto entered = [&](const KeyRange& range, kv::ScanStep at_each_row) {
    std::vector<size_t> partitions;
    const auto visit = [&](const value::RowView&) { return at_each_row; };
    const auto enter = [&](size_t partition) { partitions.push_back(partition); };
    EXPECT_TRUE(items_.Walk(table_, nullptr, range, visit, enter).ok());
    return partitions;
  };
  const auto start_of = [&](size_t partition) {
    std::string start;
    base::AppendBigEndian64(table_.partitions[partition].first_token, &start);
    return start;
  };
  using Partitions = std::vector<size_t>;
  using kv::ScanStep;
  EXPECT_EQ(entered({}, ScanStep::kContinue), (Partitions{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(entered({}, ScanStep::kStop), (Partitions{0}));
  EXPECT_EQ(entered({start_of(2), start_of(4)}, ScanStep::kContinue), (Partitions{2, 3}));
  EXPECT_EQ(entered({start_of(2), start_of(4) + '\0'}, ScanStep::kContinue), (Partitions{2, 3, 4}));
  EXPECT_EQ(entered({start_of(2), start_of(4), kv::Direction::kBackward}, ScanStep::kContinue),
            (Partitions{3, 2}));
  EXPECT_EQ(entered({start_of(4), start_of(4)}, ScanStep::kContinue), Partitions());
}

TEST_F(WalkTest, AnEmptyRangeVisitsNothing) {
  bool more = true;
  EXPECT_TRUE(Walk({keys_[5], keys_[5]}, SIZE_MAX, &more).empty());
  EXPECT_FALSE(more);
  EXPECT_TRUE(Walk({keys_[6], keys_[5]}).empty());
}

TEST_F(WalkTest, IsResumedFromTheLastKeyOfAPage) {
  for (const auto direction : {kv::Direction::kForward, kv::Direction::kBackward}) {
    for (const size_t limit : {1u, 64u, 65u, 333u}) {
      KeyRange range{"", std::nullopt, direction};
      Keys visited;
      for (bool more = true; more;) {
        const Keys page = Walk(range, limit, &more);
        EXPECT_EQ(more, page.size() == limit);
        visited.insert(visited.end(), page.begin(), page.end());
        if (page.empty()) break;
        if (direction == kv::Direction::kForward) {
          range.start = page.back() + '\0';
        } else {
          range.end = page.back();
        }
      }
      EXPECT_EQ(visited, Expected({"", std::nullopt, direction})) << limit;
    }
  }
}

TEST_F(WalkTest, AQueryOfLittleAsksOneShardOnce) {
  BreakableStore watched(store_);
  int scans = 0;
  watched.before_scan = [&] { ++scans; };
  Items items(watched);
  const value::Value big = S("big");
  const std::string prefix = PartitionKeyPrefix(big.view());
  int visited = 0;
  const auto more = items.Walk(table_, {prefix, base::PrefixEnd(prefix)}, [&](const auto&) {
    return ++visited == 10 ? kv::ScanStep::kStop : kv::ScanStep::kContinue;
  });
  ASSERT_TRUE(more.ok());
  EXPECT_TRUE(*more);
  EXPECT_EQ(visited, 10);
  EXPECT_EQ(scans, 1);
}

TEST_F(WalkTest, GoesOnWhereTheStoreCutsAScanShort) {
  BreakableStore cutting(store_);
  cutting.scan_rows_max = 1;
  Items items(cutting);
  for (const kv::Direction direction : {kv::Direction::kForward, kv::Direction::kBackward}) {
    const KeyRange range{.start = "", .end = std::nullopt, .direction = direction};
    Keys visited;
    const auto more = items.Walk(table_, range, [&](const value::RowView& row) {
      visited.push_back(KeyOf(table_, value::Row(row)).bytes);
      return kv::ScanStep::kContinue;
    });
    ASSERT_TRUE(more.ok());
    EXPECT_FALSE(*more);
    EXPECT_EQ(visited, Expected(range));
  }
}

TEST_F(WalkTest, ALongWalkAsksForMoreAndMore) {
  BreakableStore watched(store_);
  int scans = 0;
  watched.before_scan = [&] { ++scans; };
  Items items(watched);
  const value::Value big = S("big");
  const std::string prefix = PartitionKeyPrefix(big.view());
  const auto more = items.Walk(table_, {prefix, base::PrefixEnd(prefix)},
                               [](const auto&) { return kv::ScanStep::kContinue; });
  ASSERT_TRUE(more.ok());
  EXPECT_EQ(scans, 3);  // 64, 256, the other 180
}

TEST_F(WalkTest, SegmentsVisitEveryItemOnce) {
  for (const uint32_t total : {1u, 3u, 16u}) {
    Keys visited;
    for (uint32_t segment = 0; segment < total; ++segment) {
      const Keys part = Walk(SegmentRange(segment, total));
      visited.insert(visited.end(), part.begin(), part.end());
    }
    EXPECT_EQ(visited, keys_) << total;
  }
}

// A walk over an index visits its entries as one over a table does items.
class IndexWalkTest : public testing::Test {
 protected:
  IndexWalkTest() {
    for (int i = 0; i < 400; ++i) {
      const value::Row row = MakeItem("p" + std::to_string(i % 7), i,
                                      {{"title", S("t" + std::to_string(i % 50))},
                                       {"year", N(i % 11)},
                                       {"genre", S("g" + std::to_string(i % 13))},
                                       {"owner", B(std::to_string(i))}});
      CHECK(PutItem(items_, table_, row).ok());
    }
  }
  Keys KeysOf(const IndexDescription& index, KeyRange range) {
    Keys keys;
    for (const value::Row& row : RowsOf(items_, table_, &index, std::move(range))) {
      keys.push_back((*index::EntryKeyOf(table_, index, row.view()))->bytes);
    }
    return keys;
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  TableDescription table_ = MakeIndexedTableIn(store_, "Films");
  Items items_{store_};
};

TEST_F(IndexWalkTest, VisitsTheEntriesOfOneIndexInOrderOfTheirKeys) {
  for (const char* name : {"ByTitle", "ByYear", "ByGenre", "ByOwner"}) {
    const IndexDescription& index = *table_.FindIndex(name);
    const Keys all = KeysOf(index, {});
    EXPECT_EQ(all.size(), 400u) << name;
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end())) << name;
    KeyRange backward;
    backward.direction = kv::Direction::kBackward;
    Keys reversed = KeysOf(index, backward);
    std::reverse(reversed.begin(), reversed.end());
    EXPECT_EQ(reversed, all) << name;
  }
}

TEST_F(IndexWalkTest, SegmentsVisitEveryEntryOnce) {
  for (const char* name : {"ByYear", "ByOwner"}) {
    const IndexDescription& index = *table_.FindIndex(name);
    Keys visited;
    for (uint32_t segment = 0; segment < 5; ++segment) {
      const Keys part = KeysOf(index, SegmentRange(segment, 5));
      visited.insert(visited.end(), part.begin(), part.end());
    }
    EXPECT_EQ(visited, KeysOf(index, {})) << name;
  }
}

TEST_F(IndexWalkTest, OneThatIsGoneIsNotFound) {
  const auto visitor = [](const value::RowView&) { return kv::ScanStep::kContinue; };
  IndexDescription& by_owner = table_.global_indexes[1];
  for (const Partition& partition : by_owner.partitions) {
    ASSERT_TRUE(store_.DropShard(partition.shard).ok());
  }
  const base::Error gone = base::NotFound("The table does not have the specified index: ByOwner");
  EXPECT_EQ(items_.Walk(table_, &by_owner, {}, visitor).error(), gone);
  EXPECT_EQ(items_.Counts(table_, &by_owner)->items, 0);
  EXPECT_TRUE(items_.Walk(table_, table_.FindIndex("ByGenre"), {}, visitor).ok());
  by_owner.partitions.clear();
  EXPECT_EQ(items_.Walk(table_, &by_owner, {}, visitor).error(), gone);
  EXPECT_EQ(items_.Counts(table_, &by_owner)->items, 0);
}

}  // namespace
}  // namespace table::item
