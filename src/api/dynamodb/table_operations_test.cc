#include "api/endpoint/testing/table_operations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace api::dynamodb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using CreateTable = TableOperations;

TEST_F(CreateTable, AnswersTheTableAsItIsBeingMade) {
  EXPECT_THAT(
      Ok("CreateTable", Named("abc", {kHashTable, kProvisioned})),
      AllOf(HasSubstr(R"({"TableDescription":{"AttributeDefinitions":[{"AttributeName":"pk",)"
                      R"("AttributeType":"S"}],"TableName":"abc","KeySchema":[)"
                      R"({"AttributeName":"pk","KeyType":"HASH"}],)"
                      R"("TableStatus":"CREATING","CreationDateTime":1576800000.000,)"
                      R"("ProvisionedThroughput":{"NumberOfDecreasesToday":0,)"
                      R"("ReadCapacityUnits":5,"WriteCapacityUnits":7},)"
                      R"("TableSizeBytes":0,"ItemCount":0,)"
                      R"("TableArn":"arn:aws:dynamodb:eu-west-1:000000000000:table/abc",)"),
            Not(HasSubstr("BillingModeSummary")),
            HasSubstr(R"("DeletionProtectionEnabled":false)")));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")), HasSubstr(R"("TableStatus":"ACTIVE")"));
}

TEST_F(CreateTable, ShowsTheBillingModeOfATableOnDemand) {
  EXPECT_THAT(Ok("CreateTable", Named("abc", {kHashTable, kOnDemand})),
              AllOf(HasSubstr(R"("BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"})"),
                    HasSubstr(R"("ReadCapacityUnits":0,"WriteCapacityUnits":0)")));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              AllOf(HasSubstr(R"("BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST",)"
                              R"("LastUpdateToPayPerRequestDateTime":1576800000.000})"),
                    HasSubstr(R"("WarmThroughput":{"ReadUnitsPerSecond":12000,)"
                              R"("WriteUnitsPerSecond":4000,"Status":"ACTIVE"})")));
}

TEST_F(CreateTable, KeepsItsSettings) {
  Ok("CreateTable",
     Named("abc", {kHashTable, kOnDemand, R"("TableClass":"STANDARD_INFREQUENT_ACCESS")",
                   R"("DeletionProtectionEnabled":true)",
                   R"("SSESpecification":{"Enabled":true,"KMSMasterKeyId":"alias/mine"})",
                   R"("OnDemandThroughput":{"MaxReadRequestUnits":10,"MaxWriteRequestUnits":-1})",
                   R"("WarmThroughput":{"ReadUnitsPerSecond":20000})",
                   R"("StreamSpecification":{"StreamEnabled":false})",
                   R"("Tags":[{"Key":"a","Value":""}])"}));
  EXPECT_THAT(
      Ok("DescribeTable", Named("abc")),
      AllOf(HasSubstr(R"("TableClassSummary":{"TableClass":"STANDARD_INFREQUENT_ACCESS"})"),
            HasSubstr(R"("DeletionProtectionEnabled":true)"),
            HasSubstr(R"("SSEDescription":{"Status":"ENABLED","SSEType":"KMS","KMSMasterKeyArn":)"
                      R"("arn:aws:kms:eu-west-1:000000000000:key/)"),
            HasSubstr(R"("OnDemandThroughput":{"MaxReadRequestUnits":10,)"
                      R"("MaxWriteRequestUnits":-1})"),
            HasSubstr(R"("WarmThroughput":{"ReadUnitsPerSecond":20000,)"
                      R"("WriteUnitsPerSecond":4000,"Status":"ACTIVE"})")));
}

TEST_F(CreateTable, RefusesANameThatIsTaken) {
  Ok("CreateTable", Named("abc", {kHashTable, kOnDemand}));
  Fails("CreateTable", Named("abc", {kHashTable, kOnDemand}), "ResourceInUseException",
        "Table already exists: abc");
}

TEST_F(CreateTable, RefusesThroughputThatDoesNotGoWithTheBillingMode) {
  FailsValidation("CreateTable", Named("abc", {kHashTable, kOnDemand, kProvisioned}),
                  std::string(kInvalid) +
                      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                      "BillingMode is PAY_PER_REQUEST");
  FailsValidation("CreateTable", Named("abc", {kHashTable}),
                  std::string(kInvalid) +
                      "ReadCapacityUnits and WriteCapacityUnits must both be specified when "
                      "BillingMode is PROVISIONED");
  FailsValidation(
      "CreateTable",
      Named("abc", {kHashTable, R"("ProvisionedThroughput":{"ReadCapacityUnits":1000000000001,)"
                                R"("WriteCapacityUnits":1})"}),
      "Given value 1000000000001 for ReadCapacityUnits is out of bounds");
}

