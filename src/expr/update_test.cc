#include "expr/update.h"

#include <gtest/gtest.h>

#include "expr/testing/request.h"
#include "expr/update_values.h"

namespace expr {
namespace {

constexpr std::string_view kValues = R"({
  ":1": {"N": "1"}, ":2": {"N": "2"}, ":x": {"S": "x"}, ":t": {"BOOL": true},
  ":nil": {"NULL": true}, ":b": {"B": "AQ=="}, ":map": {"M": {"q": {"N": "1"}}},
  ":l": {"L": [{"S": "v"}]}, ":empty": {"L": []},
  ":ss": {"SS": ["b", "c"]}, ":ns": {"NS": ["2", "10"]}, ":bs": {"BS": ["AQ=="]},
  ":big": {"N": "9e125"}, ":tiny": {"N": "1e-30"}, ":e20": {"N": "1e20"}
})";
const Placeholders::Names kNames = {{"#m", "m"}, {"#n", "name"}, {"#dot", "a.b"}};

// `item` after the update, or the message.
std::string Updated(std::string_view text, std::string_view item) {
  TestRequest request(kNames, kValues);
  const auto update = Update::Compile(text, request.placeholders());
  if (!update.ok()) return update.error().message;
  const auto row = update->Apply(RowOf(item).view());
  if (!row.ok()) return row.error().message;
  EXPECT_TRUE(value::RowView::Check(row->bytes()).ok()) << text;
  return JsonOf(*row);
}

struct Case {
  std::string text;
  std::string item;
  std::string result;
};

void RunCases(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(Updated(c.text, c.item), c.result) << c.text;
}

constexpr char kMissing[] =
    "The provided expression refers to an attribute that does not exist in the item";
constexpr char kWrongType[] = "An operand in the update expression has an incorrect data type";
constexpr char kInvalidPath[] =
    "The document path provided in the update expression is invalid for update";

TEST(Update, SetPutsAndReplaces) {
  RunCases({
      {"SET a = :1", "{}", R"({"a":{"N":"1"}})"},
      {"SET c = :x, a = :1", R"({"b":{"N":"5"},"c":{"N":"6"}})",
       R"({"a":{"N":"1"},"b":{"N":"5"},"c":{"S":"x"}})"},
      {"SET #n = :nil, #dot = :map", "{}", R"({"a.b":{"M":{"q":{"N":"1"}}},"name":{"NULL":true}})"},
      {"SET b = (a)", R"({"a":{"SS":["y","z"]}})",
       R"({"a":{"SS":["y","z"]},"b":{"SS":["y","z"]}})"},
  });
}

TEST(Update, OperandsAreReadFromTheItemBefore) {
  RunCases({
      {"SET a = b, b = a", R"({"a":{"N":"1"},"b":{"N":"2"}})", R"({"a":{"N":"2"},"b":{"N":"1"}})"},
      {"SET a = :2, b = a + :1 REMOVE c", R"({"a":{"N":"5"},"c":{"N":"1"}})",
       R"({"a":{"N":"2"},"b":{"N":"6"}})"},
      {"SET a = c REMOVE c", R"({"c":{"N":"1"}})", R"({"a":{"N":"1"}})"},
      {"SET b = a, a = :1", "{}", kMissing},
  });
}

TEST(Update, SetAddsAndSubtracts) {
  RunCases({
      {"SET a = a + :1", R"({"a":{"N":"1.5"}})", R"({"a":{"N":"2.5"}})"},
      {"SET a = :1 - a", R"({"a":{"N":"1.5"}})", R"({"a":{"N":"-0.5"}})"},
      {"SET a = (b - c)", R"({"b":{"N":"3"},"c":{"N":"3"}})",
       R"({"a":{"N":"0"},"b":{"N":"3"},"c":{"N":"3"}})"},
      {"SET a = a + a", R"({"a":{"N":"2"}})", R"({"a":{"N":"4"}})"},
      {"SET a = if_not_exists(a, :1) + :2", "{}", R"({"a":{"N":"3"}})"},
      {"SET a = if_not_exists(a, :1) + :2", R"({"a":{"N":"40"}})", R"({"a":{"N":"42"}})"},
      {"SET a = a + :1", "{}", kMissing},
      {"SET a = a + :1", R"({"a":{"S":"1"}})", kWrongType},
      {"SET a = b - a", R"({"a":{"N":"1"},"b":{"NS":["1"]}})", kWrongType},
  });
}

