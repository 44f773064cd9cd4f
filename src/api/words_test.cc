#include "api/words.h"

#include <gtest/gtest.h>

#include <string>

#include "api/dynamodb/operations.h"
#include "api/endpoint/testing/endpoint_fixture.h"

namespace api {
namespace {

class WordsTest : public ::testing::Test {
 protected:
  WordsTest() {
    EXPECT_EQ(service_
                  .Call("CreateTable", R"({"TableName":"abc","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]})")
                  .status,
              200);
  }

  // What an operation would tell, were it where `words` says.
  std::string Told(Words words, std::string_view operation, std::string_view body) {
    return service_.CallInWords(words, operation, body);
  }

  EndpointFixture service_;
};

constexpr std::string_view kEnvelope = "1 validation error detected: ";
constexpr std::string_view kEnvelopeNew = "1 validation error detected: Value at ";

struct Case {
  std::string_view operation;
  std::string_view body;
  std::string old_words;
  std::string new_words;
  std::string enveloped;
};

std::string Enveloped(std::string_view text) { return std::string(kEnvelope) + std::string(text); }
std::string At(std::string_view member, std::string_view constraint) {
  return std::string(kEnvelopeNew) + "'" + std::string(member) +
         "' failed to satisfy constraint: Member must " + std::string(constraint);
}
std::string ValueAt(std::string_view value, std::string_view member, std::string_view constraint) {
  return std::string(kEnvelope) + "Value " + std::string(value) + " at '" + std::string(member) +
         "' failed to satisfy constraint: Member must " + std::string(constraint);
}

