#include "value/json_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "value/json_text.h"
#include "value/json_writer.h"
#include "value/random_value.h"

namespace value {
namespace {

// The value written again, or its error.
std::string Reread(std::string_view text) {
  const auto value = ValueFromJson(text);
  if (!value.ok()) return value.error().message;
  EXPECT_TRUE(CheckEncoded(value->view().encoded())) << text;
  std::string json;
  AppendJsonValue(value->view(), &json);
  return json;
}

std::string RereadRow(std::string_view text) {
  const auto row = RowFromJson(text);
  if (!row.ok()) return row.error().message;
  EXPECT_TRUE(RowView::Check(row->bytes()).ok()) << text;
  std::string json;
  AppendJsonRow(row->view(), &json);
  return json;
}

// As ParseJsonRow tells them: a SerializationException, or what it left for later.
struct Errors {
  std::string returned = "none";
  std::string invalid = "none";
};
Errors ErrorsOf(std::string_view text, ValueWords words = ValueWords::kOld) {
  const simdjson::padded_string padded(text);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::value root;
  EXPECT_FALSE(parser.iterate(padded).get(document));
  EXPECT_FALSE(document.get_value().get(root));
  std::optional<base::Error> invalid;
  const auto row = ParseJsonRow(root, &invalid, words);
  Errors errors;
  if (!row.ok()) errors.returned = row.error().message;
  if (invalid) errors.invalid = invalid->message;
  return errors;
}

TEST(JsonParser, ReadsEveryType) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"S":"a\u0041é"})", R"({"S":"aAé"})"},
      {R"({"N":"1.50e1"})", R"({"N":"15"})"},
      {R"({"B":"AAEC"})", R"({"B":"AAEC"})"},
      {R"({"B":""})", R"({"B":""})"},
      {R"({"BOOL":true})", R"({"BOOL":true})"},
      {R"({"BOOL":"no"})", R"({"BOOL":false})"},
      {R"({"NULL":true})", R"({"NULL":true})"},
      {R"({"L":[{"S":"b"},{"L":[{"S":"a"}]},{"M":{}}]})",
       R"({"L":[{"S":"b"},{"L":[{"S":"a"}]},{"M":{}}]})"},
      {R"({"M":{"b":{"S":"x"},"a":{"S":"y"}}})", R"({"M":{"a":{"S":"y"},"b":{"S":"x"}}})"},
      {R"({"SS":["b","a",""]})", R"({"SS":["","a","b"]})"},
      {R"({"NS":["2","10","-1"]})", R"({"NS":["-1","2","10"]})"},
      {R"({"BS":["YQ==",""]})", R"({"BS":["","YQ=="]})"},
      {R"( { "S" : "spaced" } )", R"({"S":"spaced"})"},
      {R"({"\u0053":"escaped type"})", R"({"S":"escaped type"})"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Reread(text), expected) << text;
}

TEST(JsonParser, MembersThatAreNullOrUnknownAreAbsent) {
  EXPECT_EQ(Reread(R"({"S":null,"N":"1"})"), R"({"N":"1"})");
  EXPECT_EQ(Reread(R"({"X":{"deep":[1,{"S":2}]},"N":"1","Y":null})"), R"({"N":"1"})");
}

TEST(JsonParser, ValueHasExactlyOneType) {
  constexpr std::string_view kEmpty =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  constexpr std::string_view kSeveral =
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
      "supported datatypes";
  for (const std::string_view text :
       {R"({})", R"({"a":""})", R"({"s":"x"})", R"({"S":null})", R"({"M":{"a":{}}})",
        R"({"L":[{}]})", R"({"L":[{"a":{}}]})", R"({"L":[null]})", R"({"M":{"a":null}})"}) {
    EXPECT_EQ(Reread(text), kEmpty) << text;
  }
  for (const std::string_view text :
       {R"({"S":"a","N":"1"})", R"({"NULL":true,"L":[]})", R"({"L":[{"S":"a","BOOL":true}]})"}) {
    EXPECT_EQ(Reread(text), kSeveral) << text;
  }
  // A type's own error comes before that of there being two types.
  EXPECT_EQ(Reread(R"({"S":"","N":""})"), "The parameter cannot be converted to a numeric value");
}

TEST(JsonParser, OfNamesGivenTwiceTheLastCounts) {
  EXPECT_EQ(Reread(R"({"S":"a","S":"b"})"), R"({"S":"b"})");
  EXPECT_EQ(RereadRow(R"({"a":{"S":"1"},"a":{"S":"2"}})"), R"({"a":{"S":"2"}})");
  EXPECT_EQ(RereadRow(R"({"b":{"S":"1"},"a":{"S":"2"},"b":{"L":[]},"a":{"N":"3"},"b":{"S":"4"}})"),
            R"({"a":{"N":"3"},"b":{"S":"4"}})");
  EXPECT_EQ(Reread(R"({"M":{"b":{"S":"1"},"a":{"S":"2"},"\u0062":{"S":"3"}}})"),
            R"({"M":{"a":{"S":"2"},"b":{"S":"3"}}})");
}

