#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/model/dynamodb_json.h"
#include "api/model/patterns.h"
#include "api/model/violations.h"
#include "wire/http_message.h"

namespace api::dynamodb {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// Both forms of words can be asked of any operation; the old one is what most of these tests are
// of.
template <typename Input>
ApiResult<Input> Parse(ApiResult<Input> (*parse)(std::string_view, Words), std::string_view body,
                       Words words = Words::kOld) {
  const std::string padded = std::string(body) + std::string(wire::kBodyPaddingBytes, ' ');
  return parse(std::string_view(padded).substr(0, body.size()), words);
}

template <typename Input>
std::string ErrorOf(ApiResult<Input> (*parse)(std::string_view, Words), std::string_view body,
                    Words words = Words::kOld) {
  const ApiResult<Input> result = Parse(parse, body, words);
  if (result) return "";
  return std::string(result.error().name) + ": " + result.error().message;
}

struct Case {
  std::string body;
  std::string error;  // empty: parses
};

template <typename Input>
void Check(ApiResult<Input> (*parse)(std::string_view, Words), const std::vector<Case>& cases,
           Words words = Words::kOld) {
  for (const Case& c : cases) EXPECT_EQ(ErrorOf(parse, c.body, words), c.error) << c.body;
}

std::string Violation(const std::string& text) {
  return "ValidationException: 1 validation error detected: " + text;
}

TEST(RequestReader, ReadsMembersInAnyOrderAndIgnoresUnknownOnes) {
  const auto input = Parse(ParseGetItemInput,
                           R"({"Unknown":[1,{"a":null}],"Key":{"pk":{"S":"a"}},
                               "ConsistentRead":true,"TableName":"abc"})");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->table_name, "abc");
  EXPECT_EQ(input->consistent_read, true);
  EXPECT_EQ(input->key.Find("pk")->AsBytes(), "a");
  EXPECT_EQ(input->projection_expression, std::nullopt);
}

// `count` times `element`.
std::string Elements(size_t count, const std::string& element) {
  std::string elements = element;
  for (size_t i = 1; i < count; ++i) elements += "," + element;
  return elements;
}

