#include "value/number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "value/random_value.h"

namespace value {
namespace {

constexpr std::string_view kNotNumeric = "The parameter cannot be converted to a numeric value";
constexpr std::string_view kTooManyDigits =
    "Attempting to store more than 38 significant digits in a Number";
constexpr std::string_view kOverflow =
    "Number overflow. Attempting to store a number with magnitude larger than supported range";
constexpr std::string_view kUnderflow =
    "Number underflow. Attempting to store a number with magnitude smaller than supported range";

const std::string kDigits38 = "12345678901234567890123456789012345678";

Number Parse(std::string_view text) {
  auto number = Number::Parse(text);
  EXPECT_TRUE(number.ok()) << text << ": " << number.error().message;
  return *number;
}

std::string ParseError(std::string_view text) {
  auto number = Number::Parse(text);
  if (number.ok()) return "parsed as " + number->ToText();
  EXPECT_EQ(number.error().code, base::ErrorCode::kInvalidArgument);
  return number.error().message;
}

std::string Encoded(const Number& number) {
  std::string encoded;
  number.AppendEncoded(&encoded);
  return encoded;
}

// An oracle that shares nothing with the code: order of plain decimal texts.
int CompareTexts(std::string a, std::string b) {
  const bool a_negative = a.front() == '-';
  const bool b_negative = b.front() == '-';
  if (a_negative != b_negative) return a_negative ? -1 : 1;
  const auto align = [](std::string text) {
    if (text.front() == '-') text.erase(0, 1);
    size_t point = text.find('.');
    if (point == std::string::npos) {
      point = text.size();
      text.push_back('.');
    }
    text.insert(0, 200 - point, '0');
    text.resize(400, '0');
    return text;
  };
  const int order = align(std::move(a)).compare(align(std::move(b)));
  const int sign = order < 0 ? -1 : order > 0 ? 1 : 0;
  return a_negative ? -sign : sign;
}

std::string Int128Text(__int128 number) {
  if (number == 0) return "0";
  std::string digits;
  for (__int128 rest = number; rest != 0; rest /= 10) {
    const int digit = static_cast<int>(rest % 10);
    digits.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
  }
  if (number < 0) digits.push_back('-');
  return {digits.rbegin(), digits.rend()};
}

TEST(Number, ReadsWhatDynamoDbAcceptsAndAnswersPlainDigits) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"0", "0"},
      {"-0", "0"},
      {"+0.000", "0"},
      {"0e125", "0"},
      {"00.00e127", "0"},
      {"0e-130", "0"},
      {"5", "5"},
      {"+5", "5"},
      {"-5", "-5"},
      {"005", "5"},
      {"5.", "5"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"1.0", "1"},
      {"1.50", "1.5"},
      {"1e3", "1000"},
      {"1E+3", "1000"},
      {"1e-3", "0.001"},
      {"12.34e1", "123.4"},
      {"12.34e-3", "0.01234"},
      {"0.00012e2", "0.012"},
      {"000123000", "123000"},
      {"100e-2", "1"},
      {"1e+0000000000000000000003", "1000"},
      {kDigits38, kDigits38},
      {"-0." + kDigits38, "-0." + kDigits38},
      {kDigits38 + "000000", kDigits38 + "000000"},
      {"000." + kDigits38 + "000", "0." + kDigits38},
      {"1e125", "1" + std::string(125, '0')},
      {"1e-130", "0." + std::string(129, '0') + "1"},
      {"0." + std::string(200, '0') + "1e100", "0." + std::string(100, '0') + "1"},
      {"1" + std::string(200, '0') + "e-199", "10"},
  };
  for (const auto& [text, plain] : cases) EXPECT_EQ(Parse(text).ToText(), plain) << text;
}

