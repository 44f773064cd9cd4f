#include "table/index/index_entry.h"

#include <gtest/gtest.h>

#include "table/item/check_index_keys.h"
#include "table/item/testing/indexed_tables.h"
#include "table/limits.h"
#include "value/key_codec.h"

namespace table::index {
namespace {

class IndexTest : public testing::Test {
 protected:
  const IndexDescription& Index(std::string_view name) const { return *table_.FindIndex(name); }
  std::optional<IndexEntry> Entry(std::string_view index, const value::Row& item) const {
    auto entry = EntryOf(table_, Index(index), item.view());
    EXPECT_TRUE(entry.ok()) << entry.error().message;
    return *std::move(entry);
  }
  static std::string WithoutIndexName(const std::string& message) {
    return message.substr(0, message.find(" IndexName: "));
  }
  std::string Refused(std::string_view index, const value::Row& item) const {
    const auto entry = EntryOf(table_, Index(index), item.view());
    EXPECT_FALSE(entry.ok());
    EXPECT_EQ(entry.error().code, base::ErrorCode::kInvalidArgument);
    // The same of whichever of the table's indexes is the first by name.
    const base::Status of_all = item::CheckIndexKeys(table_, item.view());
    EXPECT_FALSE(of_all.ok());
    EXPECT_EQ(WithoutIndexName(of_all.error().message), WithoutIndexName(entry.error().message));
    return entry.error().message;
  }

  base::ManualClock clock_;
  kv::MemoryStore store_{clock_};
  TableDescription table_ = item::MakeIndexedTableIn(store_, "Films");
};

value::Row FullItem(Attributes more = {}) {
  more.insert(more.end(), {{"title", S("T")},
                           {"year", N(1999)},
                           {"genre", S("G")},
                           {"owner", B("O")},
                           {"country", S("C")},
                           {"city", S("Y")},
                           {"price", N(5)},
                           {"other", S("x")}});
  return MakeItem("p", 1, std::move(more));
}

TEST_F(IndexTest, AProjectionHasTheKeysOfTableAndIndexAndWhatItNames) {
  const value::Row item = FullItem();
  EXPECT_EQ(Entry("ByTitle", item)->row, item);
  EXPECT_EQ(Entry("ByYear", item)->row, MakeItem("p", 1, {{"year", N(1999)}}));
  EXPECT_EQ(
      Entry("ByGenre", item)->row,
      MakeItem("p", 1, {{"genre", S("G")}, {"year", N(1999)}, {"title", S("T")}, {"price", N(5)}}));
  EXPECT_EQ(Entry("ByOwner", item)->row, MakeItem("p", 1, {{"owner", B("O")}}));
  EXPECT_EQ(Entry("ByPlace", item)->row, item);
}

TEST_F(IndexTest, AnItemThatLacksAKeyAttributeIsNotInTheIndex) {
  for (const auto& [index, keys] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"ByTitle", {"title"}},
           {"ByGenre", {"genre", "year"}},
           {"ByOwner", {"owner"}},
           {"ByPlace", {"country", "city", "year", "title"}}}) {
    for (const std::string& missing : keys) {
      value::RowBuilder item;
      const value::Row full = FullItem();
      item.SetAll(full.view().attributes());
      item.Remove(missing);
      EXPECT_EQ(Entry(index, item.Build()), std::nullopt) << index << " without " << missing;
    }
  }
}

TEST_F(IndexTest, AnEntryKeyIsMadeOfTheKeysOfIndexAndTable) {
  const auto component = [](const value::Value& value) {
    std::string bytes;
    value::AppendKeyComponent(value.view(), &bytes);
    return bytes;
  };
  const auto token = [](const std::string& components) {
    std::string bytes;
    base::AppendBigEndian64(value::PartitionToken(components), &bytes);
    return bytes;
  };
  const value::Row item = FullItem();
  const std::string pk = component(S("p"));
  const std::string sk = component(N(1));
  const std::string year = component(N(1999));
  EXPECT_EQ(Entry("ByYear", item)->key.bytes, token(pk) + '\2' + pk + year + sk);
  EXPECT_EQ(Entry("ByYear", item)->key.token, KeyOf(table_, item).token);
  const std::string genre = component(S("G"));
  EXPECT_EQ(Entry("ByGenre", item)->key.bytes, token(genre) + genre + year + pk + sk);
  const std::string place = component(S("C")) + component(S("Y"));
  const IndexEntry entry = *Entry("ByPlace", item);
  EXPECT_EQ(entry.key.bytes, token(place) + place + year + component(S("T")) + pk + sk);
  EXPECT_EQ(entry.key.token, base::ReadBigEndian64(token(place).data()));
}