TEST(RequestReader, KeepsNoMoreOfAListThanItsLimitNeeds) {
  const auto input =
      Parse(ParseTagResourceInput, R"({"ResourceArn":"arn","Tags":[)" +
                                       Elements(5'000, R"({"Key":"a","Value":""})") + "]}");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->tags.size(), 100u);
  const auto updates =
      Parse(ParseUpdateTableInput,
            R"({"TableName":"abc","GlobalSecondaryIndexUpdates":[)" + Elements(5'000, "{}") + "]}");
  ASSERT_TRUE(updates) << updates.error().message;
  EXPECT_EQ(updates->global_secondary_index_updates->size(), 100u);
}

TEST(RequestReader, LooksAtWhatItDoesNotKeep) {
  EXPECT_EQ(
      ErrorOf(ParseTagResourceInput, R"({"ResourceArn":"arn","Tags":[)" +
                                         Elements(5'000, R"({"Key":"a","Value":""})") + R"(,7]})"),
      "SerializationException: Unexpected value type in payload");
  EXPECT_EQ(ErrorOf(ParseTagResourceInput, R"({"ResourceArn":"arn","Tags":[)" +
                                               Elements(5'000, R"({"Key":"a","Value":""})") +
                                               R"(,{"Key":"a"}]})"),
            Violation("Value null at 'tags.5001.member.value' failed to satisfy constraint: Member "
                      "must not be null"));
}

TEST(RequestReader, TakesTheLastOfAnEntryGivenThousandsOfTimes) {
  const auto input =
      Parse(ParseBatchGetItemInput, R"({"RequestItems":{"abc":{"Keys":[{"a":{"S":"first"}}]},)" +
                                        Elements(10'000, R"("def":{"Keys":[{"a":{"S":"x"}}]})") +
                                        R"(,"abc":{"Keys":[{"a":{"S":"last"}}]}}})");
  ASSERT_TRUE(input) << input.error().message;
  ASSERT_EQ(input->request_items.size(), 2u);
  EXPECT_EQ(input->request_items[1].first, "abc");
  EXPECT_EQ(input->request_items[1].second.keys[0].Find("a")->AsBytes(), "last");
}

TEST(RequestReader, TellsOfAMapOfTooManyEntries) {
  std::string tables;
  for (int i = 0; i < 10'000; ++i) {
    if (i > 0) tables += ',';
    tables += "\"tab" + std::to_string(i) + R"(":{"Keys":[{"a":{"S":"x"}}]})";
  }
  const std::string error = ErrorOf(ParseBatchGetItemInput, R"({"RequestItems":{)" + tables + "}}");
  EXPECT_TRUE(
      error.ends_with("' at 'requestItems' failed to satisfy constraint: Member must have "
                      "length less than or equal to 100"))
      << error.substr(error.size() - 200);
}

TEST(RequestReader, SortsExpressionValuesAndTakesTheLastOfEach) {
  const auto input = Parse(ParseScanInput,
                           R"({"TableName":"abc","ExpressionAttributeValues":{":b":{"N":"1"},
                               ":a":{"N":"2"},":b":{"N":"3"},":c":{"N":"4"},":a":{"N":"5"}}})");
  ASSERT_TRUE(input) << input.error().message;
  const value::Row& values = *input->expression_attribute_values;
  EXPECT_TRUE(value::RowView::Check(values.bytes()).ok());
  EXPECT_EQ(values.view().count(), 3u);
  EXPECT_EQ(values.Find(":a")->AsNumber().ToInt(), 5);
  EXPECT_EQ(values.Find(":b")->AsNumber().ToInt(), 3);
}

TEST(RequestReader, TakesNullForAbsent) {
  const auto input = Parse(ParseScanInput, R"({"TableName":"abc","Limit":null,"Select":null})");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->limit, std::nullopt);
  EXPECT_EQ(input->select, std::nullopt);
}

TEST(RequestReader, TakesTheLastOfAMemberGivenTwice) {
  const auto input = Parse(ParseScanInput, R"({"TableName":"abc","Limit":0,"Limit":7})");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->limit, 7);
}

TEST(RequestReader, TakesTheLastOfAMapsEntriesWithOneName) {
  const auto input = Parse(ParseScanInput, R"({"TableName":"abc",
      "ExpressionAttributeNames":{"#a":"1","#b":"2","#a":"3"}})");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_THAT(*input->expression_attribute_names, ElementsAre(Pair("#b", "2"), Pair("#a", "3")));
}

TEST(RequestReader, ReadsEscapedNamesAndTexts) {
  const auto input =
      Parse(ParseScanInput, R"({"Table\u004eame":"ab\u0063","FilterExpression":"\"\n\u00e4"})");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->table_name, "abc");
  EXPECT_EQ(input->filter_expression, "\"\n\u00e4");
}

TEST(RequestReader, ReadsNestedStructuresListsAndMaps) {
  const auto input = Parse(ParseBatchWriteItemInput, R"({"RequestItems":{
      "one":[{"PutRequest":{"Item":{"a":{"N":"1"}}}},{"DeleteRequest":{"Key":{"a":{"N":"2"}}}}],
      "two":[{"DeleteRequest":{"Key":{"a":{"N":"3"}}}}]}})");
  ASSERT_TRUE(input) << input.error().message;
  ASSERT_EQ(input->request_items.size(), 2u);
  EXPECT_EQ(input->request_items[0].first, "one");
  ASSERT_EQ(input->request_items[0].second.size(), 2u);
  EXPECT_TRUE(input->request_items[0].second[0].put_request);
  EXPECT_TRUE(input->request_items[0].second[1].delete_request);
  EXPECT_EQ(input->request_items[1].first, "two");
}

