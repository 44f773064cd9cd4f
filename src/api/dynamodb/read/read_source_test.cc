#include "api/dynamodb/read/read_source.h"

#include "api/endpoint/testing/table_operations.h"

namespace api::dynamodb::read {
namespace {

// A service in which nobody fills the indexes that are added to tables.
class ReadSource : public TableOperations {
 protected:
  ReadSource() {
    Ok("CreateTable", Named("films", {kHashTable, kOnDemand}));
    Ok("UpdateTable", Named("films", {R"(
        "AttributeDefinitions":[{"AttributeName":"g","AttributeType":"S"}],
        "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-g",
            "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
            "Projection":{"ProjectionType":"ALL"}}}])"}));
  }
};

constexpr std::string_view kByG = R"("IndexName":"by-g")";
constexpr std::string_view kKey = R"(
    "KeyConditionExpression":"g = :g","ExpressionAttributeValues":{":g":{"S":"x"}})";

TEST_F(ReadSource, IsNoIndexThatIsBeingFilled) {
  const std::string_view backfilling = "Cannot read from backfilling global secondary index: by-g";
  FailsValidation("Query", Named("films", {kByG, kKey}), backfilling);
  FailsValidation("Scan", Named("films", {kByG}), backfilling);
  FailsValidation("Query", Named("films", {kByG, kKey, R"("ConsistentRead":true)"}),
                  "Consistent reads are not supported on global secondary indexes");
}

TEST_F(ReadSource, IsNoIndexThatIsGone) {
  Ok("UpdateTable",
     Named("films", {R"("GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"by-g"}}])"}));
  const std::string_view gone = "The table does not have the specified index: by-g";
  FailsValidation("Query", Named("films", {kByG, kKey}), gone);
  FailsValidation("Scan", Named("films", {kByG}), gone);
}

}  // namespace
}  // namespace api::dynamodb::read