TEST_F(CreateTable, RefusesKeysThatAreNotDefinedOrNotInOrder) {
  const auto definitions = [](std::initializer_list<std::string> names) {
    std::string text = R"("AttributeDefinitions":[)";
    for (const std::string& name : names) {
      text += R"({"AttributeName":")" + name + R"(","AttributeType":"S"},)";
    }
    text.back() = ']';
    return text;
  };
  const auto keys = [](std::initializer_list<std::pair<std::string, std::string>> elements) {
    std::string text = R"("KeySchema":[)";
    for (const auto& [name, type] : elements) {
      text += R"({"AttributeName":")" + name + R"(","KeyType":")" + type + R"("},)";
    }
    text.back() = ']';
    return text;
  };
  struct Case {
    std::string definitions;
    std::string keys;
    std::string message;
  };
  const Case cases[] = {
      {definitions({"a"}), keys({{"a", "HASH"}, {"b", "RANGE"}}),
       "Invalid KeySchema: Some index key attribute have no definition"},
      {definitions({"a", "b"}), keys({{"a", "HASH"}, {"c", "RANGE"}}),
       std::string(kInvalid) +
           "Some index key attributes are not defined in AttributeDefinitions. Keys: [a, c], "
           "AttributeDefinitions: [a, b]"},
      {definitions({"a", "b"}), keys({{"a", "HASH"}, {"a", "RANGE"}}),
       "Both the Hash Key and the Range Key element in the KeySchema have the same name"},
      {definitions({"a"}), keys({{"a", "RANGE"}}),
       "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"},
      {definitions({"a", "b"}), keys({{"a", "HASH"}, {"b", "HASH"}}),
       "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"},
      {definitions({"a", "b"}), keys({{"a", "HASH"}}),
       std::string(kInvalid) +
           "Number of attributes in KeySchema does not exactly match number of attributes defined "
           "in AttributeDefinitions"},
  };
  for (const Case& c : cases) {
    FailsValidation("CreateTable", Named("abc", {c.definitions, c.keys, kOnDemand}), c.message);
  }
  EXPECT_THAT(
      service_
          .Call("CreateTable",
                Named("abc", {definitions({"a", "b", "c"}),
                              keys({{"a", "HASH"}, {"b", "RANGE"}, {"c", "RANGE"}}), kOnDemand}))
          .body,
      HasSubstr("at 'keySchema' failed to satisfy constraint: Member must have length less "
                "than or equal to 2"));
}

TEST_F(CreateTable, RefusesWhatIsNotHereYet) {
  FailsValidation(
      "CreateTable",
      Named("abc", {kHashTable, kOnDemand, R"("GlobalTableSettingsReplicationMode":"ENABLED")"}),
      std::string(kInvalid) +
          "Global tables are not supported yet: GlobalTableSettingsReplicationMode");
}

TEST_F(CreateTable, KeepsItsStream) {
  Ok("CreateTable",
     Named("abc",
           {kHashTable, kOnDemand,
            R"("StreamSpecification":{"StreamEnabled":true,"StreamViewType":"OLD_IMAGE"})"}));
  EXPECT_THAT(
      Ok("DescribeTable", Named("abc")),
      HasSubstr(R"("StreamSpecification":{"StreamEnabled":true,"StreamViewType":"OLD_IMAGE"},)"
                R"("LatestStreamLabel":"2019-12-20T00:00:00.000","LatestStreamArn":)"
                R"("arn:aws:dynamodb:eu-west-1:000000000000:table/abc/stream/)"
                R"(2019-12-20T00:00:00.000")"));
}

TEST_F(CreateTable, RefusesAStreamWithoutAViewType) {
  FailsValidation(
      "CreateTable",
      Named("abc", {kHashTable, kOnDemand, R"("StreamSpecification":{"StreamEnabled":true})"}),
      std::string(kInvalid) + "If stream is being enabled then UpdateViewType is required");
  FailsValidation(
      "CreateTable",
      Named("abc",
            {kHashTable, kOnDemand,
             R"("StreamSpecification":{"StreamEnabled":false,"StreamViewType":"OLD_IMAGE"})"}),
      "Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was present.");
}

using DescribeTable = TableOperations;