TEST(JsonParser, SomeInvalidValuesAreToldInNewerWords) {
  const std::string prefix = "One or more parameter values were invalid: ";
  const std::string not_numeric = "The parameter cannot be converted to a numeric value: ";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"N":""})", not_numeric},
      {R"({"NS":["1",""]})", not_numeric},
      {R"({"N":"x"})", not_numeric + "x"},
      {R"({"SS":["b","a","b"]})",
       prefix + R"(Input collection ["a", "b", "b"] contains duplicates.)"},
      {R"({"SS":["\"\\\n","\"\\\n"]})",
       prefix + R"(Input collection ["\"\\\n", "\"\\\n"] contains duplicates.)"},
      {R"({"BS":["/w==","AA==","/w=="]})",
       prefix + R"(Input collection ["AA==","/w==","/w=="]of type BS contains duplicates.)"},
      {R"({"NS":["1","2","1.0"]})", "Input collection contains duplicates"},
      {R"({"SS":[]})", prefix + "An string set  may not be empty"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_EQ(ErrorsOf(R"({"a":)" + text + "}", ValueWords::kNew).invalid, message) << text;
  }
}

TEST(JsonParser, InvalidValuesAreToldInDynamoDbsWords) {
  const std::string prefix = "One or more parameter values were invalid: ";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"NULL":false})", prefix + "Null attribute value types must have the value of true"},
      {R"({"NULL":"no"})", prefix + "Null attribute value types must have the value of true"},
      {R"({"SS":[]})", prefix + "An string set  may not be empty"},
      {R"({"NS":[]})", prefix + "An number set  may not be empty"},
      {R"({"BS":[]})", prefix + "Binary sets should not be empty"},
      {R"({"SS":["a",null]})", prefix + "An string set may not have a empty string as a member"},
      {R"({"BS":[null]})", prefix + "Binary sets may not contain null or empty values"},
      {R"({"NS":[null]})", "The parameter cannot be converted to a numeric value"},
      {R"({"SS":["a","b","a"]})", prefix + "Input collection [a, b, a] contains duplicates."},
      {R"({"BS":["Yg==","YQ==","Yg=="]})",
       prefix + "Input collection [Yg==, YQ==, Yg==]of type BS contains duplicates."},
      {R"({"NS":["1","2","1.0"]})", "Input collection contains duplicates"},
      {R"({"NS":["1",""]})", "The parameter cannot be converted to a numeric value"},
      {R"({"NS":["1","b"]})", "The parameter cannot be converted to a numeric value: b"},
      {R"({"N":"b"})", "The parameter cannot be converted to a numeric value: b"},
      {R"({"N":"1e126"})",
       "Number overflow. Attempting to store a number with magnitude larger than supported range"},
      {R"({"M":{"":{"S":"a"}}})", "Empty attribute name"},
      {R"({"M":{")" + std::string(65536, 'n') + R"(":{"S":"a"}}})",
       "Attribute name is too large, must be less than 65536 bytes"},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(Reread(text), message) << text;
  EXPECT_EQ(Reread(R"({"M":{")" + std::string(65535, 'n') + R"(":{"S":"a"}}})").size(),
            65535 + std::string_view(R"({"M":{"":{"S":"a"}}})").size());
}

TEST(JsonParser, WrongShapesAreToldInDynamoDbsWords) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"a":1})", "Unexpected value type in payload"},
      {R"({"a":"S"})", "Unexpected value type in payload"},
      {R"({"a":[]})",
       "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"},
      {R"({"a":{"S":1}})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"a":{"N":1.5}})", "DECIMAL_VALUE cannot be converted to String"},
      {R"({"a":{"B":true}})", "only base-64-encoded strings are convertible to bytes"},
      {R"({"a":{"B":"YQ="}})",
       "Base64 encoded length is expected a multiple of 4 bytes but found: 3"},
      {R"({"a":{"BOOL":1}})", "NUMBER_VALUE cannot be converted to Boolean"},
      {R"({"a":{"NULL":[]}})", "Unrecognized collection type class java.lang.Boolean"},
      {R"({"a":{"SS":"a"}})", "Unexpected field type"},
      {R"({"a":{"SS":{}}})", "Start of structure or map found where not expected"},
      {R"({"a":{"SS":[1]}})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"a":{"BS":[1]}})", "only base-64-encoded strings are convertible to bytes"},
      {R"({"a":{"BS":["YQ"]}})",
       "Base64 encoded length is expected a multiple of 4 bytes but found: 2"},
      {R"({"a":{"L":"a"}})", "Unexpected field type"},
      {R"({"a":{"L":["a"]}})", "Unexpected value type in payload"},
      {R"({"a":{"M":"a"}})", "Unexpected field type"},
      {R"({"a":{"M":[]}})",
       "Unrecognized collection type java.util.Map<java.lang.String, "
       "com.amazonaws.dynamodb.v20120810.AttributeValue>"},
      {R"([])",
       "Unrecognized collection type java.util.Map<java.lang.String, "
       "com.amazonaws.dynamodb.v20120810.AttributeValue>"},
      {R"({"a":{"S":"\ud800"}})", ""},
      {R"({"\udc00":{"S":"a"}})", ""},
      {R"({"a":{"S":"b" "N":"1"}})", ""},
      {R"({"a":{"S":nul}})", ""},
      {R"({"a":{"L":[{"S":"a"}})", ""},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(ErrorsOf(text).returned, message) << text;
}

