#include "table/item/items.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/bytes.h"
#include "table/item/testing/test_items.h"
#include "table/testing/test_tables.h"

namespace table::item {
namespace {

constexpr auto kConsistent = kv::Consistency::kConsistent;

class ItemsTest : public testing::Test {
 protected:
  // The item as a row of one's own; nullopt if there is none.
  std::optional<value::Row> Read(Items& items, const ItemKey& key) {
    const auto item = items.Get(table_, key, kConsistent);
    EXPECT_TRUE(item.ok());
    if (!item->row) return std::nullopt;
    return value::Row(*item->row);
  }
  ItemCounts Counts() {
    const auto counts = items_.Counts(table_);
    EXPECT_TRUE(counts.ok());
    return *counts;
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  TableDescription table_ = MakeTableIn(store_, "Music", 4);
  Items items_{store_};
};

// Counts up attribute n of the item.
Items::Decide CountsUp(std::string pk) {
  return [pk = std::move(pk)](const value::RowView& item, bool exists) -> base::Result<Decision> {
    const int64_t before = exists ? *item.Find("n")->AsNumber().ToInt() : 0;
    return Decision{Decision::Kind::kPut, MakeItem(pk, 1, {{"n", N(before + 1)}})};
  };
}

TEST_F(ItemsTest, WhatWasPutIsRead) {
  const value::Row item = MakeItem("p", 1, {{"a", S("x")}});
  const ItemKey key = KeyOf(table_, item);
  EXPECT_EQ(Read(items_, key), std::nullopt);
  const auto put = PutItem(items_, table_, item);
  ASSERT_TRUE(put.ok());
  EXPECT_EQ(put->old_item, std::nullopt);
  EXPECT_EQ(put->old_item_bytes, 0u);
  EXPECT_EQ(put->new_item_bytes, item.view().ItemBytes());
  EXPECT_EQ(Read(items_, key), item);
}

TEST_F(ItemsTest, AWriteTellsTheOldItemIfAsked) {
  const value::Row old_item = MakeItem("p", 1, {{"a", S("x")}});
  const value::Row new_item = MakeItem("p", 1, {{"b", N(2)}});
  const ItemKey key = KeyOf(table_, old_item);
  ASSERT_TRUE(PutItem(items_, table_, old_item).ok());
  const auto put = items_.Write(table_, key, Puts(new_item), true);
  ASSERT_TRUE(put.ok());
  EXPECT_EQ(put->old_item, old_item);
  EXPECT_EQ(put->old_item_bytes, old_item.view().ItemBytes());
  const auto unasked = items_.Write(table_, key, Puts(old_item), false);
  ASSERT_TRUE(unasked.ok());
  EXPECT_EQ(unasked->old_item, std::nullopt);
  EXPECT_EQ(unasked->old_item_bytes, new_item.view().ItemBytes());
}

TEST_F(ItemsTest, DeletingLeavesNothingAndMayBeRepeated) {
  const value::Row item = MakeItem("p", 1);
  const ItemKey key = KeyOf(table_, item);
  ASSERT_TRUE(PutItem(items_, table_, item).ok());
  const auto deleted = items_.Write(table_, key, Deletes(), true);
  ASSERT_TRUE(deleted.ok());
  EXPECT_EQ(deleted->old_item, item);
  EXPECT_EQ(deleted->new_item_bytes, 0u);
  EXPECT_EQ(Read(items_, key), std::nullopt);
  const auto again = items_.Write(table_, key, Deletes(), true);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->old_item, std::nullopt);
  EXPECT_EQ(again->old_item_bytes, 0u);
}

TEST_F(ItemsTest, TheDecisionSeesTheItemAndItsErrorEndsTheWrite) {
  const value::Row item = MakeItem("p", 1, {{"a", S("x")}});
  const ItemKey key = KeyOf(table_, item);
  const auto refuse = [&](bool expect_exists) {
    return [&, expect_exists](const value::RowView& seen, bool exists) -> base::Result<Decision> {
      EXPECT_EQ(exists, expect_exists);
      EXPECT_EQ(seen.bytes(), exists ? std::string_view(item.bytes()) : std::string_view());
      EXPECT_EQ(seen.count(), exists ? 3u : 0u);
      return base::InvalidArgument("refused");
    };
  };
  EXPECT_EQ(items_.Write(table_, key, refuse(false), true).error().message, "refused");
  ASSERT_TRUE(PutItem(items_, table_, item).ok());
  EXPECT_EQ(items_.Write(table_, key, refuse(true), true).error().message, "refused");
  EXPECT_EQ(Read(items_, key), item);
}

TEST_F(ItemsTest, DecidingForNothingTellsTheItemAsItStays) {
  const value::Row item = MakeItem("p", 1);
  ASSERT_TRUE(PutItem(items_, table_, item).ok());
  const auto outcome = items_.Write(
      table_, KeyOf(table_, item),
      [](const value::RowView&, bool) { return base::Result<Decision>(Decision()); }, true);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->old_item, item);
  EXPECT_EQ(outcome->new_item_bytes, item.view().ItemBytes());
}

TEST_F(ItemsTest, EveryPutIsACommitAndDeletingNothingIsNone) {
  BreakableStore watched(store_);
  int commits = 0;
  watched.before_commit = [&] { ++commits; };
  Items items(watched);
  const value::Row item = MakeItem("p", 1);
  ASSERT_TRUE(PutItem(items, table_, item).ok());
  ASSERT_TRUE(PutItem(items, table_, item).ok());
  ASSERT_TRUE(items.Write(table_, KeyOf(table_, MakeItem("none", 1)), Deletes(), true).ok());
  EXPECT_EQ(commits, 2);
}

TEST_F(ItemsTest, BatchGetAnswersInTheOrderAsked) {
  std::vector<ItemKey> keys;
  for (int i = 0; i < 20; ++i) {
    const value::Row item = MakeItem("p" + std::to_string(i), i);
    keys.push_back(KeyOf(table_, item));
    if (i % 3 == 0) continue;
    ASSERT_TRUE(PutItem(items_, table_, item).ok());
  }
  const auto read = items_.BatchGet(table_, keys, kConsistent);
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->size(), keys.size());
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ((*read)[i].row.has_value(), i % 3 != 0);
    if (!(*read)[i].row) continue;
    EXPECT_EQ((*read)[i].row->Find("sk")->AsNumber().ToInt(), i);
  }
}