// Every operation tells in the words it is asked for, in the reader and in all that comes after it:
// where an operation stands is one line.
TEST_F(WordsTest, ChangeWithTheTableAlone) {
  const std::string at_least_1 = "have length greater than or equal to 1";
  const std::string capacity = "satisfy enum value set: [INDEXES, TOTAL, NONE]";
  const std::string not_numeric = "The parameter cannot be converted to a numeric value: x";
  const std::string in_values = "ExpressionAttributeValues contains invalid value: ";
  const Case cases[] = {
      {"Scan", R"({"TableName":""})", ValueAt("''", "tableName", at_least_1),
       At("TableName", at_least_1), At("TableName", at_least_1)},
      {"Scan", R"({})", ValueAt("null", "tableName", "not be null"), At("TableName", "not be null"),
       At("TableName", "not be null")},
      {"Scan", R"({"TableName":"abc","Limit":0})",
       ValueAt("'0'", "limit", "have value greater than or equal to 1"),
       At("Limit", "have value greater than or equal to 1"),
       At("Limit", "have value greater than or equal to 1")},
      {"Scan", R"({"TableName":"abc","ReturnConsumedCapacity":"x"})",
       ValueAt("'x'", "returnConsumedCapacity", capacity), At("ReturnConsumedCapacity", capacity),
       Enveloped("Failed to satisfy constraint: Member must " + capacity)},
      {"Scan", R"({"TableName":"abc","FilterExpression":"a = :v",
                   "ExpressionAttributeValues":{":v":{"N":"x"}}})",
       in_values + not_numeric + " for key :v", not_numeric, not_numeric},
      {"Scan", R"({"TableName":"abc","Select":"SPECIFIC_ATTRIBUTES"})",
       "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
       "SPECIFIC_ATTRIBUTES",
       Enveloped("Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                 "SPECIFIC_ATTRIBUTES"),
       Enveloped("Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                 "SPECIFIC_ATTRIBUTES")},
      {"PutItem", R"({"TableName":"abc","Item":{"pk":{"S":"a"}},"ReturnValues":"ALL_NEW"})",
       "ReturnValues can only be ALL_OLD or NONE", "ReturnValues can only be ALL_OLD or NONE",
       Enveloped("ReturnValues can only be ALL_OLD or NONE")},
      {"PutItem", R"({"TableName":"abc","Item":{"pk":{"S":"a"}},"ReturnValues":"x"})",
       ValueAt("'x'", "returnValues",
               "satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"),
       At("ReturnValues",
          "satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"),
       Enveloped("Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, "
                 "UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]")},
      {"PutItem", R"({"TableName":"abc","Item":{"pk":{"SS":["b","a","b"]}}})",
       "One or more parameter values were invalid: Input collection [b, a, b] contains duplicates.",
       R"(One or more parameter values were invalid: Input collection ["a", "b", "b"] contains )"
       "duplicates.",
       Enveloped(R"(One or more parameter values were invalid: Input collection ["a", "b", "b"] )"
                 "contains duplicates.")},
      {"DeleteItem", R"({"TableName":"abc","Key":{"pk":{"S":"a"}},"ConditionalOperator":"AND"})",
       "ConditionalOperator cannot be used without Filter or Expected",
       "ConditionalOperator cannot be used without Filter or Expected",
       Enveloped("ConditionalOperator cannot be used without Filter or Expected")},
      {"UpdateItem",
       R"({"TableName":"abc","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET a = :v"})",
       "Invalid UpdateExpression: An expression attribute value used in expression is not defined; "
       "attribute value: :v",
       "Invalid UpdateExpression: An expression attribute value used in expression is not defined; "
       "attribute value: :v",
       Enveloped("Invalid UpdateExpression: An expression attribute value used in expression is "
                 "not defined; attribute value: :v")},
      {"BatchGetItem", R"({"RequestItems":{"abc":{"Keys":[]}}})",
       ValueAt("'[]'", "requestItems.abc.member.keys", at_least_1),
       At("RequestItems.abc.member.Keys", at_least_1),
       At("RequestItems.abc.member.Keys", at_least_1)},
      // What asks the table is told alike in all words.
      {"GetItem", R"({"TableName":"abc","Key":{"pk":{"N":"1"}}})",
       "The provided key element does not match the schema",
       "The provided key element does not match the schema",
       "The provided key element does not match the schema"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Told(Words::kOld, c.operation, c.body), c.old_words) << c.body;
    EXPECT_EQ(Told(Words::kNew, c.operation, c.body), c.new_words) << c.body;
    EXPECT_EQ(Told(Words::kNewInEnvelope, c.operation, c.body), c.enveloped) << c.body;
  }
}

TEST_F(WordsTest, AreThoseOfTheTableWhereAClientCalls) {
  for (const Operation& operation : dynamodb::Operations()) {
    EXPECT_EQ(operation.words, WordsOf(operation.name)) << operation.name;
  }
  EXPECT_EQ(WordsOf("Scan"), Words::kOld);
  EXPECT_EQ(WordsOf("Query"), Words::kNew);
  EXPECT_EQ(WordsOf("PutItem"), Words::kNewInEnvelope);
  EXPECT_NE(service_.Call("Query", R"({"TableName":"abc","Limit":0})")
                .body.find("Value at 'Limit' failed"),
            std::string::npos);
}

TEST_F(WordsTest, TellNothingElseBesideAnEmptyTableName) {
  const std::string body = R"({"TableName":"","ReturnValues":"x"})";
  EXPECT_EQ(Told(Words::kNewInEnvelope, "PutItem", body),
            At("TableName", "have length greater than or equal to 1"));
  EXPECT_TRUE(Told(Words::kOld, "PutItem", body).starts_with("3 validation errors detected: "));
}

TEST_F(WordsTest, ShowTheMapOfABadTableNameAsJson) {
  const std::string body =
      R"({"RequestItems": {"a;": {"ConsistentRead": true, "Keys": [{"pk": {"S": "x"}}]}}})";
  const std::string constraint =
      " at 'RequestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member "
      "must have length less than or equal to 255, Member must have length greater than or equal "
      "to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]";
  EXPECT_EQ(Told(Words::kNew, "BatchGetItem", body),
            Enveloped(R"(Value '{"a;":{"Keys":[{"pk":{"S":"x"}}],"ConsistentRead":true}}')" +
                      constraint));
}

}  // namespace
}  // namespace api