TEST(Number, RefusesWhatIsNotNumeric) {
  EXPECT_EQ(ParseError(""), kNotNumeric);
  for (const std::string text : {"b",
                                 " 1",
                                 "1 ",
                                 "1 2",
                                 "0x10",
                                 "NaN",
                                 "Infinity",
                                 "-Infinity",
                                 "+",
                                 "-",
                                 ".",
                                 "e5",
                                 "1e",
                                 "1e+",
                                 "1e1.5",
                                 "1.2.3",
                                 "--1",
                                 "+-1",
                                 "1-",
                                 "1e--1",
                                 "1,000",
                                 "1f",
                                 "1d",
                                 "\xd9\xa1",
                                 "1e9223372036854775808",
                                 "-1e-99999999999999999999999",
                                 "0e99999999999999999999",
                                 "1e2147483648",
                                 "-1e99999999999",
                                 "0e2147483648",
                                 "1e-2147483648",
                                 "0.1e-2147483647"}) {
    EXPECT_EQ(ParseError(text), std::string(kNotNumeric) + ": " + text);
  }
  EXPECT_EQ(ParseError(std::string_view("1\0", 2)),
            std::string(kNotNumeric) + ": 1" + std::string(1, '\0'));
}

TEST(Number, RefusesMoreThan38SignificantDigits) {
  for (const std::string& text :
       {kDigits38 + "9", "-1." + kDigits38, "0.0" + kDigits38 + "1",
        "1" + std::string(37, '0') + "1", std::string(200, '1'), kDigits38 + "9e999"}) {
    EXPECT_EQ(ParseError(text), kTooManyDigits) << text;
  }
}

TEST(Number, RefusesMagnitudesOutOfRange) {
  for (const std::string& text :
       {std::string("1e126"), std::string("-1e126"), "1" + std::string(126, '0'),
        std::string("0.1e127"), std::string("1e2147483646"), std::string("0.1e2147483647"),
        std::string("0e126"), std::string("-0e2147483646")}) {
    EXPECT_EQ(ParseError(text), kOverflow) << text;
  }
  for (const std::string& text :
       {std::string("1e-131"), std::string("-1e-131"), "0." + std::string(130, '0') + "1",
        std::string("10e-132"), std::string("1e-2147483647"), std::string("0e-131"),
        // More digits before the point than 32 bits count.
        std::string("1e2147483647"), std::string("10e2147483646"), std::string("0e2147483647"),
        "0." + std::string(131, '0')}) {
    EXPECT_EQ(ParseError(text), kUnderflow) << text;
  }
  EXPECT_EQ(Parse("9.9999999999999999999999999999999999999e125").ToText(),
            std::string(38, '9') + std::string(88, '0'));
}

TEST(Number, ReadsVeryLongTextsInOnePass) {
  constexpr size_t kMegabyte = 1 << 20;
  EXPECT_EQ(Parse(std::string(kMegabyte, '0') + "7").ToText(), "7");
  EXPECT_EQ(Parse("7." + std::string(kMegabyte, '0')).ToText(), "7");
  EXPECT_EQ(
      Parse("0." + std::string(kMegabyte, '0') + "7e" + std::to_string(kMegabyte + 1)).ToText(),
      "7");
  EXPECT_EQ(ParseError("7" + std::string(kMegabyte, '0')), kOverflow);
  EXPECT_EQ(ParseError(std::string(kMegabyte, '7')), kTooManyDigits);
  EXPECT_EQ(ParseError("0." + std::string(kMegabyte, '7')), kTooManyDigits);
}

TEST(Number, ReadsItsOwnTextAndItsOwnEncoding) {
  RandomValues random(1);
  for (int i = 0; i < 20'000; ++i) {
    const Number number = random.Number();
    EXPECT_EQ(Parse(number.ToText()), number);
    const std::string encoded = Encoded(number);
    ASSERT_LE(encoded.size(), kEncodedNumberBytesMax);
    std::string_view in = encoded;
    EXPECT_EQ(Number::TakeEncoded(&in), number);
    EXPECT_TRUE(in.empty());
  }
}