TEST(Update, ArithmeticIsExactOrRefused) {
  EXPECT_EQ(Updated("SET a = a + :big", R"({"a":{"N":"9e125"}})"),
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range");
  EXPECT_EQ(Updated("SET a = a + :tiny", R"({"a":{"N":"1e20"}})"),
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range");
  EXPECT_EQ(Updated("ADD a :tiny", R"({"a":{"N":"1e20"}})"),
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range");
}

TEST(Update, ListAppend) {
  RunCases({
      {"SET a = list_append(a, :l)", R"({"a":{"L":[{"N":"1"}]}})",
       R"({"a":{"L":[{"N":"1"},{"S":"v"}]}})"},
      {"SET a = list_append(:l, a)", R"({"a":{"L":[{"N":"1"}]}})",
       R"({"a":{"L":[{"S":"v"},{"N":"1"}]}})"},
      {"SET a = list_append(if_not_exists(a, :empty), :l)", "{}", R"({"a":{"L":[{"S":"v"}]}})"},
      {"SET a = list_append(if_not_exists(a, :1), :l)", R"({"a":{"L":[]}})",
       R"({"a":{"L":[{"S":"v"}]}})"},
      {"SET a = list_append(if_not_exists(a, :1), :l)", "{}", kWrongType},
      {"SET a = list_append(a, a)", R"({"a":{"L":[{"N":"1"}]}})",
       R"({"a":{"L":[{"N":"1"},{"N":"1"}]}})"},
      {"SET a = list_append(a, :l)", "{}", kMissing},
      {"SET a = list_append(a, :l)", R"({"a":{"S":"x"}})", kWrongType},
  });
}

TEST(Update, IfNotExistsNeedsItsSecondOperandOnlyIfThereIsNoFirst) {
  RunCases({
      {"SET a = if_not_exists(b, c)", R"({"b":{"N":"1"}})", R"({"a":{"N":"1"},"b":{"N":"1"}})"},
      {"SET a = if_not_exists(b, c)", R"({"c":{"N":"1"}})", R"({"a":{"N":"1"},"c":{"N":"1"}})"},
      {"SET a = if_not_exists(b, c)", "{}", kMissing},
      {"SET a = if_not_exists(b, if_not_exists(c, :1))", "{}", R"({"a":{"N":"1"}})"},
      {"SET a = if_not_exists(b, if_not_exists(c, d))", R"({"b":{"N":"1"}})",
       R"({"a":{"N":"1"},"b":{"N":"1"}})"},
      {"SET a = if_not_exists(b, :x) + :1", R"({"b":{"N":"1"}})",
       R"({"a":{"N":"2"},"b":{"N":"1"}})"},
      {"SET a = if_not_exists(b, :x) + :1", "{}", kWrongType},
  });
}

TEST(Update, SetReachesIntoMaps) {
  const std::string item = R"({"m":{"M":{"k":{"N":"1"},"z":{"M":{}}}}})";
  RunCases({
      {"SET m.k = :x", item, R"({"m":{"M":{"k":{"S":"x"},"z":{"M":{}}}}})"},
      {"SET #m.a = :x, m.z.y = :1", item,
       R"({"m":{"M":{"a":{"S":"x"},"k":{"N":"1"},"z":{"M":{"y":{"N":"1"}}}}}})"},
      {"SET m.k = m.k + :1", item, R"({"m":{"M":{"k":{"N":"2"},"z":{"M":{}}}}})"},
      {"SET m.x.y = :1", item, kInvalidPath},
      {"SET x.y = :1", item, kInvalidPath},
      {"SET m.k.y = :1", item, kInvalidPath},
      {"SET m[0] = :1", item, kInvalidPath},
      {"SET m.k[0] = :1", item, kInvalidPath},
  });
}

TEST(Update, SetReachesIntoListsAndAppendsBeyondTheEnd) {
  const std::string item = R"({"l":{"L":[{"N":"0"},{"N":"1"},{"M":{}}]}})";
  RunCases({
      {"SET l[1] = :x", item, R"({"l":{"L":[{"N":"0"},{"S":"x"},{"M":{}}]}})"},
      {"SET l[2].a = :x", item, R"({"l":{"L":[{"N":"0"},{"N":"1"},{"M":{"a":{"S":"x"}}}]}})"},
      {"SET l[9] = :2, l[5] = :x, l[0] = :t", item,
       R"({"l":{"L":[{"BOOL":true},{"N":"1"},{"M":{}},{"S":"x"},{"N":"2"}]}})"},
      {"SET l[9].a = :x", item, kInvalidPath},
      {"SET l.a = :x", item, kInvalidPath},
      {"SET l[0][0] = :x", item, kInvalidPath},
  });
}

TEST(Update, RemoveTakesWhatIsThere) {
  const std::string item =
      R"({"a":{"N":"1"},"l":{"L":[{"N":"0"},{"N":"1"},{"N":"2"}]},"m":{"M":{"k":{"N":"1"}}}})";
  RunCases({
      {"REMOVE a, l, m", item, "{}"},
      {"REMOVE x, l[7], m.x, m.k", item,
       R"({"a":{"N":"1"},"l":{"L":[{"N":"0"},{"N":"1"},{"N":"2"}]},"m":{"M":{}}})"},
      {"REMOVE a, m, l[0], l[1]", item, R"({"l":{"L":[{"N":"2"}]}})"},
      {"REMOVE a, m, l[0], l[1], l[2]", item, R"({"l":{"L":[]}})"},
      {"REMOVE x.y", item, kInvalidPath},
      {"REMOVE a[0]", item, kInvalidPath},
      {"REMOVE m.x[0]", item, kInvalidPath},
  });
}

TEST(Update, IndexesAreThoseOfTheItemBefore) {
  RunCases({
      {"SET l[2] = :x, l[8] = :t REMOVE l[0], l[1]",
       R"({"l":{"L":[{"N":"0"},{"N":"1"},{"N":"2"}]}})",
       R"({"l":{"L":[{"S":"x"},{"BOOL":true}]}})"},
      {"REMOVE l[0] SET m = l[0]", R"({"l":{"L":[{"N":"0"},{"N":"1"}]}})",
       R"({"l":{"L":[{"N":"1"}]},"m":{"N":"0"}})"},
  });
}

TEST(Update, AddCreatesOrAdds) {
  RunCases({
      {"ADD a :1, b :ss", "{}", R"({"a":{"N":"1"},"b":{"SS":["b","c"]}})"},
      {"ADD a :1", R"({"a":{"N":"-3"}})", R"({"a":{"N":"-2"}})"},
      {"ADD a :ss", R"({"a":{"SS":["a","b"]}})", R"({"a":{"SS":["a","b","c"]}})"},
      {"ADD a :ns", R"({"a":{"NS":["2.0","-1"]}})", R"({"a":{"NS":["-1","2","10"]}})"},
      {"ADD a :bs", R"({"a":{"BS":["AQ=="]}})", R"({"a":{"BS":["AQ=="]}})"},
      {"ADD m.a :1, m.k :1", R"({"m":{"M":{"k":{"N":"1"}}}})",
       R"({"m":{"M":{"a":{"N":"1"},"k":{"N":"2"}}}})"},
      {"ADD l[0] :1, l[5] :2", R"({"l":{"L":[{"N":"1"}]}})",
       R"({"l":{"L":[{"N":"2"},{"N":"2"}]}})"},
      {"ADD a :1", R"({"a":{"S":"x"}})", kWrongType},
      {"ADD a :1", R"({"a":{"NS":["1"]}})", kWrongType},
      {"ADD a :ss", R"({"a":{"NS":["1"]}})", kWrongType},
      {"ADD x.a :1", "{}", kInvalidPath},
  });
}

TEST(Update, DeleteTakesElementsAndTheAttributeWithTheLast) {
  RunCases({
      {"DELETE a :ss", R"({"a":{"SS":["a","b"]}})", R"({"a":{"SS":["a"]}})"},
      {"DELETE a :ss", R"({"a":{"SS":["b"]}})", "{}"},
      {"DELETE a :ss", R"({"a":{"SS":["x"]}})", R"({"a":{"SS":["x"]}})"},
      {"DELETE a :ns", R"({"a":{"NS":["10.00","3"]}})", R"({"a":{"NS":["3"]}})"},
      {"DELETE a :ss", R"({"b":{"N":"1"}})", R"({"b":{"N":"1"}})"},
      {"DELETE m.s :ss, l[0] :bs",
       R"({"l":{"L":[{"BS":["AQ=="]},{"N":"1"}]},"m":{"M":{"s":{"SS":["c"]}}}})",
       R"({"l":{"L":[{"N":"1"}]},"m":{"M":{}}})"},
      {"DELETE a :ss", R"({"a":{"NS":["1"]}})", kWrongType},
      {"DELETE a :ss", R"({"a":{"S":"b"}})", kWrongType},
  });
}

TEST(Update, UpdatesFollowEachOther) {
  std::string item = R"({"pk":{"S":"k"}})";
  for (const std::string_view text :
       {"SET m = :map, l = :l ADD n :1", "SET m.#n = l, l[1] = n ADD n :2, s :ss",
        "REMOVE m.q, l[0] DELETE s :ss SET l[7] = m.#n[0]", "ADD m.n :1 REMOVE n"}) {
    item = Updated(text, item);
  }
  EXPECT_EQ(
      item,
      R"({"l":{"L":[{"N":"1"},{"S":"v"}]},"m":{"M":{"n":{"N":"1"},"name":{"L":[{"S":"v"}]}}},)"
      R"("pk":{"S":"k"}})");
}

TEST(Update, KnowsItsTargets) {
  TestRequest request(kNames, kValues);
  const auto update = Update::Compile("SET a = b, #m.c = :1 REMOVE d[2] ADD e :1 DELETE f :ss",
                                      request.placeholders());
  ASSERT_TRUE(update.ok());
  std::string text;
  for (const Path& path : update->targets()) text += path.ToText();
  EXPECT_EQ(text, "[a][m, c][d, [2]][e][f]");
}

TEST(Update, TellsErrorsBeforeItSeesAnItem) {
  const std::string prefix = "Invalid UpdateExpression: ";
  const std::string type =
      prefix + "Incorrect operand type for operator or function; operator or function: ";
  const std::string action = prefix + "Incorrect operand type for operator or function; operator: ";
  const std::string count =
      prefix + "Incorrect number of operands for operator or function; operator or function: ";
  RunCases({
      {"", "{}", prefix + "The expression can not be empty;"},
      {"SET a = :undefined", "{}",
       prefix + "An expression attribute value used in expression is not defined; attribute value: "
                ":undefined"},
      {"REMOVE #x", "{}",
       prefix + "An expression attribute name used in the document path is not defined; attribute "
                "name: #x"},
      {"SET a = if_not_exists(b)", "{}", count + "if_not_exists, number of operands: 1"},
      {"SET a = list_append(b, c, d)", "{}", count + "list_append, number of operands: 3"},
      {"SET a = if_not_exists(:1, b)", "{}",
       prefix +
           "Operator or function requires a document path; operator or function: if_not_exists"},
      {"SET a = a + :x", "{}", type + "+, operand type: S"},
      {"SET a = :t - a", "{}", type + "-, operand type: BOOL"},
      {"SET a = list_append(a, :1)", "{}", type + "list_append, operand type: N"},
      {"ADD a :x", "{}", action + "ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND"},
      {"ADD a :l", "{}", action + "ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND"},
      {"ADD a :map", "{}", action + "ADD, operand type: MAP, typeSet: ALLOWED_FOR_ADD_OPERAND"},
      {"ADD a :nil", "{}", action + "ADD, operand type: NULL, typeSet: ALLOWED_FOR_ADD_OPERAND"},
      {"ADD a :b", "{}", action + "ADD, operand type: BINARY, typeSet: ALLOWED_FOR_ADD_OPERAND"},
      {"DELETE a :1", "{}",
       action + "DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND"},
      {"DELETE a :t", "{}",
       action + "DELETE, operand type: BOOLEAN, typeSet: ALLOWED_FOR_DELETE_OPERAND"},
      {"SET a = :1 REMOVE a", "{}",
       prefix + "Two document paths overlap with each other; must remove or rewrite one of these "
                "paths; path one: [a], path two: [a]"},
      {"SET m.a = :1, #m = :map", "{}",
       prefix + "Two document paths overlap with each other; must remove or rewrite one of these "
                "paths; path one: [m, a], path two: [m]"},
      // What is written comes before what is read, which is told as it stands in the text.
      {"SET a = :undefined, b = :1 REMOVE b", "{}",
       prefix + "Two document paths overlap with each other; must remove or rewrite one of these "
                "paths; path one: [b], path two: [b]"},
      {"SET a = :undefined REMOVE #x", "{}",
       prefix + "An expression attribute name used in the document path is not defined; attribute "
                "name: #x"},
      {"SET a = a + :x, b = :undefined ADD c :x", "{}", type + "+, operand type: S"},
      {"ADD c :x SET a = a + :x", "{}",
       action + "ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND"},
      {"SET m.a = :1 REMOVE m[0]", "{}",
       prefix + "Two document paths conflict with each other; must remove or rewrite one of these "
                "paths; path one: [m, a], path two: [m, [0]]"},
  });
}

std::string NestedMaps(size_t levels) {
  std::string json = R"({"N":"1"})";
  for (size_t i = 1; i < levels; ++i) json = R"({"M":{"a":)" + json + "}}";
  return json;
}

constexpr std::string_view kTooDeep =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
    "beyond supported limit";

TEST(Update, ResultsNestNoDeeperThanItemsMay) {
  const std::string levels31 = R"({"a":)" + NestedMaps(31) + R"(,"b":{"M":{}}})";
  EXPECT_EQ(Updated("SET b.a = a", levels31),
            R"({"a":)" + NestedMaps(31) + R"(,"b":{"M":{"a":)" + NestedMaps(31) + "}}}");
  const std::string levels32 = R"({"a":)" + NestedMaps(32) + R"(,"b":{"M":{}}})";
  EXPECT_EQ(Updated("SET b.a = a", levels32), kTooDeep);
}

TEST(Update, TellsWhatNestsTooDeepWithoutAnItem) {
  TestRequest request({}, R"({":31":)" + NestedMaps(31) + R"(,":32":)" + NestedMaps(32) + "}");
  const auto nesting_of = [&](std::string_view text) {
    const auto update = Update::Compile(text, request.placeholders());
    EXPECT_TRUE(update.ok()) << text;
    const base::Status status = update->CheckNesting();
    return status.ok() ? std::string() : status.error().message;
  };
  EXPECT_EQ(nesting_of("SET a = :32, b.c = :31"), "");
  EXPECT_EQ(nesting_of("SET a = :31, b.c = :32"), kTooDeep);
  // What depends on the item waits for it.
  EXPECT_EQ(nesting_of("SET a.b = if_not_exists(c, :32) REMOVE d"), "");
}

TEST(Update, TellsTypesThatShowWithoutAnItem) {
  using value::Type;
  TestRequest request(kNames, kValues);
  const auto update = Update::Compile(
      "SET a = :x, b = c, d = e + :1, f = list_append(g, :l), h = if_not_exists(i, :1), "
      "j = if_not_exists(i, k) REMOVE l ADD m :2 DELETE n :ss",
      request.placeholders());
  ASSERT_TRUE(update.ok()) << update.error().message;
  const std::vector<std::optional<Type>> types = {Type::kS,     std::nullopt, Type::kN,
                                                  Type::kL,     Type::kN,     std::nullopt,
                                                  std::nullopt, Type::kN,     Type::kSS};
  ASSERT_EQ(update->targets().size(), types.size());
  for (size_t i = 0; i < types.size(); ++i) {
    EXPECT_EQ(update->TypeAt(i), types[i]) << update->targets()[i].ToText();
  }
}

TEST(Update, ResultsAreBounded) {
  const std::string item = R"({"a":{"L":[{"S":")" + std::string(100'000, 'x') + R"("}]}})";
  constexpr char kTooLarge[] = "Item size to update has exceeded the maximum allowed size";
  std::string copies = "SET b0 = a";
  for (int i = 1; i < 20; ++i) copies += ", b" + std::to_string(i) + " = a";
  EXPECT_EQ(Updated(copies, item), kTooLarge);
  std::string appends = "SET b0 = list_append(a, a)";
  for (int i = 1; i < 20; ++i) appends += ", b" + std::to_string(i) + " = list_append(a, a)";
  EXPECT_EQ(Updated(appends, item), kTooLarge);
}

}  // namespace
}  // namespace expr
