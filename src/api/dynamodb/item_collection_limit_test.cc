// Item collections of tables with local indexes, which may not outgrow a limit.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ItemCollections.SizeLimit
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "api/endpoint/testing/endpoint_fixture.h"

namespace api::dynamodb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ItemCollectionLimit : public ::testing::Test {
 protected:
  // Room for two items of some 1000 bytes, their index entries included.
  static constexpr int64_t kLimit = 2500;

  ItemCollectionLimit() : service_({.collection_bytes_max = kLimit}) {
    Ok("CreateTable", R"({"TableName":"threads","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
            {"AttributeName":"sk","AttributeType":"S"},{"AttributeName":"l","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
            {"AttributeName":"sk","KeyType":"RANGE"}],
        "LocalSecondaryIndexes":[{"IndexName":"by-l",
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                {"AttributeName":"l","KeyType":"RANGE"}],
            "Projection":{"ProjectionType":"ALL"}}]})");
    Ok("PutItem", Put("full", "1", 1000));
    Ok("PutItem", Put("full", "2", 1000));
  }

  static std::string Item(std::string_view pk, std::string_view sk, size_t filler,
                          std::string_view more = {}) {
    return R"({"pk":{"S":")" + std::string(pk) + R"("},"sk":{"S":")" + std::string(sk) +
           R"("},"filler":{"S":")" + std::string(filler, 'x') + "\"}" + std::string(more) + "}";
  }
  static std::string Put(std::string_view pk, std::string_view sk, size_t filler,
                         std::string_view more = {}) {
    return R"({"TableName":"threads","Item":)" + Item(pk, sk, filler, more) + "}";
  }
  static std::string Update(std::string_view sk, size_t filler) {
    return R"({"TableName":"threads","Key":{"pk":{"S":"full"},"sk":{"S":")" + std::string(sk) +
           R"("}},"UpdateExpression":"SET filler = :f","ExpressionAttributeValues":{":f":{"S":")" +
           std::string(filler, 'x') + R"("}}})";
  }

  void Ok(std::string_view operation, const std::string& body) {
    const wire::HttpResponse answer = service_.Call(operation, body);
    EXPECT_EQ(answer.status, 200) << operation << body << answer.body;
  }
  void IsRefused(std::string_view operation, const std::string& body) {
    const wire::HttpResponse answer = service_.Call(operation, body);
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, AllOf(HasSubstr(R"("__type":"com.amazonaws.dynamodb.v20120810#)"
                                             R"(ItemCollectionSizeLimitExceededException")"),
                                   HasSubstr(R"("message":"Collection size exceeded.")")))
        << operation << body;
  }

  EndpointFixture service_;
};

TEST_F(ItemCollectionLimit, RefusesItemsThatAreAdded) {
  IsRefused("PutItem", Put("full", "3", 1000));
  Ok("PutItem", Put("other", "3", 1000));
}

TEST_F(ItemCollectionLimit, CountsIndexEntries) {
  Ok("PutItem", Put("full", "3", 300));
  IsRefused("PutItem", Put("full", "3", 300, R"(,"l":{"S":"a"})"));
}

TEST_F(ItemCollectionLimit, RefusesItemsThatGrow) {
  IsRefused("UpdateItem", Update("1", 2000));
  Ok("UpdateItem", Update("1", 1001));
}

TEST_F(ItemCollectionLimit, RefusesAWholeBatch) {
  IsRefused("BatchWriteItem", R"({"RequestItems":{"threads":[{"PutRequest":{"Item":)" +
                                  Item("other", "1", 100) + R"(}},{"PutRequest":{"Item":)" +
                                  Item("full", "3", 1000) + "}}]}}");
}

TEST_F(ItemCollectionLimit, LetsCollectionsShrink) {
  IsRefused("PutItem", Put("full", "3", 1000));
  Ok("UpdateItem", Update("1", 10));
  Ok("PutItem", Put("full", "3", 1000));
  IsRefused("PutItem", Put("full", "4", 1000));
  Ok("DeleteItem", R"({"TableName":"threads","Key":{"pk":{"S":"full"},"sk":{"S":"2"}}})");
  Ok("PutItem", Put("full", "4", 1000));
}

}  // namespace
}  // namespace api::dynamodb
