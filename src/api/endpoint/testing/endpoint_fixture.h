// A service over a store in memory, for tests: called as a client calls it, by target and body.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/dynamodb/operations.h"
#include "api/endpoint/endpoint.h"
#include "auth/authenticator.h"
#include "base/clock.h"
#include "base/random.h"
#include "kv/testing/memory_store.h"
#include "table/catalog/catalog.h"
#include "table/item/items.h"
#include "table/transaction/transactions.h"

namespace api {

class EndpointFixture {
 public:
  static constexpr std::string_view kAuthorization =
      "AWS4-HMAC-SHA256 Credential=key/20200101/eu-west-1/dynamodb/aws4_request, "
      "SignedHeaders=host;x-amz-date, Signature=0";

  explicit EndpointFixture(const table::item::ItemLimits& limits = {})
      : store_(clock_), items_(store_, limits) {
    auto catalog = table::catalog::Catalog::Open(store_, clock_, random_);
    CHECK(catalog.ok());
    catalog_ = *std::move(catalog);
    auto transactions = table::transaction::Transactions::Open(store_, items_, clock_);
    CHECK(transactions.ok());
    transactions_ = *std::move(transactions);
    service_ = std::make_unique<Endpoint>(Endpoint::Parts{.catalog = *catalog_,
                                                          .items = items_,
                                                          .transactions = *transactions_,
                                                          .authenticator = authenticator_,
                                                          .clock = clock_,
                                                          .random = random_});
  }

  // Any request; the body is padded as the server does.
  wire::HttpResponse Handle(std::string_view method, std::vector<wire::HttpHeader> headers,
                            std::string_view body) {
    const std::string padded = std::string(body) + std::string(wire::kBodyPaddingBytes, '\0');
    wire::HttpRequest request;
    request.method = method;
    request.target = "/";
    request.headers = headers;
    request.wire_body = request.body = std::string_view(padded).substr(0, body.size());
    request.peer_address = "127.0.0.1";
    return service_->Handle(request);
  }

  // A signed call of an operation.
  wire::HttpResponse Call(std::string_view operation, std::string_view body) {
    const std::string target = "DynamoDB_20120810." + std::string(operation);
    return Handle("POST",
                  {{"Host", "localhost"},
                   {"Content-Type", "application/x-amz-json-1.0"},
                   {"X-Amz-Target", target},
                   {"X-Amz-Date", "20200101T000000Z"},
                   {"Authorization", kAuthorization}},
                  body);
  }

  // The message of the error with which an operation answers, were it to tell in these words; empty
  // if it answers without one.
  std::string CallInWords(Words words, std::string_view name, std::string_view body) {
    const auto operations = dynamodb::Operations();
    const auto operation = std::ranges::find(operations, name, &Operation::name);
    CHECK(operation != operations.end());
    const std::string padded = std::string(body) + std::string(wire::kBodyPaddingBytes, '\0');
    RequestContext context{.catalog = *catalog_,
                           .items = items_,
                           .transactions = *transactions_,
                           .clock = clock_,
                           .random = random_,
                           .identity = {},
                           .name_space = {.account = "000000000000", .region = "eu-west-1"},
                           .request_id = "",
                           .operation = name,
                           .words = words};
    const auto answer = operation->call(context, std::string_view(padded).substr(0, body.size()));
    return answer.ok() ? "" : answer.error().message;
  }

  base::ManualClock& clock() { return clock_; }
  Endpoint& service() { return *service_; }

 private:
  base::ManualClock clock_;
  base::SeededRandom random_{1};
  kv::MemoryStore store_;
  table::item::Items items_;
  std::unique_ptr<table::catalog::Catalog> catalog_;
  std::unique_ptr<table::transaction::Transactions> transactions_;
  auth::Authenticator authenticator_{auth::Mode::kAny, {}, clock_};
  std::unique_ptr<Endpoint> service_;
};

}  // namespace api