TEST(RequestReader, ReadsLegacyParameters) {
  const auto input = Parse(ParsePutItemInput, R"({"TableName":"abc","Item":{},
      "ConditionalOperator":"OR","Expected":{"a":{"Exists":false},
      "b":{"ComparisonOperator":"IN","AttributeValueList":[{"N":"1"},{"S":"x"}]},
      "c":{"Value":{"BOOL":true}}}})");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->conditional_operator, ConditionalOperator::kOr);
  ASSERT_EQ(input->expected->size(), 3u);
  EXPECT_EQ((*input->expected)[0].second.exists, false);
  EXPECT_EQ((*input->expected)[1].second.comparison_operator, ComparisonOperator::kIn);
  EXPECT_EQ((*input->expected)[1].second.attribute_value_list->size(), 2u);
  EXPECT_TRUE((*input->expected)[2].second.value->view().AsBool());
}

TEST(RequestReader, CutsOffTheFractionOfAnInteger) {
  const auto input = Parse(ParseScanInput, R"({"TableName":"abc","Limit":2.9})");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->limit, 2);
}

TEST(RequestReader, RefusesWhatIsNoJson) {
  const std::string error = "SerializationException: ";
  Check(ParseGetItemInput, {{"", error},
                            {" ", error},
                            {"null", error},
                            {"3", error},
                            {"[]", error},
                            {"{", error},
                            {"{\"TableName\":\"abc\"", error},
                            {"{\"TableName\":abc}", error},
                            {"{\"TableName\":\"abc\"}}", error},
                            {"{\"TableName\":\"abc\"} {}", error},
                            {"{\"TableName\":\"\xff\"}", error},
                            {"{\"TableName\":\"abc\",\"Key\":{\"pk\":{\"S\":\"a\"}}", error}});
}

TEST(RequestReader, RefusesWhatIsNoJsonInMembersItIgnores) {
  const auto body = [](const std::string& ignored) { return "{\"Ignored\":" + ignored + "}"; };
  const std::string error = "SerializationException: ";
  const std::string deep(1000, '[');
  Check(ParseListTablesInput, {{body("tru"), error},
                               {body("nul"), error},
                               {body("1x"), error},
                               {body("\"\\x\""), error},
                               {body("\"\\u12\""), error},
                               {body("[1,]"), error},
                               {body("[{\"a\":fals}]"), error},
                               {body("{\"a\"}"), error},
                               {body(deep), error},
                               {body(deep + std::string(1000, ']')), error},
                               {body("[{\"a\":[null,true,false,-1.5e3,\"\\u00e4\",[],{}]}]"), ""}});
}

TEST(RequestReader, IntegersOutOfRangeBecomeTheNearestThatIsNot) {
  for (const auto& [text, limit] : {std::pair<std::string, int64_t>{"99999999999", 2147483647},
                                    {"18446744073709551615", 2147483647},
                                    {"1e30", 2147483647},
                                    {"1.9", 1}}) {
    const auto input = Parse(ParseScanInput, R"({"TableName":"abc","Limit":)" + text + "}");
    ASSERT_TRUE(input) << text;
    EXPECT_EQ(input->limit, limit) << text;
  }
  Check(ParseScanInput,
        {{R"({"TableName":"abc","Limit":-99999999999})",
          Violation("Value '-2147483648' at 'limit' failed to satisfy constraint: Member must have "
                    "value greater than or equal to 1")}});
}

