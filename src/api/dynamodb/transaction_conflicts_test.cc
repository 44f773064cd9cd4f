// Requests that meet a transaction under way, and what makes it be done once.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/endpoint/endpoint.h"
#include "api/endpoint/testing/endpoint_fixture.h"
#include "table/testing/test_tables.h"

namespace api {
namespace {

constexpr std::string_view kTable = R"("TableName":"Music")";

std::string Key(std::string_view pk) { return R"({"pk":{"S":")" + std::string(pk) + R"("}})"; }
std::string Put(std::string_view pk) {
  return R"({"Put":{)" + std::string(kTable) + R"(,"Item":)" + Key(pk) + "}}";
}
std::string Transaction(std::string_view actions, std::string_view more = "") {
  return R"({"TransactItems":[)" + std::string(actions) + "]" + std::string(more) + "}";
}

// A service whose store tells before each commit.
class TransactionConflicts : public testing::Test {
 protected:
  TransactionConflicts() {
    catalog_ = *table::catalog::Catalog::Open(store_, clock_, random_);
    transactions_ = *table::transaction::Transactions::Open(store_, items_, clock_);
    service_ = std::make_unique<Endpoint>(Endpoint::Parts{.catalog = *catalog_,
                                                          .items = items_,
                                                          .transactions = *transactions_,
                                                          .authenticator = authenticator_,
                                                          .clock = clock_,
                                                          .random = random_});
    Call("CreateTable", R"({"TableName":"Music","BillingMode":"PAY_PER_REQUEST",)"
                        R"("KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],)"
                        R"("AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]})");
  }

  std::string Call(std::string_view operation, std::string_view body) {
    const std::string target = "DynamoDB_20120810." + std::string(operation);
    const std::string padded = std::string(body) + std::string(wire::kBodyPaddingBytes, '\0');
    const std::vector<wire::HttpHeader> headers = {
        {"Host", "localhost"},
        {"Content-Type", "application/x-amz-json-1.0"},
        {"X-Amz-Target", target},
        {"X-Amz-Date", "20200101T000000Z"},
        {"Authorization", EndpointFixture::kAuthorization}};
    wire::HttpRequest request;
    request.method = "POST";
    request.target = "/";
    request.headers = headers;
    request.wire_body = request.body = std::string_view(padded).substr(0, body.size());
    request.peer_address = "127.0.0.1";
    return service_->Handle(request).body;
  }

  // Sends a transaction, and calls `meanwhile` while it has its items.
  std::string During(const std::string& transaction, const std::function<void()>& meanwhile) {
    store_.before_commit = [&] {
      store_.before_commit = nullptr;
      meanwhile();
    };
    return Call("TransactWriteItems", transaction);
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  kv::MemoryStore memory_{clock_};
  table::BreakableStore store_{memory_};
  table::item::Items items_{store_};
  std::unique_ptr<table::catalog::Catalog> catalog_;
  std::unique_ptr<table::transaction::Transactions> transactions_;
  auth::Authenticator authenticator_{auth::Mode::kAny, {}, clock_};
  std::unique_ptr<Endpoint> service_;
};

TEST_F(TransactionConflicts, SingleWritesAreRefused) {
  const std::string conflict =
      R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionConflictException",)"
      R"("message":"Transaction is ongoing for the item"})";
  const std::string on_a = "{" + std::string(kTable) + R"(,"Key":)" + Key("a") + "}";
  const std::string answer = During(Transaction(Put("a") + "," + Put("b")), [&] {
    EXPECT_EQ(Call("PutItem", "{" + std::string(kTable) + R"(,"Item":)" + Key("a") + "}"),
              conflict);
    EXPECT_EQ(Call("UpdateItem", on_a), conflict);
    EXPECT_EQ(Call("DeleteItem", on_a), conflict);
    EXPECT_EQ(Call("PutItem", "{" + std::string(kTable) + R"(,"Item":)" + Key("c") + "}"), "{}");
  });
  EXPECT_EQ(answer, "{}");
  EXPECT_EQ(Call("DeleteItem", on_a), "{}");
}

