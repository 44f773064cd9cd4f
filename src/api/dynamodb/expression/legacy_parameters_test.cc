#include "api/dynamodb/expression/legacy_parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/endpoint/testing/endpoint_fixture.h"
#include "value/json_writer.h"

namespace api::dynamodb::expression {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr std::string_view kInvalid = "One or more parameter values were invalid: ";
constexpr std::string_view kKey = R"("Key":{"pk":{"S":"a"},"sk":{"N":"1"}})";

// The members of a request after its table name, and the message they get.
struct ErrorCase {
  std::string operation;
  std::string members;
  std::string message;
};

class LegacyParameters : public ::testing::Test {
 protected:
  LegacyParameters() {
    Ok("CreateTable", R"("AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                                 {"AttributeName":"sk","AttributeType":"N"}],
                         "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                                      {"AttributeName":"sk","KeyType":"RANGE"}],
                         "BillingMode":"PAY_PER_REQUEST")");
    Ok("DescribeTable", "");
    for (const std::string_view attributes :
         {R"("sk":{"N":"1"},"n":{"N":"1"},"s":{"S":"one"})",
          R"("sk":{"N":"2"},"n":{"N":"2"},"m":{"M":{"x":{"N":"2"}}})",
          R"("sk":{"N":"3"},"n":{"N":"3"},"ss":{"SS":["x","y"]})"}) {
      Ok("PutItem", R"("Item":{"pk":{"S":"a"},)" + std::string(attributes) + "}");
    }
  }

  wire::HttpResponse Call(std::string_view operation, std::string_view members) {
    std::string body = R"({"TableName":"table")";
    if (!members.empty()) body += "," + std::string(members);
    return service_.Call(operation, body + "}");
  }

  std::string Ok(std::string_view operation, std::string_view members) {
    const wire::HttpResponse answer = Call(operation, members);
    EXPECT_EQ(answer.status, 200) << operation << members << answer.body;
    return answer.body;
  }

  void Fails(std::string_view operation, std::string_view members, std::string_view message) {
    const wire::HttpResponse answer = Call(operation, members);
    EXPECT_EQ(answer.status, 400) << operation << members;
    // What the request says by itself is in an envelope where the operation has one
    // (words_test.cc).
    const auto told = [](const std::string& text) {
      std::string escaped;
      value::AppendJsonString(text, &escaped);
      return HasSubstr("\"message\":" + escaped);
    };
    EXPECT_THAT(answer.body, AnyOf(told(std::string(message)),
                                   told("1 validation error detected: " + std::string(message))))
        << operation << members;
  }
  void Fail(const std::vector<ErrorCase>& cases) {
    for (const ErrorCase& c : cases) Fails(c.operation, c.members, c.message);
  }

  std::string Item() { return Ok("GetItem", kKey); }

  EndpointFixture service_;
};

std::string Update(std::string_view members) {
  return std::string(kKey) + "," + std::string(members);
}

TEST_F(LegacyParameters, ExpectedDecidesWhetherToWrite) {
  const std::string failed = "The conditional request failed";
  const auto put = [](std::string_view expected) {
    return R"("Item":{"pk":{"S":"a"},"sk":{"N":"1"},"n":{"N":"9"}},"Expected":)" +
           std::string(expected);
  };
  Fails("PutItem", put(R"({"n":{"Value":{"N":"2"}}})"), failed);
  Fails("PutItem", put(R"({"pk":{"Exists":false}})"), failed);
  Fails("PutItem", put(R"({"n":{"ComparisonOperator":"GT","AttributeValueList":[{"N":"1"}]}})"),
        failed);
  Fails("UpdateItem",
        Update(R"("AttributeUpdates":{"n":{"Value":{"N":"9"}}},)"
               R"("Expected":{"x":{"ComparisonOperator":"NOT_NULL"}})"),
        failed);
  Fails("DeleteItem", Update(R"("Expected":{"n":{"Exists":true,"Value":{"N":"2"}}})"), failed);
  EXPECT_THAT(Item(), HasSubstr(R"("n":{"N":"1"})"));

  Ok("PutItem", put(R"({"n":{"Value":{"N":"1.0"}},"x":{"Exists":false}})"));
  EXPECT_THAT(Item(), HasSubstr(R"("n":{"N":"9"})"));
  Ok("DeleteItem", Update(R"("Expected":{"n":{"ComparisonOperator":"EQ","Value":{"N":"9"}}})"));
  EXPECT_EQ(Item(), "{}");
}

