// CreateTable, UpdateTable and DescribeTable of tables with secondary indexes.
#include <initializer_list>
#include <string>
#include <vector>

#include "api/endpoint/testing/table_operations.h"

namespace api::dynamodb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kAll = R"({"ProjectionType":"ALL"})";

// Attributes of type S.
std::string Definitions(std::initializer_list<std::string> names) {
  std::string text = R"("AttributeDefinitions":[)";
  for (const std::string& name : names) {
    text += R"({"AttributeName":")" + name + R"(","AttributeType":"S"},)";
  }
  text.back() = ']';
  return text;
}

// "a b" are HASH elements, "/" goes over to RANGE elements.
std::string Keys(std::string_view names) {
  std::string text = R"("KeySchema":[)";
  std::string_view type = "HASH";
  for (const char name : names) {
    if (name == '/') type = "RANGE";
    if (name == '/' || name == ' ') continue;
    text += R"({"AttributeName":")" + std::string(1, name) + R"(","KeyType":")" +
            std::string(type) + R"("},)";
  }
  text.back() = ']';
  return text;
}

std::string Index(std::string_view name, std::string_view keys, std::string_view projection = kAll,
                  std::string_view more = {}) {
  return R"({"IndexName":")" + std::string(name) + "\"," + Keys(keys) + R"(,"Projection":)" +
         std::string(projection) + std::string(more) + "}";
}

std::string List(std::string_view member, const std::vector<std::string>& elements) {
  std::string text = "\"" + std::string(member) + "\":[";
  for (const std::string& element : elements)
    text += (&element == &elements[0] ? "" : ",") + element;
  return text + "]";
}
std::string Local(const std::vector<std::string>& indexes) {
  return List("LocalSecondaryIndexes", indexes);
}
std::string Global(const std::vector<std::string>& indexes) {
  return List("GlobalSecondaryIndexes", indexes);
}
std::string Updates(const std::vector<std::string>& updates) {
  return List("GlobalSecondaryIndexUpdates", updates);
}
std::string Create(const std::string& index) { return R"({"Create":)" + index + "}"; }
std::string Delete(const std::string& name) {
  return R"({"Delete":{"IndexName":")" + name + R"("}})";
}

std::string Units(int read, int write) {
  return R"("ProvisionedThroughput":{"ReadCapacityUnits":)" + std::to_string(read) +
         R"(,"WriteCapacityUnits":)" + std::to_string(write) + "}";
}
std::string Update(const std::string& name, const std::string& throughput) {
  return R"({"Update":{"IndexName":")" + name + "\"," + throughput + "}}";
}

std::string Invalid(std::string_view message) {
  return std::string(kInvalid) + std::string(message);
}

using CreateTableWithIndexes = TableOperations;

TEST_F(CreateTableWithIndexes, AnswersThemAsTheyAreBeingMade) {
  EXPECT_THAT(
      Ok("CreateTable",
         Named("abc",
               {Definitions({"p", "s", "g"}), Keys("p/s"), kOnDemand,
                Local({Index("local", "p/g", R"({"ProjectionType":"KEYS_ONLY"})")}),
                Global({Index("global", "g/s",
                              R"({"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]})")})})),
      AllOf(HasSubstr(R"("LocalSecondaryIndexes":[{"IndexName":"local","KeySchema":[)"
                      R"({"AttributeName":"p","KeyType":"HASH"},)"
                      R"({"AttributeName":"g","KeyType":"RANGE"}],)"
                      R"("Projection":{"ProjectionType":"KEYS_ONLY"},"IndexSizeBytes":0,)"
                      R"("ItemCount":0,"IndexArn":)"
                      R"("arn:aws:dynamodb:eu-west-1:000000000000:table/abc/index/local"}])"),
            HasSubstr(R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]},)"
                      R"("IndexStatus":"CREATING","ProvisionedThroughput":{)"
                      R"("NumberOfDecreasesToday":0,"ReadCapacityUnits":0,"WriteCapacityUnits":0},)"
                      R"("IndexSizeBytes":0,"ItemCount":0,"IndexArn":)"
                      R"("arn:aws:dynamodb:eu-west-1:000000000000:table/abc/index/global"}])"),
            Not(HasSubstr("WarmThroughput")), Not(HasSubstr("Backfilling"))));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              AllOf(HasSubstr(R"("IndexStatus":"ACTIVE")"), Not(HasSubstr("Backfilling")),
                    HasSubstr(R"(/index/global","WarmThroughput":{"ReadUnitsPerSecond":12000,)"
                              R"("WriteUnitsPerSecond":4000,"Status":"ACTIVE"}}])")));
}

