// For tests: everything between the sockets and a store, called as the HTTP server calls it.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "api/endpoint/endpoint.h"
#include "auth/authenticator.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "kv/store.h"
#include "stator/testing/test_requests.h"
#include "table/catalog/catalog.h"
#include "table/item/items.h"
#include "table/transaction/transactions.h"

namespace stator {

// Thread-safe. The store must outlive it.
class TestService {
 public:
  // Takes up what was interrupted in the store, as the server does when it starts.
  explicit TestService(kv::Store& store) : items_(store) {
    auto catalog = table::catalog::Catalog::Open(store, clock_, random_);
    CHECK(catalog.ok());
    catalog_ = *std::move(catalog);
    auto transactions = table::transaction::Transactions::Open(store, items_, clock_);
    CHECK(transactions.ok());
    transactions_ = *std::move(transactions);
    service_ = std::make_unique<api::Endpoint>(api::Endpoint::Parts{.catalog = *catalog_,
                                                                    .items = items_,
                                                                    .transactions = *transactions_,
                                                                    .authenticator = authenticator_,
                                                                    .clock = clock_,
                                                                    .random = random_});
  }

  wire::HttpResponse Call(std::string_view operation, std::string_view body) {
    const std::string target = TargetOf(operation);
    const std::array<wire::HttpHeader, 5> headers = {{{"Host", "localhost"},
                                                      {"Content-Type", kTestContentType},
                                                      {"X-Amz-Target", target},
                                                      {"X-Amz-Date", kTestDate},
                                                      {"Authorization", kTestAuthorization}}};
    const std::string padded = std::string(body) + std::string(wire::kBodyPaddingBytes, '\0');
    wire::HttpRequest request;
    request.method = "POST";
    request.target = "/";
    request.headers = headers;
    request.wire_body = request.body = std::string_view(padded).substr(0, body.size());
    request.peer_address = "127.0.0.1";
    return service_->Handle(request);
  }

 private:
  base::SystemClock clock_;
  base::SystemRandom random_;
  table::item::Items items_;
  std::unique_ptr<table::catalog::Catalog> catalog_;
  std::unique_ptr<table::transaction::Transactions> transactions_;
  auth::Authenticator authenticator_{auth::Mode::kAny, {}, clock_};
  std::unique_ptr<api::Endpoint> service_;
};

}  // namespace stator