TEST_F(TransactionConflicts, ABatchLeavesSuchItems) {
  const auto request = [](std::string_view pk) {
    return R"({"PutRequest":{"Item":)" + Key(pk) + "}}";
  };
  During(Transaction(Put("a") + "," + Put("b")), [&] {
    const std::string batch = R"({"RequestItems":{"Music":[)" + request("a") + "," + request("c") +
                              "," + request("b") + R"(]},"ReturnConsumedCapacity":"TOTAL"})";
    EXPECT_EQ(Call("BatchWriteItem", batch),
              R"({"UnprocessedItems":{"Music":[)" + request("a") + "," + request("b") +
                  R"(]},"ConsumedCapacity":[{"TableName":"Music","CapacityUnits":1.0}]})");
  });
}

TEST_F(TransactionConflicts, AnotherTransactionIsCancelled) {
  During(Transaction(Put("a")), [&] {
    EXPECT_EQ(
        Call("TransactWriteItems", Transaction(Put("b") + "," + Put("a"))),
        R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",)"
        R"("Message":"Transaction cancelled, please refer cancellation reasons for specific )"
        R"(reasons [None, TransactionConflict]","CancellationReasons":[{"Code":"None"},)"
        R"({"Code":"TransactionConflict","Message":"Transaction is ongoing for the item"}]})");
  });
  EXPECT_EQ(Call("TransactWriteItems", Transaction(Put("b") + "," + Put("a"))), "{}");
}

TEST_F(TransactionConflicts, ReadsSeeWhatWasBefore) {
  const std::string get = R"({"Get":{)" + std::string(kTable) + R"(,"Key":)" + Key("a") + "}}";
  During(Transaction(Put("a")), [&] {
    EXPECT_EQ(Call("TransactGetItems", Transaction(get)), R"({"Responses":[{}]})");
    EXPECT_EQ(Call("GetItem", "{" + std::string(kTable) + R"(,"Key":)" + Key("a") + "}"), "{}");
  });
  EXPECT_EQ(Call("TransactGetItems", Transaction(get)),
            R"({"Responses":[{"Item":)" + Key("a") + "}]}");
}

TEST_F(TransactionConflicts, ATokenInUseIsTold) {
  const std::string with_token = Transaction(Put("a"), R"(,"ClientRequestToken":"t")");
  const std::string answer = During(with_token, [&] {
    EXPECT_EQ(Call("TransactWriteItems", with_token),
              R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionInProgressException",)"
              R"("Message":"The transaction with the given request token is already in )"
              R"(progress."})");
  });
  EXPECT_EQ(answer, "{}");
}

TEST_F(TransactionConflicts, ATokenHoldsForTenMinutes) {
  const std::string with_token = Transaction(
      R"({"Update":{)" + std::string(kTable) + R"(,"Key":)" + Key("a") +
          R"(,"UpdateExpression":"ADD n :n","ExpressionAttributeValues":{":n":{"N":"1"}}}})",
      R"(,"ClientRequestToken":"t")");
  const auto count = [&] {
    return Call("GetItem", "{" + std::string(kTable) + R"(,"ProjectionExpression":"n","Key":)" +
                               Key("a") + "}");
  };
  EXPECT_EQ(Call("TransactWriteItems", with_token), "{}");
  clock_.Advance(std::chrono::minutes(10) - std::chrono::microseconds(1));
  EXPECT_EQ(Call("TransactWriteItems", with_token), "{}");
  EXPECT_EQ(count(), R"({"Item":{"n":{"N":"1"}}})");
  clock_.Advance(std::chrono::microseconds(1));
  EXPECT_EQ(Call("TransactWriteItems", with_token), "{}");
  EXPECT_EQ(count(), R"({"Item":{"n":{"N":"2"}}})");
}

}  // namespace
}  // namespace api