TEST(JsonParser, TellsTheFirstInvalidValueButGoesOnLookingForWrongShapes) {
  const Errors both = ErrorsOf(R"({"a":{"N":"x"},"b":{"SS":[]},"c":{"S":1}})");
  EXPECT_EQ(both.returned, "NUMBER_VALUE cannot be converted to String");
  const Errors invalid = ErrorsOf(R"({"a":{"N":"x"},"b":{"SS":[]}})");
  EXPECT_EQ(invalid.returned, "none");
  EXPECT_EQ(invalid.invalid, "The parameter cannot be converted to a numeric value: x");
  EXPECT_EQ(ErrorsOf(R"({"z":{"S":""},"b":{"N":"1"}})").invalid, "none");
}

constexpr std::string_view kNestedTooDeep =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
    "beyond "
    "supported limit";

std::string Nested(int levels, std::string_view open, std::string_view close) {
  std::string text = R"({"S":"leaf"})";
  for (int i = 1; i < levels; ++i) text = std::string(open) + text + std::string(close);
  return text;
}

TEST(JsonParser, RefusesMoreThan32LevelsOfAnItem) {
  for (const auto& [open, close] : {std::pair{R"({"L":[)", "]}"}, {R"({"M":{"a":)", "}}"}}) {
    EXPECT_EQ(Reread(Nested(32, open, close)), Nested(32, open, close));
    EXPECT_TRUE(ValueFromJson(Nested(33, open, close)).ok());  // by itself, not in an item
    EXPECT_EQ(Reread(Nested(34, open, close)), kNestedTooDeep);
    EXPECT_EQ(Reread(Nested(300, open, close)), kNestedTooDeep);
  }
  EXPECT_EQ(RereadRow("{\"a\":" + Nested(32, R"({"L":[)", "]}") + "}"),
            "{\"a\":" + Nested(32, R"({"L":[)", "]}") + "}");
  EXPECT_EQ(RereadRow("{\"a\":" + Nested(33, R"({"L":[)", "]}") + "}"), kNestedTooDeep);
  // However deep, the stack is not.
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_NE(Reread(R"({"L":)" + deep + "}"), "");
}

TEST(JsonParser, SortsAttributesOfAnyNumber) {
  for (const int count : {0, 1, 2, 100, 127, 128, 129, 1000}) {
    std::string text = "{";
    std::string sorted = "{";
    for (int i = 0; i < count; ++i) {
      const auto attribute = [](int n) {
        return "\"" + std::to_string(10'000 + n) + "\":{\"N\":\"" + std::to_string(n) + "\"}";
      };
      text += (i > 0 ? "," : "") + attribute(count - 1 - i);
      sorted += (i > 0 ? "," : "") + attribute(i);
    }
    ASSERT_EQ(RereadRow(text + "}"), sorted + "}");
    ASSERT_EQ(RereadRow(sorted + "}"), sorted + "}");
  }
}

TEST(JsonParser, ReadsWhatIsWritten) {
  RandomValues random(1);
  for (int i = 0; i < 5'000; ++i) {
    const Row row = random.Row(4);
    std::string json;
    AppendJsonRow(row.view(), &json);
    const auto reread = RowFromJson(json);
    ASSERT_TRUE(reread.ok()) << json << ": " << reread.error().message;
    ASSERT_EQ(*reread, row) << json;
  }
}

TEST(JsonParser, SurvivesDamage) {
  RandomValues random(2);
  for (int i = 0; i < 20'000; ++i) {
    std::string json;
    AppendJsonRow(random.Row(3).view(), &json);
    if (random.OneIn(2)) {
      json.resize(random.Below(json.size() + 1));
    } else {
      json[random.Below(json.size())] = static_cast<char>(random.Below(256));
    }
    const auto row = RowFromJson(json);
    if (row.ok()) {
      ASSERT_TRUE(RowView::Check(row->bytes()).ok()) << json;
    }
  }
}

TEST(JsonText, IsOneValueAndNothingElse) {
  for (const std::string_view text :
       {"", " ", "1", "null", R"({"a":{"S":"b"}} x)", R"({"a":{"S":"b"}}{})", R"({"a":{"S":"b"})",
        "{\"a\":{\"S\":\"\xff\"}}", "{\"a\":{\"S\":\"\n\"}}"}) {
    EXPECT_FALSE(RowFromJson(text).ok()) << text;
  }
}

}  // namespace
}  // namespace value