TEST_F(IndexTest, APrefixIsWhatTheEntryKeysOfItsValuesBeginWith) {
  const value::Row item = FullItem();
  for (const IndexDescription* index : item::IndexesOf(table_)) {
    std::vector<value::ValueView> values;
    for (const KeyAttribute& attribute : index->hash) values.push_back(*item.Find(attribute.name));
    const std::string prefix = IndexPrefix(*index, values);
    EXPECT_TRUE(Entry(index->name, item)->key.bytes.starts_with(prefix)) << index->name;
  }
}

TEST_F(IndexTest, ItemsOfOneIndexKeyHaveEntriesOfTheirOwn) {
  const Attributes same{{"genre", S("G")}, {"year", N(1)}};
  const value::Row items[] = {MakeItem("p", 1, same), MakeItem("p", 2, same),
                              MakeItem("q", 1, same)};
  EXPECT_NE(Entry("ByGenre", items[0])->key, Entry("ByGenre", items[1])->key);
  EXPECT_NE(Entry("ByGenre", items[0])->key, Entry("ByGenre", items[2])->key);
  EXPECT_NE(Entry("ByYear", items[0])->key, Entry("ByYear", items[1])->key);
}

TEST_F(IndexTest, AKeyAttributeOfAnotherTypeIsRefused) {
  EXPECT_EQ(Refused("ByTitle", MakeItem("p", 1, {{"title", N(1)}})),
            "One or more parameter values were invalid: Type mismatch for Index Key title "
            "Expected: S Actual: N IndexName: ByTitle");
  EXPECT_EQ(Refused("ByOwner", MakeItem("p", 1, {{"owner", value::Value::Null()}})),
            "One or more parameter values were invalid: Type mismatch for Index Key owner "
            "Expected: B Actual: NULL IndexName: ByOwner");
  // Also if the item lacks other key attributes.
  EXPECT_EQ(Refused("ByPlace", MakeItem("p", 1, {{"city", value::Value::Bool(true)}})),
            "One or more parameter values were invalid: Type mismatch for Index Key city "
            "Expected: S Actual: BOOL IndexName: ByPlace");
}

TEST_F(IndexTest, AnEmptyKeyAttributeIsRefused) {
  EXPECT_EQ(Refused("ByTitle", MakeItem("p", 1, {{"title", S("")}})),
            "One or more parameter values are not valid. A value specified for a secondary index "
            "key is not supported. The AttributeValue for a key attribute cannot contain an empty "
            "string value. IndexName: ByTitle, IndexKey: title");
  EXPECT_EQ(Refused("ByOwner", MakeItem("p", 1, {{"owner", B("")}})),
            "One or more parameter values are not valid. A value specified for a secondary index "
            "key is not supported. The AttributeValue for a key attribute cannot contain an empty "
            "binary value. IndexName: ByOwner, IndexKey: owner");
}

TEST_F(IndexTest, KeyAttributesTogetherHaveAMaximumSize) {
  const auto item = [](size_t country, size_t city, size_t title) {
    return MakeItem("p", 1,
                    {{"country", S(std::string(country, 'c'))},
                     {"city", S(std::string(city, 'c'))},
                     {"year", N(5)},
                     {"title", S(std::string(title, 't'))}});
  };
  const size_t year_bytes = N(5).view().ItemBytes();
  EXPECT_TRUE(Entry("ByPlace", item(1048, 1000, kSortKeyBytesMax - year_bytes)));
  EXPECT_EQ(Refused("ByPlace", item(1048, 1001, 1)),
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum "
            "size limit of2048 bytes");
  EXPECT_EQ(Refused("ByPlace", item(1, 1, kSortKeyBytesMax - year_bytes + 1)),
            "One or more parameter values were invalid: Aggregated size of all range keys has "
            "exceeded the size limit of 1024 bytes");
}

