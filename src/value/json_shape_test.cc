#include "value/json_shape.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace value {
namespace {

namespace json = simdjson::ondemand;

// What `read` makes of the member "v" of {"v":…}.
template <typename Read>
auto ReadMember(std::string_view text, Read read) {
  const simdjson::padded_string padded("{\"v\":" + std::string(text) + ", \"w\":1}");
  json::parser parser;
  json::document document;
  json::object object;
  json::value member;
  EXPECT_FALSE(parser.iterate(padded).get(document)) << text;
  EXPECT_FALSE(document.get_object().get(object)) << text;
  EXPECT_FALSE(object.find_field("v").get(member)) << text;
  return read(member);
}

std::string Unexpected(std::string_view text, JsonWanted wanted,
                       std::string_view class_name = kAttributeValueClass) {
  return ReadMember(
      text, [&](json::value member) { return UnexpectedJson(member, wanted, class_name).message; });
}

// The text read, or "error: " and the message.
std::string ReadText(std::string_view text) {
  return ReadMember(text, [](json::value member) {
    auto read = ReadJsonString(member);
    return read.ok() ? std::string(*read) : "error: " + read.error().message;
  });
}

std::string ReadTruth(std::string_view text) {
  return ReadMember(text, [](json::value member) -> std::string {
    auto read = ReadJsonBoolean(member);
    return read.ok() ? (*read ? "true" : "false") : read.error().message;
  });
}

TEST(JsonShape, SaysWhatIsWrongAsDynamoDbDoes) {
  constexpr std::string_view kStructure = "Start of structure or map found where not expected";
  struct Case {
    std::string_view json;
    JsonWanted wanted;
    std::string_view message;
  };
  const std::vector<Case> cases = {
      {"true", JsonWanted::kString, "TRUE_VALUE cannot be converted to String"},
      {"false", JsonWanted::kString, "FALSE_VALUE cannot be converted to String"},
      {"23", JsonWanted::kString, "NUMBER_VALUE cannot be converted to String"},
      {"-2147483648", JsonWanted::kString, "NUMBER_VALUE cannot be converted to String"},
      {"34.56 ", JsonWanted::kString, "DECIMAL_VALUE cannot be converted to String"},
      {"1e400", JsonWanted::kString, "DECIMAL_VALUE cannot be converted to String"},
      {"123456789012345678901234567890", JsonWanted::kString,
       "NUMBER_VALUE cannot be converted to String"},
      {"[]", JsonWanted::kString, "Unrecognized collection type class java.lang.String"},
      {"{}", JsonWanted::kString, kStructure},
      {"\"23\"", JsonWanted::kBoolean, "Unexpected token received from parser"},
      {"23", JsonWanted::kBoolean, "NUMBER_VALUE cannot be converted to Boolean"},
      {"[]", JsonWanted::kBoolean, "Unrecognized collection type class java.lang.Boolean"},
      {"{}", JsonWanted::kBoolean, kStructure},
      {"\"23\"", JsonWanted::kInteger, "STRING_VALUE cannot be converted to Integer"},
      {"true", JsonWanted::kLong, "TRUE_VALUE cannot be converted to Long"},
      {"[]", JsonWanted::kDouble, "Unrecognized collection type class java.lang.Double"},
      {"true", JsonWanted::kBlob, "only base-64-encoded strings are convertible to bytes"},
      {"23", JsonWanted::kBlob, "only base-64-encoded strings are convertible to bytes"},
      {"[]", JsonWanted::kBlob, "Unrecognized collection type class java.nio.ByteBuffer"},
      {"{}", JsonWanted::kBlob, kStructure},
      {"\"23\"", JsonWanted::kList, "Unexpected field type"},
      {"{}", JsonWanted::kList, kStructure},
      {"true", JsonWanted::kMap, "Unexpected field type"},
      {"[]", JsonWanted::kMap,
       "Unrecognized collection type java.util.Map<java.lang.String, "
       "com.amazonaws.dynamodb.v20120810.AttributeValue>"},
      {"1", JsonWanted::kStruct, "Unexpected field type"},
      {"[]", JsonWanted::kStruct,
       "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"},
      {"1", JsonWanted::kStructElement, "Unexpected value type in payload"},
      {"\"a\"", JsonWanted::kStructElement, "Unexpected value type in payload"},
      {"trux", JsonWanted::kString, ""},
      {"12x", JsonWanted::kString, ""},
  };
  for (const Case& c : cases) EXPECT_EQ(Unexpected(c.json, c.wanted), c.message) << c.json;
  EXPECT_EQ(Unexpected("[]", JsonWanted::kStruct, "a.B"), "Unrecognized collection type class a.B");
}

TEST(JsonShape, ReadsTextWithAndWithoutEscapes) {
  EXPECT_EQ(ReadText(R"("")"), "");
  EXPECT_EQ(ReadText("\"plain é😀\" \n\t "), "plain é😀");
  EXPECT_EQ(ReadText(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(ReadText(R"("\u0041\u00e9\u20ac\ud83d\ude00")"), "Aé€😀");
  EXPECT_EQ(ReadText(R"("\u0000")"), std::string(1, '\0'));
  EXPECT_EQ(ReadText(R"("ends in \\")"), "ends in \\");
}

TEST(JsonShape, RefusesEscapesThatAreNone) {
  for (const std::string_view text : {R"("\x")", R"("\u12")", R"("\u12g4")", R"("\u")"}) {
    EXPECT_EQ(ReadText(text), "error: ") << text;
  }
}

TEST(JsonShape, RefusesHalvesOfSurrogatePairs) {
  for (const std::string_view text :
       {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("a\udfffb")", R"("\ud800\u0041")",
        R"("\ud800\ud800")", R"("\udc00\ud800")", R"("\udbff\ue000")", R"("\ud800\n")"}) {
    EXPECT_EQ(ReadText(text), "error: ") << text;
  }
}

// Every pair of escapes is text if it is a surrogate pair or if neither is half of one.
TEST(JsonShape, SurrogatePairsAreTheOnlyUseOfTheirHalves) {
  const auto escape = [](int code) {
    char text[8];
    std::snprintf(text, sizeof(text), "\\u%04x", static_cast<unsigned>(code));
    return std::string(text);
  };
  const auto is_high = [](int code) { return code >= 0xd800 && code < 0xdc00; };
  const auto is_low = [](int code) { return code >= 0xdc00 && code < 0xe000; };
  std::vector<int> codes = {0x1, 0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xffff};
  for (int code = 0xd7f0; code < 0xe010; code += 0x0b) codes.push_back(code);
  for (const int edge : {0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000}) codes.push_back(edge);
  for (const int a : codes) {
    for (const int b : codes) {
      const bool valid =
          (is_high(a) && is_low(b)) || (!is_high(a) && !is_low(a) && !is_high(b) && !is_low(b));
      const std::string read = ReadText("\"" + escape(a) + escape(b) + "\"");
      ASSERT_EQ(read != "error: ", valid) << escape(a) << escape(b);
    }
  }
}

TEST(JsonShape, ReadsBooleansAlsoFromTheirWords) {
  for (const std::string_view text :
       {"true", "\"true\"", "\"TRUE\"", "\"t\"", "\"yes\"", "\"Yes\"", "\"Y\"", "\"1\""}) {
    EXPECT_EQ(ReadTruth(text), "true") << text;
  }
  for (const std::string_view text : {"false", "\"false\"", "\"f\"", "\"No\"", "\"n\"", "\"0\""}) {
    EXPECT_EQ(ReadTruth(text), "false") << text;
  }
  EXPECT_EQ(ReadTruth("\"\""), "Unexpected token received from parser");
  EXPECT_EQ(ReadTruth("\"on\""), "Unexpected token received from parser");
  EXPECT_EQ(ReadTruth("\"2\""), "Unexpected token received from parser");
  EXPECT_EQ(ReadTruth("1"), "NUMBER_VALUE cannot be converted to Boolean");
  EXPECT_EQ(ReadTruth("tru"), "");
}

TEST(JsonShape, NullIsNullOnly) {
  const auto is_null = [](json::value member) { return IsJsonNull(member); };
  EXPECT_TRUE(ReadMember("null", is_null));
  EXPECT_TRUE(ReadMember(" null ", is_null));
  for (const std::string_view text : {"nul", "nullx", "\"null\"", "0", "false", "{}", "[]"}) {
    EXPECT_FALSE(ReadMember(text, is_null)) << text;
  }
}

}  // namespace
}  // namespace value