TEST(RequestReader, RefusesJsonOfTheWrongType) {
  Check(ParseScanInput,
        {
            {R"({"TableName":1})",
             "SerializationException: NUMBER_VALUE cannot be converted to String"},
            {R"({"TableName":true})",
             "SerializationException: TRUE_VALUE cannot be converted to String"},
            {R"({"TableName":[]})",
             "SerializationException: Unrecognized collection type class java.lang.String"},
            {R"({"Limit":"1"})",
             "SerializationException: STRING_VALUE cannot be converted to Integer"},
            {R"({"ConsistentRead":1})",
             "SerializationException: NUMBER_VALUE cannot be converted to Boolean"},
            {R"({"AttributesToGet":"a"})", "SerializationException: Unexpected field type"},
            {R"({"ExpressionAttributeNames":[]})",
             "SerializationException: Unrecognized collection type java.util.Map<java.lang.String, "
             "java.lang.String>"},
        });
  Check(ParseCreateTableInput,
        {
            {R"({"ProvisionedThroughput":[]})",
             "SerializationException: Unrecognized collection type class "
             "com.amazonaws.dynamodb.v20120810.ProvisionedThroughput"},
            {R"({"ProvisionedThroughput":"1"})", "SerializationException: Unexpected field type"},
            {R"({"KeySchema":["a"]})", "SerializationException: Unexpected value type in payload"},
            {R"({"ProvisionedThroughput":{"ReadCapacityUnits":true}})",
             "SerializationException: TRUE_VALUE cannot be converted to Long"},
        });
  Check(ParseBatchWriteItemInput,
        {{R"({"RequestItems":[]})",
          "SerializationException: Unrecognized collection type java.util.Map<java.lang.String, "
          "java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>"}});
}

TEST(Violations, AreToldOfRequiredMembers) {
  Check(ParseListTablesInput, {{"{}", ""}});
  Check(
      ParseGetItemInput,
      {{R"({"TableName":"abc"})",
        Violation("Value null at 'key' failed to satisfy constraint: Member must not be null")},
       {"{}",
        "ValidationException: 2 validation errors detected: Value null at 'key' failed to "
        "satisfy constraint: Member must not be null; Value null at 'tableName' failed to satisfy "
        "constraint: Member must not be null"}});
  Check(ParseBatchGetItemInput,
        {{R"({"RequestItems":{"abc":{}}})",
          Violation("Value null at 'requestItems.abc.member.keys' failed to satisfy constraint: "
                    "Member must not be null")}});
}

TEST(Violations, AreToldOfEnumerations) {
  Check(ParsePutItemInput,
        {{R"({"TableName":"abc","Item":{},"ReturnValues":"x"})",
          Violation("Value 'x' at 'returnValues' failed to satisfy constraint: Member must satisfy "
                    "enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]")}});
  Check(
      ParseQueryInput,
      {{R"({"TableName":"abc","Select":"all"})",
        Violation("Value 'all' at 'select' failed to satisfy constraint: Member must satisfy enum "
                  "value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, "
                  "ALL_PROJECTED_ATTRIBUTES]")}});
}

TEST(Violations, AreToldOfRanges) {
  Check(ParseListTablesInput,
        {{R"({"Limit":1})", ""},
         {R"({"Limit":100})", ""},
         {R"({"Limit":0})",
          Violation("Value '0' at 'limit' failed to satisfy constraint: Member must have value "
                    "greater than or equal to 1")},
         {R"({"Limit":101})",
          Violation("Value '101' at 'limit' failed to satisfy constraint: Member must have value "
                    "less than or equal to 100")}});
}

TEST(Violations, AreToldOfLengthsAndPatterns) {
  const std::string at = "' at 'exclusiveStartTableName' failed to satisfy constraint: ";
  const std::string longest(255, 'a');
  Check(ParseListTablesInput,
        {{R"({"ExclusiveStartTableName":"a.b"})", ""},
         {R"({"ExclusiveStartTableName":")" + longest + "\"}", ""},
         {R"({"ExclusiveStartTableName":"ab"})",
          Violation("Value 'ab" + at + "Member must have length greater than or equal to 3")},
         {R"({"ExclusiveStartTableName":")" + longest + "a\"}",
          Violation("Value '" + longest + "a" + at +
                    "Member must have length less than or equal to 255")},
         {R"({"ExclusiveStartTableName":"a;"})",
          "ValidationException: 2 validation errors detected: Value 'a;" + at +
              "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a;" + at +
              "Member must have length greater than or equal to 3"}});
}