TEST_F(LegacyParameters, ConditionalOperatorJoins) {
  const std::string two =
      R"("Expected":{"n":{"Value":{"N":"1"}},"x":{"ComparisonOperator":"NOT_NULL"}})";
  Fails("DeleteItem", Update(two), "The conditional request failed");
  Fails("DeleteItem", Update(two + R"(,"ConditionalOperator":"AND")"),
        "The conditional request failed");
  Ok("DeleteItem", Update(two + R"(,"ConditionalOperator":"OR")"));

  constexpr char kAlone[] = "ConditionalOperator cannot be used without Filter or Expected";
  constexpr char kOne[] =
      "ConditionalOperator can only be used when Filter or Expected has two or more elements";
  const std::string filter = R"({"n":{"ComparisonOperator":"NULL"}},"ConditionalOperator":"AND")";
  Fail({
      {"DeleteItem", Update(R"("ConditionalOperator":"AND")"), kAlone},
      {"PutItem",
       R"("Item":{"pk":{"S":"a"},"sk":{"N":"1"}},"Expected":{},"ConditionalOperator":"OR")",
       kAlone},
      {"UpdateItem", Update(R"("Expected":{"n":{"Exists":false}},"ConditionalOperator":"OR")"),
       kOne},
      {"Scan", R"("ConditionalOperator":"OR")", kAlone},
      {"Scan", R"("ScanFilter":)" + filter, kOne},
      {"Query", R"("QueryFilter":)" + filter, kOne},
  });
}

TEST_F(LegacyParameters, RefuseAnExpectedThatSaysTooMuchOrTooLittle) {
  const std::string invalid(kInvalid);
  const auto refuse = [&](std::string_view expected, const std::string& message) {
    Fails("DeleteItem", Update(R"("Expected":{"a":)" + std::string(expected) + "}"),
          invalid + message);
  };
  const std::string list = R"("AttributeValueList":[{"N":"1"}])";
  const std::string value = R"("Value":{"N":"1"})";
  refuse("{" + value + "," + list + "}",
         "Value and AttributeValueList cannot be used together for Attribute: a");
  refuse(R"({"Exists":true,"ComparisonOperator":"EQ",)" + value + "}",
         "Exists and ComparisonOperator cannot be used together for Attribute: a");
  refuse(R"({"ComparisonOperator":"EQ"})",
         "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a");
  refuse(R"({"ComparisonOperator":"NULL",)" + value + "}",
         "Invalid number of argument(s) for the NULL ComparisonOperator");
  refuse(R"({"ComparisonOperator":"BEGINS_WITH",)" + list + "}",
         "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type");
  refuse("{" + list + "}",
         "AttributeValueList can only be used with a ComparisonOperator for Attribute: a");
  refuse("{}", "Value must be provided when Exists is null for Attribute: a");
  refuse(R"({"Exists":true})", "Value must be provided when Exists is true for Attribute: a");
  refuse(R"({"Exists":false,)" + value + "}",
         "Value cannot be used when Exists is false for Attribute: a");
}

TEST_F(LegacyParameters, AttributeUpdatesChangeTheItem) {
  const std::string updates = R"("AttributeUpdates":{
      "n":{"Action":"ADD","Value":{"N":"4"}},"s":{"Action":"DELETE"},"new":{"Value":{"L":[]}}})";
  EXPECT_EQ(Ok("UpdateItem", Update(updates + R"(,"ReturnValues":"UPDATED_OLD")")),
            R"({"Attributes":{"n":{"N":"1"},"s":{"S":"one"}}})");
  EXPECT_EQ(Ok("UpdateItem", Update(updates + R"(,"ReturnValues":"UPDATED_NEW")")),
            R"({"Attributes":{"n":{"N":"9"},"new":{"L":[]}}})");
  EXPECT_EQ(Item(), R"({"Item":{"n":{"N":"9"},"new":{"L":[]},"pk":{"S":"a"},"sk":{"N":"1"}}})");
}

