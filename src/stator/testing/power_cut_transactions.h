// For power_cut_test.cc: TransactWriteItems while the power may go. A transaction is there whole or
// not at all, and once, however often it is sent with its token.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stator/testing/power_cut_workloads.h"
#include "stator/testing/test_service.h"

namespace stator {

// Each transaction puts an item of its own in one table and counts itself on an item of another,
// for which its clients contend.
class TransactWrites final : public Workload {
 public:
  std::string name() const override { return "transactions"; }
  int threads() const override { return kThreads; }

  bool Step(TestService& service, int thread) override {
    Client& client = clients_[static_cast<size_t>(thread)];
    const std::string key = KeyOf(thread, client.last);
    const wire::HttpResponse answer = service.Call("TransactWriteItems", BodyOf(key));
    if (answer.status >= 500) {
      client.in_doubt = key;
      ++client.last;
      return false;
    }
    if (answer.status != 200) {  // another has the counter; nothing was done, the token is free
      EXPECT_NE(answer.body.find("[None, TransactionConflict]"), std::string::npos) << answer.body;
      return true;
    }
    client.acknowledged.push_back(key);
    ++client.last;
    return true;
  }

  void Examine(TestService& service) override {
    int64_t expected = done_before_;
    for (Client& client : clients_) {
      for (const std::string& key : client.acknowledged) {
        ++expected;
        ASSERT_TRUE(IsThere(service, key)) << key << " is lost";
      }
      if (client.in_doubt && IsThere(service, *client.in_doubt)) ++expected;
    }
    ASSERT_EQ(Count(service), expected) << "half a transaction";
    for (Client& client : clients_) {
      if (client.in_doubt && !IsThere(service, *client.in_doubt)) ++expected;
      // Sent again: what is done stays as it is, what is not is done now.
      for (const std::string& key : LastOf(client)) {
        const wire::HttpResponse answer = service.Call("TransactWriteItems", BodyOf(key));
        ASSERT_EQ(answer.status, 200) << answer.body;
        ASSERT_TRUE(IsThere(service, key));
      }
      client.acknowledged.clear();
      client.in_doubt.reset();
    }
    ASSERT_EQ(Count(service), expected) << "done twice";
    done_before_ = expected;
  }

 private:
  static constexpr int kThreads = 2;
  static constexpr std::string_view kCounter = "transacted";
  struct Client {
    int64_t last = 0;
    std::vector<std::string> acknowledged;  // since the last cut
    std::optional<std::string> in_doubt;
  };

  static std::string KeyOf(int thread, int64_t number) {
    return "transacted-" + std::to_string(thread) + "-" + std::to_string(number);
  }
  static std::string BodyOf(const std::string& key) {
    std::string body = R"({"ClientRequestToken":")" + key + R"(","TransactItems":[{"Put":)";
    body += PutItemBody(kItems, ItemJson(key, 1));
    body += R"(},{"Update":)";
    body += OfTable(kTwins, R"("Key":)" + KeyJson(kCounter) +
                                R"(,"UpdateExpression":"ADD n :one",)"
                                R"("ExpressionAttributeValues":{":one":{"N":"1"}})");
    return body + "}]}";
  }
  static std::vector<std::string> LastOf(const Client& client) {
    std::vector<std::string> keys;
    if (!client.acknowledged.empty()) keys.push_back(client.acknowledged.back());
    if (client.in_doubt) keys.insert(keys.end(), 2, *client.in_doubt);
    return keys;
  }
  static bool IsThere(TestService& service, const std::string& key) {
    const wire::HttpResponse answer = service.Call("GetItem", GetItemBody(kItems, key));
    EXPECT_EQ(answer.status, 200) << answer.body;
    if (answer.body == kFoundNothing) return false;
    EXPECT_EQ(answer.body, Found(ItemJson(key, 1))) << "a torn item";
    return true;
  }
  static int64_t Count(TestService& service) {
    const wire::HttpResponse answer = service.Call("GetItem", GetItemBody(kTwins, kCounter));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return NumberIn(answer.body);
  }

  int64_t done_before_ = 0;  // transactions, before the last cut
  std::array<Client, kThreads> clients_;
};

}  // namespace stator
