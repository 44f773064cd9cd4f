#include "value/row.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/bytes.h"
#include "value/json_text.h"
#include "value/random_value.h"

namespace value {
namespace {

using testing::ElementsAre;

std::vector<std::string> Names(RowView row) {
  std::vector<std::string> names;
  for (const auto& [name, value] : row.attributes()) names.emplace_back(name);
  return names;
}

TEST(Row, IsEmptyAtFirst) {
  const Row row;
  EXPECT_TRUE(row.empty());
  EXPECT_EQ(row.view().ItemBytes(), 0u);
  EXPECT_FALSE(row.Find("a").has_value());
  EXPECT_TRUE(RowView::Check(row.bytes()).ok());
  EXPECT_EQ(Row(RowView()), row);
  EXPECT_EQ(RowBuilder().Build(), row);
}

TEST(Row, SortsAttributesHoweverTheyCome) {
  RowBuilder builder;
  builder.Set("b", Value::Int(2));
  builder.Set("a", Value::Int(1));
  builder.Set("c", Value::Int(3));
  builder.Set("ab", Value::Int(4));
  const Row row = builder.Build();
  EXPECT_THAT(Names(row.view()), ElementsAre("a", "ab", "b", "c"));
  EXPECT_TRUE(RowView::Check(row.bytes()).ok());
}

TEST(Row, LaterAttributeReplacesEarlier) {
  RowBuilder builder;
  builder.Set("a", Value::Int(1));
  builder.Set("b", Value::Int(2));
  builder.Set("a", Value::Int(3));
  builder.Set("b", Value::Int(4));
  EXPECT_EQ(builder.count(), 2u);
  const Row row = builder.Build();
  EXPECT_EQ(row.Find("a")->AsNumber().ToInt(), 3);
  EXPECT_EQ(row.Find("b")->AsNumber().ToInt(), 4);
}

TEST(Row, RemovedAttributesAreGone) {
  RowBuilder builder;
  builder.Set("a", Value::Int(1));
  builder.Set("b", Value::Int(2));
  builder.Remove("a");
  builder.Remove("a");
  builder.Remove("z");
  EXPECT_THAT(Names(builder.Build().view()), ElementsAre("b"));
}

TEST(Row, BuilderHoldsWhatAMapWouldHold) {
  RandomValues random(1);
  for (int i = 0; i < 500; ++i) {
    RowBuilder builder;
    std::map<std::string, Value> expected;
    for (int step = 0; step < 30; ++step) {
      const std::string name(1 + random.Below(3), static_cast<char>('a' + random.Below(4)));
      if (random.OneIn(4)) {
        builder.Remove(name);
        expected.erase(name);
      } else {
        const Value value = random.Value(2);
        builder.Set(name, value);
        expected.insert_or_assign(name, value);
      }
    }
    const Row row = builder.Build();
    ASSERT_TRUE(RowView::Check(row.bytes()).ok());
    ASSERT_EQ(row.view().count(), expected.size());
    for (const auto& [name, value] : expected) ASSERT_EQ(row.Find(name), value.view());
    ASSERT_EQ(builder.BuildMap().view().AsMap().encoded(), row.view().attributes().encoded());
  }
}

TEST(Row, HoldsManyAttributes) {
  RowBuilder builder;
  for (int i = 1000; i < 2000; ++i) builder.Set("n" + std::to_string(i), Value::Int(i));
  const Row row = builder.Build();
  EXPECT_EQ(row.view().count(), 1000u);
  EXPECT_EQ(row.Find("n1500")->AsNumber().ToInt(), 1500);
  RowBuilder copy;
  copy.SetAll(row.view().attributes());
  EXPECT_EQ(copy.Build(), row);
}

TEST(Row, OpenRefusesWhatHasNoRowsHead) {
  EXPECT_EQ(RowView::Open("").error().code, base::ErrorCode::kCorruption);
  EXPECT_EQ(RowView::Open("\x01").error().code, base::ErrorCode::kCorruption);
  EXPECT_EQ(RowView::Open("\x02").error().code, base::ErrorCode::kCorruption);
  EXPECT_EQ(RowView::Open("\x02\x01").error().code, base::ErrorCode::kCorruption);
  EXPECT_EQ(RowView::Open("\x03\x01").error().message, "a row of an unknown version: 03");
  EXPECT_FALSE(RowView::Open("\x01\x05").ok());      // five attributes in no bytes
  EXPECT_FALSE(RowView::Open("\x02\x07\x05").ok());  // seven item bytes, and as before
  EXPECT_FALSE(RowView::Open("\x01\xff\xff").ok());
}

// As they were stored before rows had their item bytes.
std::string WithoutItemBytes(const Row& row) {
  std::string bytes = "\x01";
  base::AppendVarint(row.view().count(), &bytes);
  return bytes.append(row.view().attributes().encoded());
}

TEST(Row, IsReadWithoutItsItemBytesToo) {
  RandomValues random(5);
  for (int i = 0; i < 300; ++i) {
    const Row row = random.Row(3);
    const std::string bytes = WithoutItemBytes(row);
    ASSERT_TRUE(RowView::Check(bytes).ok());
    const auto old = RowView::Open(bytes);
    ASSERT_TRUE(old.ok());
    EXPECT_EQ(*old, row.view());
    EXPECT_EQ(old->ItemBytes(), row.view().ItemBytes());
    EXPECT_EQ(Row(*old), row);
    EXPECT_EQ(Row(*old).bytes(), bytes);
  }
}

TEST(Row, HasTheItemBytesOfItsAttributes) {
  RandomValues random(6);
  for (int i = 0; i < 300; ++i) {
    const Row row = random.Row(3);
    ASSERT_EQ(row.view().ItemBytes(), row.view().attributes().ItemBytes());
    const Row same(row.view().count(), row.view().attributes().encoded());
    ASSERT_EQ(same.bytes(), row.bytes());
  }
}

TEST(Row, CheckRefusesEveryTruncationAndEveryLongerCount) {
  RandomValues random(2);
  for (int i = 0; i < 300; ++i) {
    const Row row = random.Row(3);
    ASSERT_TRUE(RowView::Check(row.bytes()).ok());
    for (size_t size = 0; size < row.bytes().size(); ++size) {
      ASSERT_FALSE(RowView::Check(row.bytes().substr(0, size)).ok());
    }
    std::string other_item_bytes = row.bytes();
    ++other_item_bytes[1];
    ASSERT_FALSE(RowView::Check(other_item_bytes).ok());
    std::string more = WithoutItemBytes(row);
    ++more[1];
    ASSERT_FALSE(RowView::Check(more).ok());
  }
  // A count of 0, and item bytes of 0, longer than they need be.
  EXPECT_FALSE(RowView::Check(std::string_view("\x01\x80\x00", 3)).ok());
  EXPECT_FALSE(RowView::Check(std::string_view("\x02\x00\x80\x00", 4)).ok());
  EXPECT_FALSE(RowView::Check(std::string_view("\x02\x80\x00\x00", 4)).ok());
}

TEST(Row, WhatCheckAcceptsAfterABitFlipCanBeRead) {
  RandomValues random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = random.Row(3).bytes();
    bytes[random.Below(bytes.size())] ^= static_cast<char>(1 << random.Below(8));
    if (!RowView::Check(bytes).ok()) continue;
    const Row row(bytes);
    size_t bytes_read = 0;
    for (const auto& [name, value] : row.view().attributes()) {
      ASSERT_EQ(row.Find(name), value);
      bytes_read += name.size() + value.ItemBytes();
    }
    ASSERT_EQ(bytes_read, row.view().ItemBytes());
  }
}

TEST(RowList, GivesRowsBackInOrder) {
  RandomValues random(4);
  RowList list;
  std::vector<Row> rows;
  size_t bytes = 0;
  for (int i = 0; i < 100; ++i) {
    rows.push_back(random.Row(2));
    list.Append(rows.back().view());
    bytes += rows.back().bytes().size();
  }
  EXPECT_EQ(list.bytes(), bytes);
  ASSERT_EQ(list.count(), rows.size());
  for (size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(Row(list[i]), rows[i]);
  list.Append(RowView());
  EXPECT_EQ(list[100].count(), 0u);
}

}  // namespace
}  // namespace value