TEST(Violations, AreToldOfTheSizeOfCollections) {
  Check(
      ParseScanInput,
      {{R"({"TableName":"abc","AttributesToGet":[]})",
        Violation("Value '[]' at 'attributesToGet' failed to satisfy constraint: Member must have "
                  "length greater than or equal to 1")}});
  Check(ParseBatchGetItemInput,
        {{R"({"RequestItems":{}})",
          Violation("Value '{}' at 'requestItems' failed to satisfy constraint: Member must have "
                    "length greater than or equal to 1")},
         {R"({"RequestItems":{"abc":{"Keys":[]}}})",
          Violation("Value '[]' at 'requestItems.abc.member.keys' failed to satisfy constraint: "
                    "Member must have length greater than or equal to 1")}});
}

TEST(Violations, AreToldOfAMapsKeysAndValuesAsAWhole) {
  Check(
      ParseBatchWriteItemInput,
      {{R"({"RequestItems":{"abc":[]}})",
        Violation("Value '{abc=[]}' at 'requestItems' failed to satisfy constraint: Map value must "
                  "satisfy constraint: [Member must have length less than or equal to 25, Member "
                  "must have length greater than or equal to 1]")}});
  Check(
      ParseBatchWriteItemInput,
      {{R"({"RequestItems":{"":[{}]}})",
        Violation("Value '{=[com.amazonaws.dynamodb.v20120810.WriteRequest@1]}' at 'requestItems' "
                  "failed to satisfy constraint: Map keys must satisfy constraint: [Member must "
                  "have length less than or equal to 255, Member must have length greater than or "
                  "equal to 3, Member must satisfy regular expression pattern: "
                  "[a-zA-Z0-9_.-]+]")}});
}

TEST(Violations, NameElementsByTheirNumberFromOne) {
  Check(
      ParseCreateTableInput,
      {{R"({"TableName":"abc","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],
             "KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"KeyType":"x"}]})",
        "ValidationException: 2 validation errors detected: Value null at "
        "'keySchema.2.member.attributeName' failed to satisfy constraint: Member must not be null; "
        "Value 'x' at 'keySchema.2.member.keyType' failed to satisfy constraint: Member must "
        "satisfy enum value set: [HASH, RANGE]"}});
}

TEST(Violations, AreToldInTheServicesOrderWhateverTheJsons) {
  const std::string expected =
      "ValidationException: 3 validation errors detected: Value 'b' at 'returnValues' failed to "
      "satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, "
      "NONE, UPDATED_NEW]; Value 'a' at 'returnConsumedCapacity' failed to satisfy constraint: "
      "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Value null at 'tableName' "
      "failed to satisfy constraint: Member must not be null";
  Check(ParsePutItemInput,
        {{R"({"ReturnConsumedCapacity":"a","Item":{},"ReturnValues":"b"})", expected},
         {R"({"ReturnValues":"b","Item":{},"ReturnConsumedCapacity":"a"})", expected}});
}

TEST(Violations, AreToldTenAtMost) {
  std::string body = R"({"TableName":"abc","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],
                        "AttributeDefinitions":[)";
  for (int i = 0; i < 50; ++i) body += R"({"AttributeName":"a","AttributeType":"x"},)";
  body.back() = ']';
  const std::string error = ErrorOf(ParseCreateTableInput, body + "}");
  EXPECT_TRUE(error.starts_with("ValidationException: 10 validation errors detected: ")) << error;
  EXPECT_NE(error.find("attributeDefinitions.10.member"), std::string::npos);
  EXPECT_EQ(error.find("attributeDefinitions.11.member"), std::string::npos);
}

TEST(Violations, ShowListsWholeThoughNotAllOfThemIsKept) {
  const std::string error =
      ErrorOf(ParseTransactGetItemsInput, R"({"TransactItems":[)" + Elements(5'000, R"({"Get":{
          "TableName":"abc","Key":{}}})") + "]}");
  const std::string last = "com.amazonaws.dynamodb.v20120810.TransactGetItem@5000]'";
  EXPECT_NE(error.find("Value '[com.amazonaws.dynamodb.v20120810.TransactGetItem@1, com.amazonaws"),
            std::string::npos)
      << error.substr(0, 200);
  EXPECT_TRUE(error.ends_with(last +
                              " at 'transactItems' failed to satisfy constraint: Member must "
                              "have length less than or equal to 100"))
      << error.substr(error.size() - 200);
}