TEST(Number, TellsTheSameOfItsEncoding) {
  RandomValues random(5);
  for (int i = 0; i < 20'000; ++i) {
    const Number number = i == 0 ? Number() : random.Number();
    std::string encoded;
    number.AppendEncoded(&encoded);
    std::array<char, kNumberTextBytesMax> text;
    const char* const end = Number::WriteEncodedText(encoded, text.data());
    ASSERT_EQ(std::string_view(text.data(), end), number.ToText());
    ASSERT_EQ(Number::EncodedItemBytes(encoded), number.ItemBytes()) << number.ToText();
  }
}

TEST(Number, EncodedOrderIsNumericOrder) {
  RandomValues random(2);
  std::vector<Number> numbers;
  for (const std::string_view text :
       {"0",      "1",       "-1",     "10",  "11",  "1.1",  "1.01",  "0.1",
        "0.01",   "-0.1",    "-10",    "-11", "99",  "100",  "9e125", "-9e125",
        "1e-130", "-1e-130", "1e-129", "12",  "123", "1234", "12345"}) {
    numbers.push_back(Parse(text));
  }
  for (int i = 0; i < 400; ++i) numbers.push_back(random.Number());
  for (const Number& a : numbers) {
    for (const Number& b : numbers) {
      const int expected = CompareTexts(a.ToText(), b.ToText());
      const int of_bytes = Encoded(a).compare(Encoded(b));
      const auto of_numbers = a <=> b;
      ASSERT_EQ(of_bytes < 0, expected < 0) << a.ToText() << " " << b.ToText();
      ASSERT_EQ(of_bytes > 0, expected > 0) << a.ToText() << " " << b.ToText();
      ASSERT_EQ(of_numbers < 0, expected < 0) << a.ToText() << " " << b.ToText();
      ASSERT_EQ(of_numbers > 0, expected > 0) << a.ToText() << " " << b.ToText();
    }
  }
}

TEST(Number, EncodedOrderIsNumericOrderForAllSmallNumbers) {
  std::string previous;
  for (int i = -11'000; i <= 11'000; ++i) {
    const std::string encoded = Encoded(Number::FromInt(i));
    ASSERT_EQ(Number::FromInt(i).ToText(), std::to_string(i));
    ASSERT_LT(previous, encoded) << i;
    previous = encoded;
  }
}

TEST(Number, NoEncodingIsAPrefixOfAnother) {
  RandomValues random(3);
  std::vector<std::string> all;
  for (int i = 0; i < 5'000; ++i) all.push_back(Encoded(random.Number()));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  for (size_t i = 1; i < all.size(); ++i) ASSERT_FALSE(all[i].starts_with(all[i - 1]));
}

TEST(Number, TakeEncodedReadsOnlyWhatAppendEncodedWrites) {
  RandomValues random(4);
  for (int i = 0; i < 20'000; ++i) {
    std::string encoded = Encoded(random.Number());
    const int damage = static_cast<int>(random.Below(3));
    if (damage == 0) encoded.resize(random.Below(encoded.size()));
    if (damage == 1) encoded[random.Below(encoded.size())] ^= 1 << (random.Below(8));
    if (damage == 2) encoded = random.Bytes();
    std::string_view in = encoded;
    const auto number = Number::TakeEncoded(&in);
    if (!number) continue;
    ASSERT_EQ(Encoded(*number), std::string_view(encoded).substr(0, encoded.size() - in.size()));
  }
}

TEST(Number, TakeEncodedRefusesOtherSpellingsOfANumber) {
  const std::string five = Encoded(Parse("5"));
  ASSERT_EQ(five, std::string("\x81\x82\x64"));
  for (const std::string_view bytes : {std::string_view("\x81\x83\x0a", 3),      // 05
                                       std::string_view("\x81\x82\x65\x00", 4),  // 50 00
                                       std::string_view("\x81\x82\xc8", 3),      // a pair of 100
                                       std::string_view("\x81\x82\x00", 3),      // no digit but 0
                                       std::string_view("\x81\x82", 2), std::string_view("\x81", 1),
                                       std::string_view(), std::string_view("\x82\x82\x64", 3)}) {
    std::string_view in = bytes;
    EXPECT_FALSE(Number::TakeEncoded(&in)) << testing::PrintToString(bytes);
  }
  // A 39th digit.
  std::string longest = Encoded(Parse(kDigits38));
  longest.back() |= 1;
  longest.push_back(0x14);
  std::string_view in = longest;
  EXPECT_FALSE(Number::TakeEncoded(&in));
}

TEST(Number, IntegersComeBack) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  for (const int64_t value : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{10}, int64_t{-1200},
                              kMin, kMin + 1, kMax, kMax - 1}) {
    EXPECT_EQ(Number::FromInt(value).ToInt(), value);
    EXPECT_EQ(Number::FromInt(value).ToText(), std::to_string(value));
  }
  for (const std::string_view text :
       {"0.5", "-1.5", "9223372036854775808", "-9223372036854775809", "1e19", "1e125", "1e-130"}) {
    EXPECT_EQ(Parse(text).ToInt(), std::nullopt) << text;
  }
}