TEST_F(DescribeTable, TakesAnArnAsWell) {
  Ok("CreateTable", Named("abc", {kHashTable, kOnDemand}));
  EXPECT_THAT(Ok("DescribeTable", Named("arn:aws:dynamodb:eu-west-1:000000000000:table/abc")),
              HasSubstr(R"("TableName":"abc")"));
  for (const char* arn :
       {"arn:", "arn:aws:dynamodb:eu-west-2:000000000000:table/abc", "arn:aws:s3:::bucket",
        "arn:aws:dynamodb:eu-west-1:1:table/", "arn:aws:dynamodb:eu-west-1:1:index/abc",
        "arn:aws:dynamodb:eu-west-1:000000000000:table/abc/index/i"}) {
    FailsValidation("DescribeTable", Named(arn),
                    "Invalid TableArn: Invalid ResourceArn provided as input " + std::string(arn));
  }
  EXPECT_THAT(
      service_.Call("DescribeTable", Named("arn:aws:dynamodb:eu-west-1:111111111111:table/abc"))
          .body,
      HasSubstr("#AccessDeniedException"));
}

TEST_F(DescribeTable, RefusesATableThatDoesNotExist) {
  Fails("DescribeTable", Named("abc"), "ResourceNotFoundException",
        "Requested resource not found: Table: abc not found");
}

TEST_F(DescribeTable, CountsItems) {
  Ok("CreateTable", Named("abc", {kHashTable, kOnDemand}));
  Ok("PutItem", Named("abc", {R"("Item":{"pk":{"S":"1234"}})"}));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")), HasSubstr(R"("TableSizeBytes":6,"ItemCount":1)"));
}

using ListTables = TableOperations;

TEST_F(ListTables, GoesThroughNamesInPages) {
  for (const char* name : {"ccc", "aaa", "bbb"}) {
    Ok("CreateTable", Named(name, {kHashTable, kOnDemand}));
  }
  EXPECT_EQ(Ok("ListTables", "{}"), R"({"TableNames":["aaa","bbb","ccc"]})");
  EXPECT_EQ(Ok("ListTables", R"({"Limit":2})"),
            R"({"TableNames":["aaa","bbb"],"LastEvaluatedTableName":"bbb"})");
  EXPECT_EQ(Ok("ListTables", R"({"Limit":2,"ExclusiveStartTableName":"bbb"})"),
            R"({"TableNames":["ccc"]})");
  EXPECT_EQ(Ok("ListTables", R"({"Limit":3})"), R"({"TableNames":["aaa","bbb","ccc"]})");
  EXPECT_EQ(Ok("ListTables", R"({"ExclusiveStartTableName":"aab"})"),
            R"({"TableNames":["bbb","ccc"]})");
}

using UpdateTable = TableOperations;

TEST_F(UpdateTable, ChangesThroughput) {
  Ok("CreateTable", Named("abc", {kHashTable, kProvisioned}));
  EXPECT_THAT(
      Ok("UpdateTable",
         Named("abc",
               {R"("ProvisionedThroughput":{"ReadCapacityUnits":9,"WriteCapacityUnits":7})"})),
      AllOf(HasSubstr(R"("TableStatus":"UPDATING")"),
            HasSubstr(R"("ProvisionedThroughput":{"LastIncreaseDateTime":1576800000.000,)"
                      R"("NumberOfDecreasesToday":0,"ReadCapacityUnits":5)")));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              AllOf(HasSubstr(R"("TableStatus":"ACTIVE")"),
                    HasSubstr(R"("ProvisionedThroughput":{"LastIncreaseDateTime":1576800000.000,)"
                              R"("NumberOfDecreasesToday":0,"ReadCapacityUnits":9)")));
}

TEST_F(UpdateTable, RefusesThroughputThatIsTheSame) {
  Ok("CreateTable", Named("abc", {kHashTable, kProvisioned}));
  FailsValidation(
      "UpdateTable", Named("abc", {kProvisioned}),
      "The provisioned throughput for the table will not change. The requested value equals the "
      "current value. Current ReadCapacityUnits provisioned for the table: 5. Requested "
      "ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for the table: 7. Requested "
      "WriteCapacityUnits: 7. Refer to the Amazon DynamoDB Developer Guide for current limits and "
      "how to request higher limits.");
}

