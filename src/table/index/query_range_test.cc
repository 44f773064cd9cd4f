#include "table/index/query_range.h"

#include <gtest/gtest.h>

#include "table/item/testing/indexed_tables.h"
#include "table/limits.h"

namespace table::index {
namespace {

using expr::KeyCondition;
using expr::KeyOperator;

// Conditions, and the values that they are about.
class Conditions {
 public:
  Conditions& Add(std::string attribute, KeyOperator op, std::vector<value::Value> operands) {
    KeyCondition condition{.attribute = std::move(attribute), .op = op, .operands = {}};
    for (value::Value& operand : operands) {
      values_.push_back(std::make_shared<value::Value>(std::move(operand)));
      condition.operands.push_back(values_.back()->view());
    }
    conditions_.push_back(std::move(condition));
    return *this;
  }
  Conditions& Equal(std::string attribute, value::Value operand) {
    return Add(std::move(attribute), KeyOperator::kEqual, {std::move(operand)});
  }
  const std::vector<KeyCondition>& all() const { return conditions_; }

 private:
  std::vector<std::shared_ptr<value::Value>> values_;
  std::vector<KeyCondition> conditions_;
};

// Titles of three letters, with zeros among them, which the order must survive.
std::string Title(int i) {
  const char letters[] = {'a', '\0', 'b'};
  return {letters[i % 3], letters[i / 3 % 3], letters[i / 9 % 3]};
}

class QueryRangeTest : public testing::Test {
 protected:
  QueryRangeTest() {
    for (int i = 0; i < 27; ++i) {
      for (int year = 1; year <= 3; ++year) {
        Put(MakeItem(i % 4 != 3 ? "p" : "q", 3 * i + year,
                     {{"title", S(Title(i))},
                      {"year", N(year)},
                      {"genre", S(i % 5 == 0 ? "G" : "H")},
                      {"country", S(i % 7 == 0 ? "C" : "D")},
                      {"city", S("Y")}}));
      }
    }
  }
  void Put(value::Row item) {
    EXPECT_TRUE(item::PutItem(items_, table_, item).ok());
    rows_.push_back(std::move(item));
  }