TEST_F(IndexTest, TheLongestKeyFitsTheStore) {
  const auto zeros = [](size_t count) { return std::string(count, '\0'); };
  IndexDescription index;
  index.name = "Widest";
  std::vector<std::pair<std::string, value::Value>> item{{"pk", S(zeros(kPartitionKeyBytesMax))},
                                                         {"sk", S(zeros(kSortKeyBytesMax))}};
  for (size_t i = 0; i < kIndexKeyAttributesMax; ++i) {
    const std::string number = std::to_string(i);
    index.hash.push_back({"h" + number, value::Type::kS});
    index.range.push_back({"r" + number, value::Type::kS});
    item.emplace_back("h" + number, S(zeros(kPartitionKeyBytesMax / kIndexKeyAttributesMax)));
    item.emplace_back("r" + number, S(zeros(kSortKeyBytesMax / kIndexKeyAttributesMax)));
  }
  table_.key_schema.sort->type = value::Type::kS;
  const auto entry = EntryOf(table_, index, MakeRow(item).view());
  ASSERT_TRUE(entry.ok());
  EXPECT_LE((*entry)->key.bytes.size(), kv::kKeyBytesMax);
}

TEST_F(IndexTest, OfSeveralThatRefuseAnItemTheFirstByNameIsTold) {
  const value::Row item = MakeItem("p", 1, {{"owner", N(1)}});
  IndexDescription earlier = table_.global_indexes[1];
  earlier.name = "Again" + earlier.name;
  table_.global_indexes.push_back(earlier);
  const base::Status refused = item::CheckIndexKeys(table_, item.view());
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().message.ends_with(" IndexName: AgainByOwner"))
      << refused.error().message;
}

TEST_F(IndexTest, AnIndexThatIsNotKeptChecksNothing) {
  const value::Row item = MakeItem("p", 1, {{"owner", N(1)}});
  EXPECT_FALSE(item::CheckIndexKeys(table_, item.view()).ok());
  IndexDescription& by_owner = table_.global_indexes[1];
  by_owner.status = IndexStatus::kDeleting;
  EXPECT_TRUE(item::CheckIndexKeys(table_, item.view()).ok());
  by_owner.status = IndexStatus::kCreating;
  EXPECT_TRUE(item::CheckIndexKeys(table_, item.view()).ok());
  by_owner.backfilling = true;
  EXPECT_FALSE(item::CheckIndexKeys(table_, item.view()).ok());
}

TEST_F(IndexTest, AnItemWithoutItsOwnKeyIsCorrupt) {
  const value::Row item = MakeRow({{"pk", S("p")}, {"owner", B("O")}});
  EXPECT_EQ(EntryOf(table_, Index("ByOwner"), item.view()).error().code,
            base::ErrorCode::kCorruption);
}

TEST_F(IndexTest, TheKeyAttributesOfAnEntryMakeItsKeyAgain) {
  const value::Row item = FullItem();
  for (const IndexDescription* index : item::IndexesOf(table_)) {
    const IndexEntry entry = *Entry(index->name, item);
    const value::Row start_key = IndexKeyAttributes(table_, *index, entry.row.view());
    const auto key = KeyOfStartKey(table_, *index, start_key.view());
    ASSERT_TRUE(key.ok()) << index->name;
    EXPECT_EQ(*key, entry.key) << index->name;
  }
  EXPECT_EQ(IndexKeyAttributes(table_, Index("ByGenre"), item.view()),
            MakeItem("p", 1, {{"genre", S("G")}, {"year", N(1999)}}));
}

TEST_F(IndexTest, AStartKeyHasExactlyTheKeyAttributes) {
  const auto refused = [&](const value::Row& start_key) {
    return KeyOfStartKey(table_, Index("ByGenre"), start_key.view()).error().message;
  };
  const std::string no_match = "The provided key element does not match the schema";
  const Attributes keys{{"genre", S("G")}, {"year", N(1999)}};
  EXPECT_TRUE(KeyOfStartKey(table_, Index("ByGenre"), MakeItem("p", 1, keys).view()).ok());
  EXPECT_EQ(refused(MakeItem("p", 1)), no_match);
  EXPECT_EQ(refused(MakeRow(keys)), no_match);
  EXPECT_EQ(refused(MakeItem("p", 1, {{"genre", S("G")}, {"year", S("1999")}})), no_match);
  EXPECT_EQ(refused(MakeItem("p", 1, {{"genre", S("G")}, {"year", N(1)}, {"title", S("T")}})),
            no_match);
}

}  // namespace
}  // namespace table::index