TEST_F(UpdateTable, ChangesTheBillingModeBothWays) {
  Ok("CreateTable", Named("abc", {kHashTable, kProvisioned}));
  EXPECT_THAT(Ok("UpdateTable", Named("abc", {kOnDemand})),
              AllOf(HasSubstr(R"("ReadCapacityUnits":0,"WriteCapacityUnits":0)"),
                    HasSubstr(R"("BillingMode":"PAY_PER_REQUEST")")));
  FailsValidation("UpdateTable", Named("abc", {kProvisioned}),
                  std::string(kInvalid) +
                      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                      "BillingMode is PAY_PER_REQUEST");
  FailsValidation("UpdateTable", Named("abc", {R"("BillingMode":"PROVISIONED")"}),
                  std::string(kInvalid) +
                      "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  EXPECT_THAT(Ok("UpdateTable", Named("abc", {R"("BillingMode":"PROVISIONED")", kProvisioned})),
              AllOf(HasSubstr(R"("ReadCapacityUnits":5,"WriteCapacityUnits":7)"),
                    HasSubstr(R"("BillingMode":"PROVISIONED")")));
}

TEST_F(UpdateTable, LeavesATableOnDemandAsWarmAsItWas) {
  Ok("CreateTable",
     Named("abc", {kHashTable, R"("ProvisionedThroughput":{"ReadCapacityUnits":24000,)"
                               R"("WriteCapacityUnits":10})"}));
  Ok("UpdateTable", Named("abc", {kOnDemand}));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              HasSubstr(R"("WarmThroughput":{"ReadUnitsPerSecond":24000,)"
                        R"("WriteUnitsPerSecond":4000,)"));
}

TEST_F(UpdateTable, ChangesOtherSettings) {
  Ok("CreateTable", Named("abc", {kHashTable, kOnDemand}));
  Ok("UpdateTable", Named("abc", {R"("DeletionProtectionEnabled":true)"}));
  Ok("UpdateTable", Named("abc", {R"("TableClass":"STANDARD_INFREQUENT_ACCESS")"}));
  Ok("UpdateTable", Named("abc", {R"("OnDemandThroughput":{"MaxWriteRequestUnits":5})"}));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              AllOf(HasSubstr(R"("DeletionProtectionEnabled":true)"),
                    HasSubstr(R"("TableClassSummary":{"TableClass":"STANDARD_INFREQUENT_ACCESS",)"
                              R"("LastUpdateDateTime":1576800000.000})"),
                    HasSubstr(R"("OnDemandThroughput":{"MaxWriteRequestUnits":5})")));
}

TEST_F(UpdateTable, RefusesToDoNothingOrToWhatDoesNotExist) {
  FailsValidation("UpdateTable", Named("abc"),
                  "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
                  "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
  Fails("UpdateTable", Named("abc", {kProvisioned}), "ResourceNotFoundException",
        "Requested resource not found: Table: abc not found");
}

TEST_F(UpdateTable, EnablesAndDisablesTheStream) {
  const std::string on =
      R"("StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"})";
  const std::string off = R"("StreamSpecification":{"StreamEnabled":false})";
  Ok("CreateTable", Named("abc", {kHashTable, kOnDemand}));
  FailsValidation("UpdateTable", Named("abc", {off}),
                  "Table has no stream to disable: TableName: abc");
  EXPECT_THAT(Ok("UpdateTable", Named("abc", {on})), HasSubstr(R"("StreamEnabled":true)"));
  FailsValidation("UpdateTable", Named("abc", {on}),
                  "Table already has an enabled stream: TableName: abc");
  EXPECT_THAT(Ok("UpdateTable", Named("abc", {off})),
              AllOf(Not(HasSubstr("StreamSpecification")), HasSubstr("LatestStreamArn")));
}

using DeleteTable = TableOperations;

TEST_F(DeleteTable, AnswersTheTableAsItGoes) {
  Ok("CreateTable", Named("abc", {kHashTable, kOnDemand}));
  EXPECT_THAT(Ok("DeleteTable", Named("abc")), HasSubstr(R"("TableStatus":"DELETING")"));
  Fails("DescribeTable", Named("abc"), "ResourceNotFoundException",
        "Requested resource not found: Table: abc not found");
  Fails("DeleteTable", Named("abc"), "ResourceNotFoundException",
        "Requested resource not found: Table: abc not found");
}

TEST_F(DeleteTable, RefusesAProtectedTable) {
  Ok("CreateTable", Named("abc", {kHashTable, kOnDemand, R"("DeletionProtectionEnabled":true)"}));
  FailsValidation(
      "DeleteTable", Named("abc"),
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion "
      "protection first.");
  Ok("UpdateTable", Named("abc", {R"("DeletionProtectionEnabled":false)"}));
  Ok("DeleteTable", Named("abc"));
}

using DataPlane = TableOperations;

TEST_F(DataPlane, SaysOfAMissingTableThatAResourceIsNotFound) {
  Fails("GetItem", Named("abc", {R"("Key":{"pk":{"S":"a"}})"}), "ResourceNotFoundException",
        "Requested resource not found");
}

}  // namespace
}  // namespace api::dynamodb
