#include "stator/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "stator/testing/server_fixture.h"

namespace stator {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTable = "Items";

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Of a batch operation on the table: {"RequestItems":{"Items":…}}
std::string BatchBody(std::string_view requests) {
  return R"({"RequestItems":{")" + std::string(kTable) + R"(":)" + std::string(requests) + "}}";
}

// One client's round of all item operations on keys of its own, over one connection.
class BusyClient {
 public:
  BusyClient(const std::string& address, int number)
      : client_(address), key_("client-" + std::to_string(number)) {}

  void Round(int64_t round) {
    const std::string item = ItemJson(key_, round);
    const std::string twin = ItemJson(key_ + "-twin", round);
    Expect("PutItem", PutItemBody(kTable, item), "{}");
    Expect("GetItem", GetItemBody(kTable, key_), Found(item));
    Expect("UpdateItem", AddOneBody(kTable, key_),
           R"({"Attributes":{"n":{"N":")" + std::to_string(round + 1) + R"("}}})");
    Expect("UpdateItem", AddOneBody(kTable, "shared"), HasSubstr("Attributes"));
    Expect("BatchWriteItem", BatchBody(R"([{"PutRequest":{"Item":)" + twin + "}}]"),
           R"({"UnprocessedItems":{}})");
    Expect("BatchGetItem",
           BatchBody(R"({"ConsistentRead":true,"Keys":[)" + KeyJson(key_ + "-twin") + "]}"),
           HasSubstr(twin));
    Expect("Query",
           OfTable(kTable, R"("ConsistentRead":true,"KeyConditionExpression":"pk = :pk",)"
                           R"("ExpressionAttributeValues":{":pk":{"S":")" +
                               key_ + R"("}})"),
           HasSubstr(R"("Count":1)"));
    Expect("Scan",
           OfTable(kTable, R"("ConsistentRead":true,"FilterExpression":"pk = :pk",)"
                           R"("ExpressionAttributeValues":{":pk":{"S":")" +
                               key_ + R"(-twin"}})"),
           HasSubstr(twin));
    Expect("PutItem", PutNewItemBody(kTable, item), HasSubstr("#ConditionalCheckFailedException"));
    Expect("DeleteItem", DeleteItemBody(kTable, key_), "{}");
    Expect("GetItem", GetItemBody(kTable, key_), std::string(kFoundNothing));
  }

 private:
  void Expect(std::string_view operation, const std::string& body,
              const testing::Matcher<const std::string&>& answer) {
    EXPECT_THAT(client_.Call(operation, body).body, answer) << operation << " " << body;
  }

  TestClient client_;
  const std::string key_;
};

TEST_F(ServerTest, AnswersManyClientsAtOnce) {
  constexpr int kClients = 8;
  constexpr int kRounds = 10;
  ASSERT_NO_FATAL_FAILURE(Start());
  Call("CreateTable", CreateTableBody(kTable));
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&, i] {
      BusyClient client(address(), i);
      for (int round = 1; round <= kRounds; ++round) client.Round(round);
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(NumberIn(Call("GetItem", GetItemBody(kTable, "shared"))), kClients * kRounds);
  EXPECT_THAT(Call("DescribeTable", OfTable(kTable)),
              HasSubstr(R"("ItemCount":)" + std::to_string(kClients + 1)));
}

TEST_F(ServerTest, KeepsItsTablesAndItemsOverARestart) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Call("CreateTable", CreateTableBody(kTable));
  Call("CreateTable", CreateTableBody("Dropped"));
  Call("PutItem", PutItemBody(kTable, ItemJson("key", 7)));
  Call("PutItem", PutItemBody(kTable, ItemJson("deleted", 8)));
  Call("DeleteItem", DeleteItemBody(kTable, "deleted"));
  Call("DeleteTable", OfTable("Dropped"));
  ASSERT_NO_FATAL_FAILURE(Restart());
  EXPECT_EQ(Call("ListTables", "{}"), R"({"TableNames":["Items"]})");
  EXPECT_EQ(Call("GetItem", GetItemBody(kTable, "key")), Found(ItemJson("key", 7)));
  EXPECT_EQ(Call("GetItem", GetItemBody(kTable, "deleted")), kFoundNothing);
}

