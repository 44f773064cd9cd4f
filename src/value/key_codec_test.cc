#include "value/key_codec.h"

#include <gtest/gtest.h>

#include <vector>

#include "value/random_value.h"

namespace value {
namespace {

std::string Component(const Value& value) {
  std::string encoded;
  AppendKeyComponent(value.view(), &encoded);
  return encoded;
}

TEST(KeyCodec, GivesComponentsBackOneAfterAnother) {
  RandomValues random(1);
  for (int i = 0; i < 5'000; ++i) {
    const std::vector<Value> values = {Value::Binary(random.Bytes()), Value::String(random.Text()),
                                       Value::FromNumber(random.Number()),
                                       Value::Binary(random.Bytes())};
    std::string key;
    for (const Value& value : values) AppendKeyComponent(value.view(), &key);
    key.append("what follows");
    std::string_view in = key;
    for (const Value& value : values) {
      auto taken = TakeKeyComponent(value.view().type(), &in);
      ASSERT_TRUE(taken.ok());
      ASSERT_EQ(*taken, value);
    }
    ASSERT_EQ(in, "what follows");
  }
}

TEST(KeyCodec, OrderOfBytesIsOrderOfValues) {
  RandomValues random(2);
  std::vector<std::string> all = {"",
                                  std::string(1, '\0'),
                                  std::string(2, '\0'),
                                  std::string("\0\x01", 2),
                                  std::string("\0\xff", 2),
                                  "\x01",
                                  "\xff",
                                  "\xff\xff",
                                  "a",
                                  std::string("a\0", 2),
                                  "a\x01"};
  for (int i = 0; i < 300; ++i) all.push_back(random.Bytes());
  for (const std::string& a : all) {
    for (const std::string& b : all) {
      // What follows a component must not matter.
      const std::string x = Component(Value::Binary(a)) + random.Bytes();
      const std::string y = Component(Value::Binary(b)) + random.Bytes();
      if (a != b) {
        ASSERT_EQ(x < y, a < b);
      }
    }
  }
  EXPECT_LT(Component(Value::Int(9)), Component(Value::Int(10)));
  EXPECT_LT(Component(Value::Int(-10)), Component(Value::Int(-9)));
}

TEST(KeyCodec, PrefixBeginsEveryLongerComponentAndNoOther) {
  RandomValues random(3);
  for (int i = 0; i < 20'000; ++i) {
    const std::string a = random.Bytes();
    std::string b = random.Bytes();
    if (random.OneIn(2)) b.insert(0, a);
    std::string prefix;
    AppendKeyComponentPrefix(a, &prefix);
    ASSERT_EQ(Component(Value::Binary(b)).starts_with(prefix), b.starts_with(a));
  }
}

TEST(KeyCodec, RefusesWhatIsNoComponent) {
  for (const std::string_view bytes :
       {std::string_view(""), std::string_view("abc"), std::string_view("abc\0", 4),
        std::string_view("abc\0\0", 5), std::string_view("abc\0\x02", 5),
        std::string_view("\0\xff", 2)}) {
    std::string_view in = bytes;
    EXPECT_EQ(TakeKeyComponent(Type::kS, &in).error().code, base::ErrorCode::kCorruption);
  }
  std::string_view in = "\x90";
  EXPECT_EQ(TakeKeyComponent(Type::kN, &in).error().code, base::ErrorCode::kCorruption);
}

TEST(KeyCodec, TokensNeverChange) {
  // They are stored: a change of these makes every table's items unfindable.
  EXPECT_EQ(PartitionToken(""), 0x2d06800538d394c2u);
  EXPECT_EQ(PartitionToken(Component(Value::String("a"))), 0x30702d7bc33141bau);
  EXPECT_EQ(PartitionToken(std::string(300, 'k')), 0x3e901c94ff54faa0u);
}

}  // namespace
}  // namespace value