TEST_F(ItemsTest, CountsFollowEveryWrite) {
  EXPECT_EQ(Counts().items, 0);
  size_t bytes = 0;
  for (int i = 0; i < 50; ++i) {
    const value::Row item = MakeItem("p" + std::to_string(i), i, {{"a", S("some text")}});
    ASSERT_TRUE(PutItem(items_, table_, item).ok());
    bytes += item.view().ItemBytes();
  }
  EXPECT_EQ(Counts().items, 50);
  EXPECT_EQ(Counts().bytes, static_cast<int64_t>(bytes));
  for (int i = 0; i < 50; ++i) {
    const ItemKey key = KeyOf(table_, MakeItem("p" + std::to_string(i), i));
    ASSERT_TRUE(items_.Write(table_, key, Puts(MakeItem("p" + std::to_string(i), i)), false).ok());
    ASSERT_TRUE(items_.Write(table_, key, Deletes(), false).ok());
  }
  EXPECT_EQ(Counts().items, 0);
  EXPECT_EQ(Counts().bytes, 0);
}

TEST_F(ItemsTest, CountsStayExactWhenAShardIsSplit) {
  TableDescription table = MakeTableIn(store_, "Split", 1, 100);
  std::vector<value::Row> rows;
  for (int i = 0; i < 40; ++i) rows.push_back(MakeItem("p" + std::to_string(i), i));
  for (const value::Row& row : rows) ASSERT_TRUE(PutItem(items_, table, row).ok());

  const uint64_t middle = uint64_t{1} << 63;
  std::string at;
  base::AppendBigEndian64(middle, &at);
  ASSERT_TRUE(store_.SplitShard(kv::ShardId{100}, at, kv::ShardId{101}, kv::ShardId{102}).ok());
  table.partitions = {{0, kv::ShardId{101}}, {middle, kv::ShardId{102}}};
  EXPECT_EQ(items_.Counts(table)->items, 40);
  for (const value::Row& row : rows) {
    ASSERT_TRUE(items_.Write(table, KeyOf(table, row), Deletes(), false).ok());
  }
  EXPECT_EQ(items_.Counts(table)->items, 0);
  EXPECT_EQ(items_.Counts(table)->bytes, 0);
}

