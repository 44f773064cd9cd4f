#include "table/key_schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/bytes.h"
#include "kv/store.h"
#include "table/limits.h"
#include "table/testing/test_tables.h"
#include "value/key_codec.h"

namespace table {
namespace {

using value::Type;

KeySchema Schema(Type partition, std::optional<Type> sort) {
  KeySchema schema;
  schema.partition = {"pk", partition};
  if (sort) schema.sort = KeyAttribute{"sk", *sort};
  return schema;
}

std::string MessageOfItem(const KeySchema& schema, const Attributes& attributes) {
  const auto key = KeyOfItem(schema, MakeRow(attributes).view());
  if (key.ok()) return "";
  EXPECT_EQ(key.error().code, base::ErrorCode::kInvalidArgument);
  return key.error().message;
}
std::string MessageOfKey(const KeySchema& schema, const Attributes& attributes) {
  const auto key = KeyOfKey(schema, MakeRow(attributes).view());
  if (key.ok()) return "";
  EXPECT_EQ(key.error().code, base::ErrorCode::kInvalidArgument);
  return key.error().message;
}

TEST(KeyOfItem, RefusesAnItemWithoutItsKeys) {
  const KeySchema schema = Schema(Type::kS, Type::kN);
  EXPECT_EQ(MessageOfItem(schema, {{"sk", N(1)}}),
            "One or more parameter values were invalid: Missing the key pk in the item");
  EXPECT_EQ(MessageOfItem(schema, {{"pk", S("a")}, {"other", N(1)}}),
            "One or more parameter values were invalid: Missing the key sk in the item");
}

TEST(KeyOfItem, RefusesKeysOfAnotherType) {
  const KeySchema schema = Schema(Type::kS, Type::kN);
  EXPECT_EQ(MessageOfItem(schema, {{"pk", N(1)}, {"sk", N(1)}}),
            "One or more parameter values were invalid: Type mismatch for key pk expected: S "
            "actual: N");
  EXPECT_EQ(MessageOfItem(schema, {{"pk", S("a")}, {"sk", value::Value::Bool(true)}}),
            "One or more parameter values were invalid: Type mismatch for key sk expected: N "
            "actual: BOOL");
}

TEST(KeyOfItem, RefusesEmptyKeys) {
  EXPECT_EQ(MessageOfItem(Schema(Type::kS, std::nullopt), {{"pk", S("")}}),
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty string value. Key: pk");
  EXPECT_EQ(MessageOfItem(Schema(Type::kS, Type::kB), {{"pk", S("a")}, {"sk", B("")}}),
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty binary value. Key: sk");
}

TEST(KeyOfItem, RefusesKeysThatAreTooLong) {
  const std::string too_long_pk(kPartitionKeyBytesMax + 1, 'x');
  const std::string too_long_sk(kSortKeyBytesMax + 1, 'x');
  const KeySchema schema = Schema(Type::kS, Type::kS);
  EXPECT_EQ(MessageOfItem(schema, {{"pk", S(too_long_pk)}, {"sk", S("a")}}),
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum "
            "size limit of2048 bytes");
  EXPECT_EQ(MessageOfItem(schema, {{"pk", S("a")}, {"sk", S(too_long_sk)}}),
            "One or more parameter values were invalid: Aggregated size of all range keys has "
            "exceeded the size limit of 1024 bytes");
  EXPECT_EQ(
      MessageOfItem(schema, {{"pk", S(too_long_pk.substr(1))}, {"sk", S(too_long_sk.substr(1))}}),
      "");
}

TEST(KeyOfItem, FitsAStoreAtItsLongest) {
  const KeySchema schema = Schema(Type::kB, Type::kB);
  const auto key = KeyOfItem(schema, MakeRow({{"pk", B(std::string(kPartitionKeyBytesMax, '\0'))},
                                              {"sk", B(std::string(kSortKeyBytesMax, '\0'))}})
                                         .view());
  ASSERT_TRUE(key.ok());
  EXPECT_LE(key->bytes.size(), kv::kKeyBytesMax);
}

TEST(KeyOfKey, RefusesAnythingButExactlyTheKey) {
  const std::string no_match = "The provided key element does not match the schema";
  const KeySchema schema = Schema(Type::kS, Type::kN);
  EXPECT_EQ(MessageOfKey(schema, {}), no_match);
  EXPECT_EQ(MessageOfKey(schema, {{"pk", S("a")}}), no_match);
  EXPECT_EQ(MessageOfKey(schema, {{"pk", S("a")}, {"other", N(1)}}), no_match);
  EXPECT_EQ(MessageOfKey(schema, {{"pk", S("a")}, {"sk", S("1")}}), no_match);
  EXPECT_EQ(MessageOfKey(schema, {{"pk", S("a")}, {"sk", N(1)}, {"more", N(1)}}), no_match);
  EXPECT_EQ(MessageOfKey(schema, {{"pk", S("a")}, {"sk", N(1)}}), "");
}

TEST(KeyOfKey, TellsOfEmptyAndTooLongKeysAsForItems) {
  const KeySchema schema = Schema(Type::kS, Type::kS);
  for (const Attributes& bad :
       {Attributes{{"pk", S("")}, {"sk", S("a")}}, Attributes{{"pk", S("a")}, {"sk", S("")}},
        Attributes{{"pk", S(std::string(2049, 'x'))}, {"sk", S("a")}},
        Attributes{{"pk", S("a")}, {"sk", S(std::string(1025, 'x'))}}}) {
    EXPECT_FALSE(MessageOfKey(schema, bad).empty());
    EXPECT_EQ(MessageOfKey(schema, bad), MessageOfItem(schema, bad));
  }
}

TEST(ItemKey, IsTheSameWhetherMadeOfTheItemOrOfItsKey) {
  const KeySchema schema = Schema(Type::kS, Type::kN);
  const value::Row item = MakeRow({{"a", S("x")}, {"pk", S("p")}, {"sk", N(7)}, {"z", N(1)}});
  const auto of_item = KeyOfItem(schema, item.view());
  const auto of_key = KeyOfKey(schema, KeyAttributes(schema, item.view()).view());
  ASSERT_TRUE(of_item.ok() && of_key.ok());
  EXPECT_EQ(*of_item, *of_key);
  EXPECT_EQ(of_item->token, of_key->token);
}

TEST(ItemKey, BeginsWithTheTokenAndThePrefixOfItsPartitionKey) {
  const KeySchema schema = Schema(Type::kS, Type::kN);
  const value::Value pk = S("customer");
  const auto key = KeyOfItem(schema, MakeRow({{"pk", pk}, {"sk", N(-3)}}).view());
  ASSERT_TRUE(key.ok());
  const std::string prefix = PartitionKeyPrefix(pk.view());
  EXPECT_EQ(key->bytes.substr(0, prefix.size()), prefix);
  EXPECT_EQ(base::ReadBigEndian64(key->bytes.data()), key->token);
  EXPECT_EQ(value::PartitionToken(std::string_view(prefix).substr(8)), key->token);
}

// The values of each case are in ascending order.
struct OrderCase {
  Type type;
  std::vector<value::Value> values;
};

TEST(ItemKey, OrdersAnItemCollectionBySortKey) {
  using namespace std::string_literals;
  const auto parse = [](std::string_view text) {
    return value::Value::FromNumber(*value::Number::Parse(text));
  };
  const std::vector<OrderCase> cases{
      {Type::kN,
       {parse("-1E+20"), parse("-10"), parse("-9.5"), parse("-0.001"), N(0), parse("1E-100"),
        parse("0.5"), N(1), parse("1.5"), N(9), N(10), parse("1E+125")}},
      {Type::kS,
       {S("\0"s), S("\0\0"s), S("\0a"s), S("A"), S("Aa"), S("a"), S("a\0"s), S("ab"), S("é")}},
      {Type::kB,
       {B("\0"s), B("\0\xff"s), B("\x01"s), B("\x7f"s), B("\x80"s), B("\xff"s), B("\xff\xff"s)}},
  };
  for (const OrderCase& one : cases) {
    std::vector<std::string> keys;
    for (const value::Value& value : one.values) {
      const auto key =
          KeyOfItem(Schema(Type::kS, one.type), MakeRow({{"pk", S("p")}, {"sk", value}}).view());
      ASSERT_TRUE(key.ok());
      keys.push_back(key->bytes);
    }
    EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end())) << value::TypeName(one.type);
    EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
  }
}

TEST(KeyAttributes, AreTheKeysAlone) {
  const value::Row item = MakeRow({{"a", S("x")}, {"pk", S("p")}, {"sk", N(7)}});
  EXPECT_EQ(KeyAttributes(Schema(Type::kS, Type::kN), item.view()),
            MakeRow({{"pk", S("p")}, {"sk", N(7)}}));
  EXPECT_EQ(KeyAttributes(Schema(Type::kS, std::nullopt), item.view()), MakeRow({{"pk", S("p")}}));
}

}  // namespace
}  // namespace table