  // What the query finds; `index` empty: of the table.
  base::Result<std::vector<value::Row>> Query(std::string_view index_name,
                                              const Conditions& conditions) {
    const IndexDescription* index = table_.FindIndex(index_name);
    TRY_ASSIGN(const QueryKeys keys, index != nullptr
                                         ? QueryRange(*index, conditions.all())
                                         : QueryRange(table_.key_schema, conditions.all()));
    EXPECT_TRUE(keys.range.start.starts_with(keys.prefix));
    return item::RowsOf(items_, table_, index, keys.range);
  }
  std::string Refused(std::string_view index, const Conditions& conditions) {
    const auto found = Query(index, conditions);
    EXPECT_FALSE(found.ok());
    return found.ok() ? "" : found.error().message;
  }
  void ExpectFinds(std::string_view index_name, const Conditions& conditions,
                   const std::function<bool(const value::Row&)>& wanted) {
    const auto found = Query(index_name, conditions);
    ASSERT_TRUE(found.ok()) << found.error().message;
    std::map<std::string, value::Row> expected;
    for (const value::Row& row : rows_) {
      const IndexDescription* index = table_.FindIndex(index_name);
      if (!wanted(row)) continue;
      if (index == nullptr) {
        expected.emplace(KeyOf(table_, row).bytes, row);
      } else {
        auto entry = EntryOf(table_, *index, row.view());
        expected.emplace((*entry)->key.bytes, (*entry)->row);
      }
    }
    EXPECT_FALSE(expected.empty());
    std::vector<value::Row> in_order;
    for (auto& [key, row] : expected) in_order.push_back(std::move(row));
    EXPECT_EQ(*found, in_order);
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  TableDescription table_ = item::MakeIndexedTableIn(store_, "Films");
  item::Items items_{store_};
  std::vector<value::Row> rows_;
};

std::string Text(const value::Row& row, std::string_view attribute) {
  return std::string(row.Find(attribute)->AsBytes());
}
int64_t Int(const value::Row& row, std::string_view attribute) {
  return *row.Find(attribute)->AsNumber().ToInt();
}

TEST_F(QueryRangeTest, AHashKeyAloneFindsAllOfIt) {
  ExpectFinds("", Conditions().Equal("pk", S("p")),
              [](const value::Row& row) { return Text(row, "pk") == "p"; });
  ExpectFinds("ByTitle", Conditions().Equal("pk", S("p")),
              [](const value::Row& row) { return Text(row, "pk") == "p"; });
  ExpectFinds("ByGenre", Conditions().Equal("genre", S("G")),
              [](const value::Row& row) { return Text(row, "genre") == "G"; });
  ExpectFinds("ByPlace", Conditions().Equal("city", S("Y")).Equal("country", S("C")),
              [](const value::Row& row) { return Text(row, "country") == "C"; });
}

TEST_F(QueryRangeTest, AnyConditionOnTheRangeKeyNarrowsIt) {
  const std::string low = Title(4);
  const std::string high = Title(8);
  using Wanted = std::function<bool(const std::string&)>;
  const std::vector<std::tuple<KeyOperator, std::vector<value::Value>, Wanted>> cases{
      {KeyOperator::kEqual, {S(low)}, [&](const auto& title) { return title == low; }},
      {KeyOperator::kLess, {S(high)}, [&](const auto& title) { return title < high; }},
      {KeyOperator::kLessOrEqual, {S(low)}, [&](const auto& title) { return title <= low; }},
      {KeyOperator::kGreater, {S(low)}, [&](const auto& title) { return title > low; }},
      {KeyOperator::kGreaterOrEqual, {S(low)}, [&](const auto& title) { return title >= low; }},
      {KeyOperator::kBetween,
       {S(std::min(low, high)), S(std::max(low, high))},
       [&](const auto& title) {
         return title >= std::min(low, high) && title <= std::max(low, high);
       }},
      {KeyOperator::kBeginsWith, {S("a")}, [](const auto& title) { return title[0] == 'a'; }},
      {KeyOperator::kBeginsWith,
       {S(std::string_view("\0", 1))},
       [](const auto& title) { return title[0] == '\0'; }},
  };
  for (const auto& [op, operands, wanted] : cases) {
    SCOPED_TRACE(static_cast<int>(op));
    ExpectFinds("ByTitle", Conditions().Equal("pk", S("p")).Add("title", op, operands),
                [&, &is_wanted = wanted](const value::Row& row) {
                  return Text(row, "pk") == "p" && is_wanted(Text(row, "title"));
                });
    // The same on the last of several range attributes, the ones before given.
    ExpectFinds("ByPlace",
                Conditions()
                    .Equal("country", S("D"))
                    .Equal("city", S("Y"))
                    .Equal("year", N(2))
                    .Add("title", op, operands),
                [&, &is_wanted = wanted](const value::Row& row) {
                  return Text(row, "country") == "D" && Int(row, "year") == 2 &&
                         is_wanted(Text(row, "title"));
                });
  }
}

TEST_F(QueryRangeTest, OfSeveralRangeAttributesTheFirstMayBeGivenAlone) {
  const auto conditions = [](KeyOperator op, std::vector<value::Value> operands) {
    return Conditions()
        .Equal("country", S("D"))
        .Equal("city", S("Y"))
        .Add("year", op, std::move(operands));
  };
  ExpectFinds("ByPlace", conditions(KeyOperator::kGreater, {N(1)}), [](const value::Row& row) {
    return Text(row, "country") == "D" && Int(row, "year") > 1;
  });
  ExpectFinds("ByPlace", conditions(KeyOperator::kLessOrEqual, {N(2)}), [](const value::Row& row) {
    return Text(row, "country") == "D" && Int(row, "year") <= 2;
  });
  ExpectFinds("ByPlace", conditions(KeyOperator::kEqual, {N(3)}), [](const value::Row& row) {
    return Text(row, "country") == "D" && Int(row, "year") == 3;
  });
  ExpectFinds(
      "ByPlace", conditions(KeyOperator::kBetween, {N(1), N(2)}),
      [](const value::Row& row) { return Text(row, "country") == "D" && Int(row, "year") <= 2; });
}

TEST_F(QueryRangeTest, EveryHashAttributeNeedsEquality) {
  const auto missed = [](const std::string& attribute) {
    return "Query condition missed key schema element: " + attribute;
  };
  const std::string unsupported = "Query key condition not supported";
  EXPECT_EQ(Refused("", Conditions().Equal("sk", N(1))), missed("pk"));
  EXPECT_EQ(Refused("ByTitle", Conditions().Equal("title", S("a"))), missed("pk"));
  EXPECT_EQ(Refused("ByGenre", Conditions().Equal("pk", S("p"))), missed("genre"));
  EXPECT_EQ(Refused("ByPlace", Conditions().Equal("country", S("C"))), missed("city"));
  EXPECT_EQ(Refused("ByPlace", Conditions().Equal("city", S("C"))), missed("country"));
  EXPECT_EQ(Refused("ByGenre", Conditions().Add("genre", KeyOperator::kLess, {S("G")})),
            unsupported);
  EXPECT_EQ(
      Refused(
          "ByPlace",
          Conditions().Equal("country", S("C")).Add("city", KeyOperator::kBeginsWith, {S("Y")})),
      unsupported);
}

TEST_F(QueryRangeTest, RangeAttributesAreGivenFromTheLeft) {
  const auto of_place = [] { return Conditions().Equal("country", S("C")).Equal("city", S("Y")); };
  const std::string gap =
      "RANGE key attributes year must have equality conditions specified in the query because a "
      "condition is present on key attribute title";
  EXPECT_EQ(Refused("ByPlace", of_place().Equal("title", S("a"))), gap);
  EXPECT_EQ(
      Refused("ByPlace", of_place().Add("year", KeyOperator::kLess, {N(1)}).Equal("title", S("a"))),
      gap);
}

TEST_F(QueryRangeTest, ConditionsOnOtherAttributesAreRefused) {
  EXPECT_EQ(Refused("", Conditions().Equal("pk", S("p")).Equal("title", S("a"))),
            "Query condition missed key schema element: sk");
  EXPECT_EQ(Refused("ByGenre", Conditions().Equal("genre", S("G")).Equal("pk", S("p"))),
            "Query condition missed key schema element: year");
  const auto too_many = [](size_t conditions, size_t attributes) {
    return "The number of query conditions (" + std::to_string(conditions) +
           ") exceeds the number of key attributes defined in the schema (" +
           std::to_string(attributes) + ")";
  };
  EXPECT_EQ(Refused("ByOwner", Conditions().Equal("owner", B("O")).Equal("pk", S("p"))),
            too_many(2, 1));
  EXPECT_EQ(Refused("ByGenre",
                    Conditions().Equal("genre", S("G")).Equal("year", N(1)).Equal("pk", S("p"))),
            too_many(3, 2));
  EXPECT_EQ(Refused("ByPlace", Conditions()
                                   .Equal("country", S("C"))
                                   .Equal("city", S("Y"))
                                   .Equal("year", N(1))
                                   .Equal("title", S("a"))
                                   .Equal("pk", S("p"))),
            too_many(5, 4));
}

TEST_F(QueryRangeTest, OperandsMustFitTheKey) {
  EXPECT_EQ(Refused("ByGenre", Conditions().Equal("genre", N(1))),
            "One or more parameter values were invalid: Condition parameter type does not match "
            "schema type");
  EXPECT_EQ(Refused("ByTitle", Conditions().Equal("pk", S("p")).Equal("title", S(""))),
            "One or more parameter values are not valid. A value specified for a secondary index "
            "key is not supported. The AttributeValue for a key attribute cannot contain an empty "
            "string value. IndexName: ByTitle, IndexKey: title");
  EXPECT_EQ(
      Refused("ByGenre",
              Conditions().Equal("genre", S("G")).Add("year", KeyOperator::kBeginsWith, {N(1)})),
      "Query key condition not supported");
  EXPECT_EQ(Refused("ByGenre",
                    Conditions().Equal("genre", S(std::string(kPartitionKeyBytesMax + 1, 'g')))),
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum "
            "size limit of2048 bytes");
  EXPECT_EQ(Refused("ByGenre", Conditions().Add("genre", KeyOperator::kNotIndexable, {S("G")})),
            "Attempted conditional constraint is not an indexable operation");
}

TEST_F(QueryRangeTest, AStartKeyIsWithinTheRangeOrNot) {
  const IndexDescription& index = *table_.FindIndex("ByGenre");
  const auto keys = QueryRange(index, Conditions().Equal("genre", S("G")).all());
  ASSERT_TRUE(keys.ok());
  const std::vector<value::Row> all = item::RowsOf(items_, table_, &index, keys->range);
  for (const auto direction : {kv::Direction::kForward, kv::Direction::kBackward}) {
    KeyRange range = keys->range;
    range.direction = direction;
    std::vector<value::Row> paged;
    for (size_t i = 0; i < all.size(); ++i) {
      const std::vector<value::Row> rest = item::RowsOf(items_, table_, &index, range);
      ASSERT_EQ(rest.size(), all.size() - i);
      paged.push_back(rest.front());
      const auto key = KeyOfStartKey(table_, index,
                                     IndexKeyAttributes(table_, index, rest.front().view()).view());
      ASSERT_TRUE(StartAfter(*key, &range));
    }
    if (direction == kv::Direction::kBackward) std::reverse(paged.begin(), paged.end());
    EXPECT_EQ(paged, all);
  }
  KeyRange range = keys->range;
  const value::Row other = MakeItem("p", 1, {{"genre", S("H")}, {"year", N(1)}});
  EXPECT_FALSE(StartAfter(*KeyOfStartKey(table_, index, other.view()), &range));
}

}  // namespace
}  // namespace table::index
