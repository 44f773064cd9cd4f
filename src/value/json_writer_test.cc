#include "value/json_writer.h"

#include <gtest/gtest.h>

#include "value/json_text.h"

namespace value {
namespace {

std::string JsonString(std::string_view text) {
  std::string json;
  AppendJsonString(text, &json);
  return json;
}

TEST(JsonWriter, EscapesOnlyWhatJsonRequires) {
  EXPECT_EQ(JsonString(""), R"("")");
  EXPECT_EQ(JsonString("plain"), R"("plain")");
  EXPECT_EQ(JsonString("\"\\\b\t\n\f\r"), R"("\"\\\b\t\n\f\r")");
  EXPECT_EQ(JsonString(std::string_view("\0\x01\x1f", 3)), R"("\u0000\u0001\u001f")");
  EXPECT_EQ(JsonString("/\x7f é€😀 \u2028"), "\"/\x7f é€😀 \u2028\"");
}

TEST(JsonWriter, FindsEscapesAtEveryPlace) {
  for (size_t size = 0; size < 40; ++size) {
    for (size_t i = 0; i < size; ++i) {
      std::string text(size, '\xa2');
      text[i] = '"';
      std::string expected = "\"" + text + "\"";
      expected.insert(1 + i, "\\");
      ASSERT_EQ(JsonString(text), expected);
    }
  }
}

TEST(JsonWriter, EscapesEachByteAsItsOwn) {
  for (int c = 0; c < 256; ++c) {
    const std::string text(20, static_cast<char>(c));
    const bool plain = c >= 0x20 && c != '"' && c != '\\';
    ASSERT_EQ(JsonString(text) == "\"" + text + "\"", plain) << c;
  }
}

TEST(JsonWriter, WritesEveryTypeAsClientsReadIt) {
  for (const std::string_view json :
       {R"({"S":"a\"b"})", R"({"N":"-12.5"})", R"({"B":"AAEC"})", R"({"BOOL":true})",
        R"({"BOOL":false})", R"({"NULL":true})", R"({"L":[]})", R"({"L":[{"S":"a"},{"N":"1"}]})",
        R"({"M":{}})", R"({"M":{"a\n":{"S":"x"},"b":{"M":{"c":{"NULL":true}}}}})",
        R"({"SS":["a","b"]})", R"({"NS":["-3","0","10.5"]})", R"({"BS":["AA==","YQ=="]})"}) {
    const auto value = ValueFromJson(json);
    ASSERT_TRUE(value.ok()) << json;
    std::string written;
    AppendJsonValue(value->view(), &written);
    EXPECT_EQ(written, json);
  }
}

TEST(JsonWriter, WritesRows) {
  std::string json;
  AppendJsonRow(RowView(), &json);
  EXPECT_EQ(json, "{}");
  json.clear();
  AppendJsonRow(RowFromJson(R"({ "b" : {"N":"1.0"}, "a" : {"S":""} })")->view(), &json);
  EXPECT_EQ(json, R"({"a":{"S":""},"b":{"N":"1"}})");
}

}  // namespace
}  // namespace value
