#include "value/document.h"

#include <gtest/gtest.h>

#include "value/json_text.h"
#include "value/json_writer.h"
#include "value/random_value.h"

namespace value {
namespace {

Document Json(std::string_view text) {
  auto parsed = ValueFromJson(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return Document(*std::move(parsed));
}

std::string ToJson(const Document& document) {
  const Value value = document.Encode();
  EXPECT_TRUE(CheckEncoded(value.view().encoded()));
  std::string json;
  AppendJsonValue(value.view(), &json);
  return json;
}

TEST(Document, ChangesDeepWithin) {
  Document document = Json(R"({"M":{"a":{"L":[{"S":"x"},{"M":{"b":{"N":"1"}}}]},"c":{"S":"y"}}})");
  Document::List* list = document.AsMap()->find("a")->second.AsList();
  ASSERT_NE(list, nullptr);
  (*list)[0] = Document(Value::Bool(true));
  list->at(1).AsMap()->insert_or_assign("a", Document(Value::Null()));
  list->emplace_back(Value::Int(7));
  EXPECT_EQ(ToJson(document),
            R"({"M":{"a":{"L":[{"BOOL":true},{"M":{"a":{"NULL":true},"b":{"N":"1"}}},{"N":"7"}]},)"
            R"("c":{"S":"y"}}})");
}

TEST(Document, IsNoListOrMapUnlessItsValueIs) {
  EXPECT_EQ(Json(R"({"S":"a"})").AsList(), nullptr);
  EXPECT_EQ(Json(R"({"SS":["a"]})").AsList(), nullptr);
  EXPECT_EQ(Json(R"({"L":[]})").AsMap(), nullptr);
  EXPECT_EQ(Json(R"({"M":{}})").AsList(), nullptr);
  Document list = Json(R"({"L":[]})");
  ASSERT_NE(list.AsList(), nullptr);
  EXPECT_EQ(list.AsMap(), nullptr);
  EXPECT_EQ(ToJson(list), R"({"L":[]})");
}

void TakeApart(Document* document) {
  if (Document::List* list = document->AsList()) {
    for (Document& element : *list) TakeApart(&element);
  } else if (Document::Map* map = document->AsMap()) {
    for (auto& [name, element] : *map) TakeApart(&element);
  }
}

TEST(Document, TakenApartAndEncodedIsTheSameValue) {
  RandomValues random(1);
  for (int i = 0; i < 2'000; ++i) {
    const Value value = random.Value(5);
    Document document(value);
    TakeApart(&document);
    ASSERT_EQ(document.Encode(), value);
  }
}

}  // namespace
}  // namespace value