TEST(Violations, CutOffValuesOfAMegabyte) {
  const std::string name(kReportedValueBytesMax, 'a');
  EXPECT_EQ(ErrorOf(ParseScanInput, R"({"TableName":")" + name + "b\"}"),
            Violation("Value '" + name +
                      "' at 'tableName' failed to satisfy constraint: Member must "
                      "have length less than or equal to 255"));
}

TEST(Violations, OfAMapsKeysAreTheLastThatAreTold) {
  const std::string of_keys =
      "Value '{a;=[]}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy "
      "constraint: [Member must have length less than or equal to 255, Member must have length "
      "greater than or equal to 3, Member must satisfy regular expression pattern: "
      "[a-zA-Z0-9_.-]+]";
  Check(ParseBatchWriteItemInput,
        {{R"({"RequestItems":{"a;":[]},"ReturnConsumedCapacity":"x"})", Violation(of_keys)}});
}

TEST(Parameters, MissingTableNamesOfTableOperationsHaveASentenceOfTheirOwn) {
  const std::string missing =
      "ValidationException: The parameter 'TableName' is required but was not present in the "
      "request";
  Check(ParseCreateTableInput, {{"{}", missing}});
  Check(ParseDescribeTableInput, {{"{}", missing}, {R"({"TableName":null})", missing}});
  Check(ParseUpdateTableInput, {{"{}", missing}});
  Check(ParseDeleteTableInput, {{"{}", missing}});
}

TEST(Violations, TableNamesAreThreeTo255CharactersUnlessTheyAreArns) {
  const auto of_name = [](const std::string& name, const std::string& constraint) {
    return "Value '" + name + "' at 'tableName' failed to satisfy constraint: Member must " +
           constraint;
  };
  const std::string pattern = "satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
  const std::string long_name(256, 'a');
  const std::string long_arn = "arn:aws:dynamodb:us-east-1:000000000000:table/" + long_name;
  Check(ParseDescribeTableInput,
        {{R"({"TableName":"ab"})",
          Violation(of_name("ab", "have length greater than or equal to 3"))},
         {R"({"TableName":")" + long_name + "\"}",
          Violation(of_name(long_name, "have length less than or equal to 255"))},
         {R"({"TableName":"ab;c"})", Violation(of_name("ab;c", pattern))}});
  Check(ParseScanInput,
        {{R"({"TableName":"abc"})", ""},
         {R"({"TableName":"ab"})",
          Violation(of_name("ab", "have length greater than or equal to 3"))},
         {R"({"TableName":")" + long_name + "\"}",
          Violation(of_name(long_name, "have length less than or equal to 255"))},
         {R"({"TableName":"a;"})",
          "ValidationException: 2 validation errors detected: " + of_name("a;", pattern) + "; " +
              of_name("a;", "have length greater than or equal to 3")},
         {R"({"TableName":""})", Violation(of_name("", "have length greater than or equal to 1"))},
         {R"({"TableName":")" + long_arn + "\"}", ""}});
  const std::string keys =
      "Map keys must satisfy constraint: [Member must have length less than or equal to 255, "
      "Member must have length greater than or equal to 3, Member must " +
      pattern + "]";
  Check(ParseBatchWriteItemInput,
        {{R"({"RequestItems":{"ab":[{}]}})",
          Violation("Value '{ab=[com.amazonaws.dynamodb.v20120810.WriteRequest@1]}' at "
                    "'requestItems' failed to satisfy constraint: " +
                    keys)},
         {R"({"RequestItems":{")" + long_arn + R"(":[{}]}})", ""}});
}