TEST_F(LegacyParameters, AttributeUpdatesThatOnlyDeleteMakeNoItem) {
  const std::string absent = R"("Key":{"pk":{"S":"b"},"sk":{"N":"1"}})";
  Ok("UpdateItem", absent + R"(,"AttributeUpdates":{"a":{"Action":"DELETE"},
                               "b":{"Action":"DELETE","Value":{"SS":["x"]}}})");
  EXPECT_EQ(Ok("GetItem", absent), "{}");
  Ok("UpdateItem", absent + R"(,"AttributeUpdates":{})");
  EXPECT_EQ(Ok("GetItem", absent), R"({"Item":{"pk":{"S":"b"},"sk":{"N":"1"}}})");
}

TEST_F(LegacyParameters, RefuseWrongAttributeUpdates) {
  const std::string invalid(kInvalid);
  const auto updates = [](std::string_view text) {
    return Update(R"("AttributeUpdates":)" + std::string(text));
  };
  Fail({
      {"UpdateItem", updates(R"({"a":{}})"),
       invalid + "Only DELETE action is allowed when no attribute value is specified"},
      {"UpdateItem", updates(R"({"a":{"Action":"ADD","Value":{"S":"x"}}})"),
       invalid + "ADD action is not supported for the type S"},
      {"UpdateItem", updates(R"({"sk":{"Value":{"N":"1"}}})"),
       invalid + "Cannot update attribute sk. This attribute is part of the key"},
      {"UpdateItem", updates(R"({"s":{"Action":"ADD","Value":{"N":"1"}}})"),
       "Type mismatch for attribute to update"},
  });
}

TEST_F(LegacyParameters, KeyConditionsSelectARange) {
  const auto count = [this](std::string_view conditions) {
    return Ok("Query", R"("Select":"COUNT","KeyConditions":{"pk":{"ComparisonOperator":"EQ",)"
                       R"("AttributeValueList":[{"S":"a"}]})" +
                           std::string(conditions) + "}");
  };
  EXPECT_THAT(count(""), HasSubstr(R"("Count":3,)"));
  EXPECT_THAT(
      count(R"(,"sk":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"N":"2"},{"N":"5"}]})"),
      HasSubstr(R"("Count":2,)"));
  EXPECT_THAT(count(R"(,"sk":{"ComparisonOperator":"LT","AttributeValueList":[{"N":"2"}]})"),
              HasSubstr(R"("Count":1,)"));
}

TEST_F(LegacyParameters, KeyConditionsGoWithExpressionsButTheirOwn) {
  const std::string conditions =
      R"("KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}})";
  EXPECT_EQ(Ok("Query", conditions + R"json(,"FilterExpression":"attribute_exists(s)",)json"
                                     R"("ProjectionExpression":"n")"),
            R"({"Items":[{"n":{"N":"1"}}],"Count":1,"ScannedCount":3})");
  Fails("Query", conditions + R"(,"KeyConditionExpression":"pk = :a")",
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {KeyConditions} Expression parameters: "
        "{KeyConditionExpression}");
}