TEST_F(ItemsTest, ConcurrentWritesOfOneItemAreExact) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 500;
  std::vector<std::thread> threads;
  const ItemKey key = KeyOf(table_, MakeItem("counter", 1));
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        EXPECT_TRUE(items_.Write(table_, key, CountsUp("counter"), false).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Read(items_, key)->Find("n")->AsNumber().ToInt(), kThreads * kRounds);
  EXPECT_EQ(Counts().items, 1);
  EXPECT_EQ(Counts().bytes, static_cast<int64_t>(Read(items_, key)->view().ItemBytes()));
}

TEST_F(ItemsTest, SeveralServersOverOneStoreAreExactToo) {
  constexpr int kServers = 4;
  constexpr int kRounds = 500;
  std::vector<std::thread> threads;
  const ItemKey key = KeyOf(table_, MakeItem("counter", 1));
  for (int i = 0; i < kServers; ++i) {
    threads.emplace_back([&] {
      Items items(store_);
      for (int round = 0; round < kRounds; ++round) {
        auto written = items.Write(table_, key, CountsUp("counter"), false);
        while (!written.ok()) {  // it lost every time: nothing was changed
          EXPECT_EQ(written.error().code, base::ErrorCode::kUnavailable);
          written = items.Write(table_, key, CountsUp("counter"), false);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Read(items_, key)->Find("n")->AsNumber().ToInt(), kServers * kRounds);
  EXPECT_EQ(Counts().items, 1);
}

TEST_F(ItemsTest, AConflictIsDecidedAgainAndInTheEndGivenUp) {
  BreakableStore watched(store_);
  Items items(watched);
  const ItemKey key = KeyOf(table_, MakeItem("counter", 1));
  int meddle = 3;
  watched.before_commit = [&] {
    if (meddle-- <= 0) return;
    EXPECT_TRUE(items_.Write(table_, key, CountsUp("counter"), false).ok());
  };
  ASSERT_TRUE(items.Write(table_, key, CountsUp("counter"), false).ok());
  EXPECT_EQ(Read(items_, key)->Find("n")->AsNumber().ToInt(), 4);

  meddle = 1'000'000;
  const auto given_up = items.Write(table_, key, CountsUp("counter"), false);
  ASSERT_FALSE(given_up.ok());
  EXPECT_EQ(given_up.error().code, base::ErrorCode::kUnavailable);
}

TEST_F(ItemsTest, ABatchWritesAllItsTablesInOneCommit) {
  const TableDescription other = MakeTableIn(store_, "Films", 2, 100);
  ASSERT_TRUE(PutItem(items_, table_, MakeItem("gone", 1)).ok());
  BreakableStore watched(store_);
  int commits = 0;
  watched.before_commit = [&] { ++commits; };
  Items items(watched);

  std::vector<Items::BatchWrite> writes;
  const auto add = [&](const TableDescription& table, const value::Row& row, Decision::Kind kind) {
    writes.push_back({&table, KeyOf(table, row), {kind, row}});
  };
  for (int i = 0; i < 10; ++i) add(table_, MakeItem("p", i), Decision::Kind::kPut);
  for (int i = 0; i < 5; ++i) add(other, MakeItem("p", i), Decision::Kind::kPut);
  add(table_, MakeItem("gone", 1), Decision::Kind::kDelete);
  add(table_, MakeItem("never", 1), Decision::Kind::kDelete);
  const auto outcomes = items.WriteBatch(writes);
  ASSERT_TRUE(outcomes.ok());
  EXPECT_EQ(commits, 1);
  ASSERT_EQ(outcomes->size(), 17u);
  EXPECT_EQ((*outcomes)[0]->old_item_bytes, 0u);
  EXPECT_EQ((*outcomes)[0]->new_item_bytes, MakeItem("p", 0).view().ItemBytes());
  EXPECT_EQ((*outcomes)[15]->old_item_bytes, MakeItem("gone", 1).view().ItemBytes());
  EXPECT_EQ((*outcomes)[16]->old_item_bytes, 0u);
  EXPECT_EQ(Counts().items, 10);
  EXPECT_EQ(items_.Counts(other)->items, 5);
}

TEST_F(ItemsTest, ConcurrentBatchesKeepTheCountsExact) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 100;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < kRounds; ++round) {
        std::vector<Items::BatchWrite> writes;
        for (int k = 0; k < 4; ++k) {
          const value::Row row = MakeItem("p" + std::to_string((i + 3 * k + round) % 12), 1,
                                          {{"a", S(std::string(static_cast<size_t>(i), 'x'))}});
          const auto kind = (i + k) % 2 == 0 ? Decision::Kind::kPut : Decision::Kind::kDelete;
          writes.push_back({&table_, KeyOf(table_, row), {kind, row}});
        }
        EXPECT_TRUE(items_.WriteBatch(writes).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ItemCounts counted;
  const auto more = items_.Walk(table_, {}, [&](const value::RowView& item) {
    ++counted.items;
    counted.bytes += static_cast<int64_t>(item.ItemBytes());
    return kv::ScanStep::kContinue;
  });
  ASSERT_TRUE(more.ok());
  EXPECT_EQ(Counts().items, counted.items);
  EXPECT_EQ(Counts().bytes, counted.bytes);
}

TEST_F(ItemsTest, ATableThatWasDroppedIsNotFound) {
  const value::Row item = MakeItem("p", 1);
  const std::vector<ItemKey> keys{KeyOf(table_, item)};
  for (const Partition& partition : table_.partitions) {
    ASSERT_TRUE(store_.DropShard(partition.shard).ok());
  }
  const base::Error gone = base::NotFound("Requested resource not found");
  std::vector<Items::BatchWrite> writes{{&table_, keys[0], {Decision::Kind::kPut, item}}};
  const auto visitor = [](const value::RowView&) { return kv::ScanStep::kContinue; };
  EXPECT_EQ(items_.Get(table_, keys[0], kConsistent).error(), gone);
  EXPECT_EQ(items_.BatchGet(table_, keys, kConsistent).error(), gone);
  EXPECT_EQ(PutItem(items_, table_, item).error(), gone);
  EXPECT_EQ(items_.WriteBatch(writes).error(), gone);
  EXPECT_EQ(items_.Walk(table_, {}, visitor).error(), gone);
  EXPECT_EQ(items_.Counts(table_).error(), gone);
}

TEST_F(ItemsTest, ARowThatIsNoneIsCorruption) {
  const value::Row item = MakeItem("p", 1);
  const ItemKey key = KeyOf(table_, item);
  kv::Batch batch;
  batch.Put(table_.ShardOf(key.token), {kv::Family::kItem, key.bytes}, "garbage");
  ASSERT_TRUE(store_.Commit(std::move(batch)).ok());
  EXPECT_EQ(items_.Get(table_, key, kConsistent).error().code, base::ErrorCode::kCorruption);
  EXPECT_EQ(PutItem(items_, table_, item).error().code, base::ErrorCode::kCorruption);
  const auto visitor = [](const value::RowView&) { return kv::ScanStep::kContinue; };
  EXPECT_EQ(items_.Walk(table_, {}, visitor).error().code, base::ErrorCode::kCorruption);
}

TEST_F(ItemsTest, WhatTheStoreCannotCommitIsNotRepeated) {
  BreakableStore watched(store_);
  Items items(watched);
  watched.BreakAt(1, false, /*for_good=*/false);
  const auto written = PutItem(items, table_, MakeItem("p", 1));
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, base::ErrorCode::kInternal);
  EXPECT_EQ(Counts().items, 0);
}

}  // namespace
}  // namespace table::item