TEST_F(CreateTableWithIndexes, CountsTheirEntries) {
  Ok("CreateTable",
     Named("abc", {Definitions({"p", "g"}), Keys("p"), kOnDemand, Global({Index("global", "g")})}));
  Ok("PutItem", Named("abc", {R"("Item":{"p":{"S":"1"},"g":{"S":"22"}})"}));
  Ok("PutItem", Named("abc", {R"("Item":{"p":{"S":"2"}})"}));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              AllOf(HasSubstr(R"("TableSizeBytes":7,"ItemCount":2)"),
                    HasSubstr(R"("IndexSizeBytes":5,"ItemCount":1)")));
}

TEST_F(CreateTableWithIndexes, TakesKeysOfSeveralAttributes) {
  Ok("CreateTable", Named("abc", {Definitions({"p", "a", "b", "c", "d", "e", "f", "g", "h"}),
                                  Keys("p"), kOnDemand, Global({Index("global", "abcd/efgh")})}));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              HasSubstr(R"({"AttributeName":"d","KeyType":"HASH"},)"
                        R"({"AttributeName":"e","KeyType":"RANGE"})"));
}

TEST_F(CreateTableWithIndexes, RefusesWhatIsNoIndex) {
  struct Case {
    std::string indexes;
    std::string message;
  };
  const std::string twenty_one = [] {
    std::vector<std::string> indexes;
    for (int i = 0; i < 21; ++i) indexes.push_back(Index("global" + std::to_string(i), "g"));
    return Global(indexes);
  }();
  const Case cases[] = {
      {Global({}), Invalid("List of GlobalSecondaryIndexes is empty")},
      {Local({}), Invalid("List of LocalSecondaryIndexes is empty")},
      {Local({Index("local", "g/s")}),
       Invalid("Index KeySchema does not have the same leading hash key as table KeySchema for "
               "index: local. index hash key: g, table hash key: p")},
      {Local({Index("local", "p")}),
       Invalid("Index KeySchema does not have a range key for index: local")},
      {Global({Index("global", "x")}),
       Invalid("Some index key attributes are not defined in AttributeDefinitions. Keys: [x], "
               "AttributeDefinitions: [p, s, g]")},
      {Global({Index("global", "/g")}),
       "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"},
      {Global({Index("global", "g/g")}),
       "Both the Hash Key and the Range Key element in the KeySchema have the same name"},
      {Global({Index("global", "g", "{}")}), Invalid("Unknown ProjectionType: null")},
      {Global({Index("global", "g", R"({"ProjectionType":"INCLUDE"})")}),
       Invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")},
      {Global({Index("global", "g", R"({"ProjectionType":"ALL","NonKeyAttributes":["x"]})")}),
       Invalid("ProjectionType is ALL, but NonKeyAttributes is specified")},
      {Global({Index("global", "g"), Index("global", "s")}),
       Invalid("Duplicate index name: global")},
      {Global({Index("global", "s")}),
       Invalid("Some AttributeDefinitions are not used. AttributeDefinitions: [p, s, g], keys "
               "used: [p, s]")},
      {Global({Index("global", "g", kAll, "," + Units(1, 1))}),
       Invalid("ProvisionedThroughput should not be specified for index: global when BillingMode "
               "is PAY_PER_REQUEST")},
      {twenty_one, Invalid("GlobalSecondaryIndex count exceeds the per-table limit of 20")},
  };
  for (const Case& c : cases) {
    FailsValidation("CreateTable",
                    Named("abc", {Definitions({"p", "s", "g"}), Keys("p/s"), kOnDemand, c.indexes}),
                    c.message);
  }
}

class UpdateTableWithIndexes : public TableOperations {
 protected:
  void CreateOnDemand() {
    Ok("CreateTable", Named("abc", {Definitions({"p", "g"}), Keys("p"), kOnDemand,
                                    Global({Index("global", "g")})}));
  }
  void CreateProvisioned() {
    Ok("CreateTable", Named("abc", {Definitions({"p", "g"}), Keys("p"), Units(5, 5),
                                    Global({Index("global", "g", kAll, "," + Units(3, 3))})}));
  }
  std::string Updated(std::initializer_list<std::string_view> members) {
    return Ok("UpdateTable", Named("abc", members));
  }
  void Refuses(std::initializer_list<std::string_view> members, std::string_view message) {
    FailsValidation("UpdateTable", Named("abc", members), message);
  }
};

TEST_F(UpdateTableWithIndexes, AddsAnIndexThatIsThenFilled) {
  CreateOnDemand();
  EXPECT_THAT(Updated({Definitions({"h", "g"}), Updates({Create(Index("more", "h/g"))})}),
              AllOf(HasSubstr(R"("TableStatus":"UPDATING")"),
                    HasSubstr(R"("IndexStatus":"CREATING","Backfilling":false)")));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              AllOf(HasSubstr(R"({"AttributeName":"h","AttributeType":"S"})"),
                    HasSubstr(R"("TableStatus":"ACTIVE")"),
                    HasSubstr(R"("IndexStatus":"CREATING","Backfilling":true)")));
}