TEST_F(LegacyParameters, RefuseWrongKeyConditions) {
  const std::string invalid(kInvalid);
  const std::string pk = R"("pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]})";
  const auto conditions = [](std::string_view text) {
    return R"("KeyConditions":{)" + std::string(text) + "}";
  };
  const auto on_sk = [&](std::string_view op, std::string_view list) {
    return conditions(pk + R"(,"sk":{"ComparisonOperator":")" + std::string(op) +
                      R"(","AttributeValueList":)" + std::string(list) + "}");
  };
  Fail({
      {"Query", R"("Limit":1)",
       "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
       "request."},
      {"Query", conditions(""), "Conditions can be of length 1 or 2 only"},
      {"Query", conditions(R"("pk":{"ComparisonOperator":"EQ"})"),
       invalid + "Invalid number of argument(s) for the EQ ComparisonOperator"},
      {"Query", conditions(R"("sk":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"1"}]})"),
       "Query condition missed key schema element: pk"},
      {"Query",
       conditions(pk + R"(,"n":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"1"}]})"),
       "Query condition missed key schema element: sk"},
      {"Query", conditions(R"("pk":{"ComparisonOperator":"GT","AttributeValueList":[{"S":"a"}]})"),
       "Query key condition not supported"},
      {"Query", conditions(R"("pk":{"ComparisonOperator":"NOT_NULL"})"),
       "Attempted conditional constraint is not an indexable operation"},
      {"Query", on_sk("IN", R"([{"N":"1"}])"),
       "Attempted conditional constraint is not an indexable operation"},
      {"Query", on_sk("EQ", R"([{"S":"1"}])"),
       invalid + "Condition parameter type does not match schema type"},
      {"Query", on_sk("BEGINS_WITH", R"([{"N":"1"}])"),
       invalid + "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"},
      {"Query", on_sk("BETWEEN", R"([{"N":"2"},{"N":"1"}])"),
       "The BETWEEN condition was provided a range where the lower bound is greater than the upper "
       "bound"},
  });
}

TEST_F(LegacyParameters, FiltersChooseWhatIsReturned) {
  const std::string filter = R"({"n":{"ComparisonOperator":"GE","AttributeValueList":[{"N":"2"}]},
                                 "ss":{"ComparisonOperator":"NULL"}})";
  EXPECT_THAT(Ok("Scan", R"("AttributesToGet":["n"],"ScanFilter":)" + filter),
              HasSubstr(R"({"Items":[{"n":{"N":"2"}}],"Count":1,"ScannedCount":3})"));
  const std::string keys =
      R"(,"KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}})";
  EXPECT_EQ(
      Ok("Query", R"("Select":"COUNT","ConditionalOperator":"OR","QueryFilter":)" + filter + keys),
      R"({"Count":3,"ScannedCount":3})");
  EXPECT_EQ(Ok("Query", R"("Select":"COUNT","QueryFilter":{})" + keys),
            R"({"Count":3,"ScannedCount":3})");
  Fails("Query", R"("QueryFilter":{"sk":{"ComparisonOperator":"NOT_NULL"}})" + keys,
        "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk");
  Fails("Scan", R"("ScanFilter":{"n":{"ComparisonOperator":"CONTAINS"}})",
        std::string(kInvalid) +
            "Invalid number of argument(s) for the CONTAINS "
            "ComparisonOperator");
}

TEST_F(LegacyParameters, AttributesToGetNamesWholeAttributes) {
  const std::string get = std::string(kKey) + R"(,"AttributesToGet":)";
  EXPECT_EQ(Ok("GetItem", get + R"(["s","x","pk"])"),
            R"({"Item":{"pk":{"S":"a"},"s":{"S":"one"}}})");
  EXPECT_EQ(Ok("GetItem", get + R"(["m.x"])"), R"({"Item":{}})");
  const std::string duplicate = std::string(kInvalid) + "Duplicate value in attribute name: n";
  Fails("GetItem", get + R"(["n","s","n"])", duplicate);
  Fails("Scan", R"("AttributesToGet":["n","n"])", duplicate);
  Fails("Query", R"("AttributesToGet":["n","n"])", duplicate);
  Fails("Scan", R"("AttributesToGet":["n"],"Select":"COUNT")",
        "Cannot specify the AttributesToGet when choosing to get only the Count");
}

TEST_F(LegacyParameters, AttributesToGetIsPerTableInABatch) {
  const auto batch = [](std::string_view attributes) {
    return R"({"RequestItems":{"table":{"Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}}],)"
           R"("AttributesToGet":)" +
           std::string(attributes) + "}}}";
  };
  EXPECT_THAT(service_.Call("BatchGetItem", batch(R"(["n"])")).body,
              HasSubstr(R"("Responses":{"table":[{"n":{"N":"1"}}]})"));
  EXPECT_THAT(service_.Call("BatchGetItem", batch(R"(["n","n"])")).body,
              HasSubstr("Duplicate value in attribute name: n"));
}

}  // namespace
}  // namespace api::dynamodb::expression