TEST_F(ServerTest, CountsOnItsMetricsPage) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Call("CreateTable", CreateTableBody(kTable));
  Call("PutItem", PutItemBody(kTable, ItemJson("key", 1)));
  Call("PutItem", PutItemBody(kTable, ItemJson("key", 2)));
  EXPECT_EQ(TestClient(address()).Call("GetItem", GetItemBody("Nothing", "key")).status, 400);
  const ClientAnswer page = TestClient(address()).Get("/-/metrics");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.head, HasSubstr("content-type: text/plain; version=0.0.4"));
  for (const char* line :
       {"# TYPE stator_api_requests_total counter\n", "# TYPE stator_http_connections gauge\n",
        "\nstator_api_requests_total{operation=\"PutItem\"} 2\n",
        "\nstator_api_requests_total{operation=\"DeleteItem\"} 0\n",
        "\nstator_api_errors_total{operation=\"GetItem\",error=\"ResourceNotFoundException\"} 1\n",
        "\nstator_http_requests_in_flight 1\n", "\nstator_wal_syncs_total ",
        "\nstator_commits_total ", "\nstator_disk_free_bytes "}) {
    EXPECT_THAT(page.body, HasSubstr(line));
  }
}

TEST_F(ServerTest, SaysThatItIsHealthyAndReady) {
  ASSERT_NO_FATAL_FAILURE(Start());
  TestClient client(address());
  EXPECT_THAT(client.Get("/").body, HasSubstr("healthy: dynamodb"));
  const ClientAnswer ready = client.Get("/-/ready");
  EXPECT_EQ(ready.status, 200);
  EXPECT_EQ(ready.body, "ready\n");
}

TEST_F(ServerTest, KnowsNoOtherPagesAndTakesNoPostsToThem) {
  ASSERT_NO_FATAL_FAILURE(Start());
  TestClient client(address());
  EXPECT_EQ(client.Get("/-/nothing").status, 404);
  EXPECT_EQ(
      client.Ask("POST /-/ready HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n").status,
      405);
}

TEST_F(ServerTest, RefusesUnknownCredentialsIfTheyAreRequired) {
  config_.auth = auth::Mode::kRequired;
  config_.credentials = {{.access_key_id = "known", .secret_access_key = "secret"}};
  // When the test's requests were signed: older ones are refused whoever sent them.
  const base::ManualClock then(
      std::chrono::sys_days(std::chrono::year(2020) / 1 / 1).time_since_epoch());
  auto started = Server::Start(config_, then, random_);
  ASSERT_TRUE(started.ok()) << started.error().message;
  server_ = *std::move(started);
  const ClientAnswer answer = TestClient(address()).Call("ListTables", "{}");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("#UnrecognizedClientException"));
  server_.reset();  // before its clock
}

TEST_F(ServerTest, ServesEveryAddress) {
  config_.listen = {"127.0.0.1:0", "127.0.0.1:0"};
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_EQ(server_->addresses().size(), 2u);
  for (const std::string& one : server_->addresses()) {
    EXPECT_EQ(TestClient(one).Get("/-/ready").status, 200);
  }
}

TEST_F(ServerTest, RefusesADirectoryThatIsInUse) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const base::Error error = StartError(config_);
  EXPECT_EQ(error.code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(error.message, "the data directory " + config_.data + " is in use by another process");
  EXPECT_EQ(TestClient(address()).Get("/-/ready").status, 200);  // the first one goes on
}

TEST_F(ServerTest, RefusesAnAddressThatIsInUseAndMakesNoDirectory) {
  ASSERT_NO_FATAL_FAILURE(Start());
  Config second = config_;
  second.data = directory_.root() + "/second";
  second.listen = {address()};
  const base::Error error = StartError(second);
  EXPECT_EQ(error.code, base::ErrorCode::kAlreadyExists);
  EXPECT_THAT(error.message, HasSubstr(address()));
  EXPECT_FALSE(std::filesystem::exists(second.data));
  second.listen = {"127.0.0.1:0"};
  EXPECT_TRUE(Server::Start(second, clock_, random_).ok());
}

TEST_F(ServerTest, MakesACertificateOnceAndKeepsIt) {
  config_.tls = true;
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string certificate = Contents(config_.data + "/tls-certificate.pem");
  const std::string key = Contents(config_.data + "/tls-key.pem");
  EXPECT_THAT(certificate, HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_THAT(key, HasSubstr("PRIVATE KEY"));
  // Who does not speak TLS is told so.
  EXPECT_EQ(TestClient(address()).Get("/-/ready").status, 400);
  ASSERT_NO_FATAL_FAILURE(Restart());
  EXPECT_EQ(Contents(config_.data + "/tls-certificate.pem"), certificate);
  EXPECT_EQ(Contents(config_.data + "/tls-key.pem"), key);
}

TEST_F(ServerTest, RefusesACertificateThatItCannotRead) {
  config_.tls = true;
  config_.tls_certificate = directory_.root() + "/none.pem";
  config_.tls_key = directory_.root() + "/none-key.pem";
  const base::Error error = StartError(config_);
  EXPECT_EQ(error.code, base::ErrorCode::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("none.pem"));
  EXPECT_FALSE(std::filesystem::exists(config_.data));
  EXPECT_THAT(error.message, Not(HasSubstr("\n")));
}

}  // namespace
}  // namespace stator