TEST_F(UpdateTableWithIndexes, AddsOneAtATime) {
  CreateOnDemand();
  const std::string one_at_a_time =
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per "
      "table";
  Fails("UpdateTable",
        Named("abc", {Definitions({"g"}),
                      Updates({Create(Index("more", "g")), Create(Index("most", "g"))})}),
        "LimitExceededException", one_at_a_time);
  Updated({Definitions({"g"}), Updates({Create(Index("more", "g"))})});
  Fails("UpdateTable", Named("abc", {Definitions({"g"}), Updates({Create(Index("most", "g"))})}),
        "LimitExceededException", one_at_a_time);
  Fails("UpdateTable", Named("abc", {Updates({Delete("global")})}), "LimitExceededException",
        one_at_a_time);
  Fails("DeleteTable", Named("abc"), "ResourceInUseException",
        "Attempt to change a resource which is still in use: Index is being created: more");
  Updated({Updates({Delete("more")})});
  Updated({Updates({Delete("global")})});
}

TEST_F(UpdateTableWithIndexes, TakesAnIndexAwayWithItsDefinitions) {
  CreateOnDemand();
  EXPECT_THAT(Updated({Updates({Delete("global")})}), HasSubstr(R"("IndexStatus":"DELETING")"));
  EXPECT_THAT(
      Ok("DescribeTable", Named("abc")),
      AllOf(Not(HasSubstr("global")), HasSubstr(R"("AttributeDefinitions":[{"AttributeName":"p",)"
                                                R"("AttributeType":"S"}],)")));
}

TEST_F(UpdateTableWithIndexes, ChangesTheirThroughput) {
  CreateProvisioned();
  EXPECT_THAT(
      Updated({Updates({Update("global", Units(4, 3))})}),
      HasSubstr(R"("IndexStatus":"UPDATING","ProvisionedThroughput":{"LastIncreaseDateTime":)"
                R"(1576800000.000,"NumberOfDecreasesToday":0,"ReadCapacityUnits":3,)"));
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              AllOf(HasSubstr(R"("IndexStatus":"ACTIVE")"),
                    HasSubstr(R"("ReadCapacityUnits":4,"WriteCapacityUnits":3)")));
  Refuses({Updates({Update("global", Units(4, 3))})},
          "The provisioned throughput for the index global will not change. The requested value "
          "equals the current value. Current ReadCapacityUnits provisioned for the index: 4. "
          "Requested ReadCapacityUnits: 4. Current WriteCapacityUnits provisioned for the index: "
          "3. Requested WriteCapacityUnits: 3. Refer to the Amazon DynamoDB Developer Guide for "
          "current limits and how to request higher limits.");
}

TEST_F(UpdateTableWithIndexes, SwitchesTheirBillingModeWithTheTables) {
  CreateProvisioned();
  Updated({kOnDemand});
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              Not(HasSubstr(R"("ReadCapacityUnits":3,"WriteCapacityUnits":3)")));
  Refuses({R"("BillingMode":"PROVISIONED")", Units(1, 1)},
          Invalid("ProvisionedThroughput must be specified for index: global"));
  Refuses({Updates({Update("global", Units(2, 2))})},
          Invalid("ProvisionedThroughput should not be specified for index: global when "
                  "BillingMode is PAY_PER_REQUEST"));
  Updated(
      {R"("BillingMode":"PROVISIONED")", Units(1, 1), Updates({Update("global", Units(2, 2))})});
  EXPECT_THAT(Ok("DescribeTable", Named("abc")),
              HasSubstr(R"("ReadCapacityUnits":2,"WriteCapacityUnits":2)"));
}

TEST_F(UpdateTableWithIndexes, RefusesWhatIsNoUpdate) {
  CreateOnDemand();
  Refuses({Updates({"{}"})},
          Invalid("One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                  "GlobalSecondaryIndexUpdate.Delete must not be null"));
  Refuses({Updates({Delete("global"), Update("global", Units(1, 1))})},
          Invalid("Only one global secondary index update per index is allowed simultaneously. "
                  "Index: global"));
  Refuses({Definitions({"g"}), Updates({Create(Index("global", "g"))})},
          "Attempting to create an index which already exists");
  for (const char* keys : {"y", "g", "p", "x/g"}) {
    Refuses({Definitions({"x"}), Updates({Create(Index("more", keys))})},
            Invalid("AttributeDefinitions is not specified for index: more"));
  }
  Fails("UpdateTable", Named("abc", {Updates({Delete("other")})}), "ResourceNotFoundException",
        "Requested resource not found");
}

using DeleteTableWithIndexes = UpdateTableWithIndexes;

TEST_F(DeleteTableWithIndexes, ShowsNoneOfThem) {
  CreateOnDemand();
  EXPECT_THAT(Ok("DeleteTable", Named("abc")),
              AllOf(HasSubstr(R"("TableStatus":"DELETING")"), Not(HasSubstr("global")),
                    Not(HasSubstr("KeySchema")), HasSubstr(R"("TableArn")")));
}

}  // namespace
}  // namespace api::dynamodb