TEST(Number, SumsAndDifferencesAreExact) {
  RandomValues random(5);
  const auto random_int = [&random] {
    __int128 number = 0;
    for (uint64_t digits = random.Below(37); digits > 0; --digits) {
      number = number * 10 + static_cast<int>(random.Below(10));
    }
    return random.OneIn(2) ? number : -number;
  };
  for (int i = 0; i < 20'000; ++i) {
    const __int128 a = random_int();
    // Often close to the first, so that digits cancel.
    const __int128 b =
        random.OneIn(3) ? a + static_cast<int>(random.Below(100)) - 50 : random_int();
    const std::string scale = "e" + std::to_string(static_cast<int>(random.Below(200)) - 120);
    const Number x = Parse(Int128Text(a) + scale);
    const Number y = Parse(Int128Text(b) + scale);
    const auto sum = Number::Add(x, y);
    const auto difference = Number::Subtract(x, y);
    ASSERT_TRUE(sum.ok() && difference.ok());
    ASSERT_EQ(*sum, Parse(Int128Text(a + b) + scale));
    ASSERT_EQ(*difference, Parse(Int128Text(a - b) + scale));
    ASSERT_FALSE(difference->is_zero() && *difference != Number());
  }
}

TEST(Number, SumsKeepToDigitsAndRange) {
  const std::string nines = std::string(38, '9');
  const auto sum = [](std::string_view a, std::string_view b) {
    auto result = Number::Add(Parse(a), Parse(b));
    return result.ok() ? result->ToText() : result.error().message;
  };
  const auto difference = [](std::string_view a, std::string_view b) {
    auto result = Number::Subtract(Parse(a), Parse(b));
    return result.ok() ? result->ToText() : result.error().message;
  };
  EXPECT_EQ(sum(nines, "1"), "1" + std::string(38, '0'));
  EXPECT_EQ(difference("1e38", "1"), nines);
  EXPECT_EQ(difference("1", "0." + nines), "0." + std::string(37, '0') + "1");
  EXPECT_EQ(sum("1e38", "1"), kOverflow);
  EXPECT_EQ(difference("2e38", "1"), kOverflow);
  EXPECT_EQ(sum("1e39", "1"), kOverflow);
  EXPECT_EQ(difference("1e39", "1"), kOverflow);
  EXPECT_EQ(sum("1e125", "1e-130"), kOverflow);
  EXPECT_EQ(sum("9e125", "1e125"), kOverflow);
  EXPECT_EQ(difference("-9e125", "1e125"), kOverflow);
  EXPECT_EQ(difference("1.5e-130", "1e-130"), kUnderflow);
  EXPECT_EQ(difference("1e-130", "1e-130"), "0");
  EXPECT_EQ(sum("0", "0"), "0");
  EXPECT_EQ(difference("0", "0"), "0");
  EXPECT_EQ(difference("0", "7"), "-7");
  EXPECT_EQ(difference("7", "0"), "7");
  EXPECT_EQ(sum("0.1", "0.2"), "0.3");
}

}  // namespace
}  // namespace value