TEST(Parameters, InvalidAttributeValuesComeAfterViolations) {
  Check(ParsePutItemInput,
        {{R"({"Item":{"a":{}}})",
          Violation("Value null at 'tableName' failed to satisfy constraint: Member must not be "
                    "null")}});
  // What is wrong with the statement comes before them, too.
  const auto statement =
      Parse(ParseExecuteStatementInput, R"({"Statement":"x","Parameters":[{}]})");
  ASSERT_TRUE(statement) << statement.error().message;
  EXPECT_EQ(
      statement->invalid_parameter->message,
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

TEST(Parameters, InvalidAttributeValuesStayWithTheirAction) {
  const auto input = Parse(ParseTransactWriteItemsInput, R"({"TransactItems":[
      {"Delete":{"TableName":"abc","Key":{"a":{"S":"x"}}}},
      {"Put":{"TableName":"abc","Item":{"a":{}}}},
      {"Update":{"TableName":"abc","Key":{"a":{"S":"x"}},"UpdateExpression":"REMOVE b",
                 "ExpressionAttributeValues":{":v":{"N":"y"}}}}]})");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_FALSE(input->transact_items[0].delete_->invalid_value);
  EXPECT_EQ(
      input->transact_items[1].put->invalid_value->message,
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  EXPECT_EQ(
      input->transact_items[2].update->invalid_value->message,
      "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to "
      "a numeric value: y for key :v");
  const auto writes = Parse(ParseBatchWriteItemInput, R"({"RequestItems":{"abc":[
      {"DeleteRequest":{"Key":{"a":{"S":"x"}}}},{"PutRequest":{"Item":{"a":{}}}}]}})");
  ASSERT_TRUE(writes) << writes.error().message;
  EXPECT_FALSE(writes->request_items[0].second[0].invalid_value);
  EXPECT_TRUE(writes->request_items[0].second[1].invalid_value);
}

TEST(Parameters, InvalidAttributeValuesAreLeftToOperationsThatCheckOtherThingsFirst) {
  const auto input = Parse(ParsePutItemInput, R"({"TableName":"abc","Item":{"a":{}}})");
  ASSERT_TRUE(input) << input.error().message;
  ASSERT_TRUE(input->invalid_value);
  EXPECT_EQ(
      input->invalid_value->message,
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

TEST(Parameters, InvalidExpressionValuesNameTheirKey) {
  const auto invalid =
      Parse(ParseScanInput,
            R"({"TableName":"abc","ExpressionAttributeValues":{":b":{"N":"1"},":a":{"SS":[]}}})");
  ASSERT_TRUE(invalid) << invalid.error().message;
  ASSERT_TRUE(invalid->invalid_value);
  EXPECT_EQ(invalid->invalid_value->message,
            "ExpressionAttributeValues contains invalid value: One or more parameter values were "
            "invalid: An string set  may not be empty for key :a");
  const auto input =
      Parse(ParseScanInput,
            R"({"TableName":"abc","ExpressionAttributeValues":{":b":{"N":"1"},":a":{"S":"x"}}})");
  ASSERT_TRUE(input) << input.error().message;
  EXPECT_EQ(input->expression_attribute_values->Find(":a")->AsBytes(), "x");
  EXPECT_EQ(input->expression_attribute_values->view().count(), 2u);
}

TEST(Patterns, MatchAllOfATextOrNothing) {
  EXPECT_TRUE(IsResourceName("aZ09_.-"));
  for (const char* text : {"", "a b", "a/", "ä", "a\n"}) EXPECT_FALSE(IsResourceName(text)) << text;
  EXPECT_TRUE(IsUuid("01234567-89ab-cdef-0123-456789abcdef"));
  for (const char* text :
       {"", "01234567-89ab-cdef-0123-456789abcde", "01234567-89AB-cdef-0123-456789abcdef",
        "0123456789abcdef0123456789abcdef0123"}) {
    EXPECT_FALSE(IsUuid(text)) << text;
  }
}

}  // namespace
}  // namespace api::dynamodb
