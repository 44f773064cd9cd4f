// The endpoint, of DynamoDB and of the services beside it: from an HTTP request to its answer.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/endpoint/reads_at_once.h"
#include "api/operation.h"
#include "api/operation_counters.h"
#include "api/other_service.h"
#include "api/sts/service.h"
#include "auth/authenticator.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/statistic.h"
#include "table/catalog/catalog.h"
#include "table/item/items.h"
#include "table/limits.h"
#include "table/transaction/transactions.h"
#include "wire/http_message.h"

namespace api {

// Thread-safe; Handle may wait, as what it calls does.
class Endpoint {
 public:
  // Of a service that is not told otherwise: four of the largest answers.
  static constexpr size_t kReadsBytesMax = 4 * table::kBatchGetBytesMax;

  // What it is given must outlive it.
  struct Parts {
    table::catalog::Catalog& catalog;
    table::item::Items& items;
    table::transaction::Transactions& transactions;
    const auth::Authenticator& authenticator;
    const base::Clock& clock;
    base::Random& random;
    size_t reads_bytes_max = kReadsBytesMax;  // reads_at_once.h
  };
  explicit Endpoint(const Parts& parts);

  // Looks at a request in the order in which DynamoDB does: is it for the API at all, which
  // operation, who asks, and only then at its body.
  wire::HttpResponse Handle(const wire::HttpRequest& request);

  // The answer to what the HTTP server itself refuses: `status`, and a sentence that says why.
  wire::HttpResponse Refuse(int status, std::string_view reason);

  std::vector<base::Statistic> Statistics() const { return counters_.Statistics(); }

 private:
  void AnswerApi(const wire::HttpRequest& request, std::string* request_id,
                 wire::HttpResponse* answer);
  // False if it is for DynamoDB.
  bool AnswerAsOther(const wire::HttpRequest& request, std::string* request_id,
                     wire::HttpResponse* answer);
  ApiResult<std::string> Call(const Operation& operation, const wire::HttpRequest& request,
                              const std::string& request_id);

  const Parts parts_;
  OperationCounters counters_;
  sts::Service sts_;
  const std::array<OtherService*, 1> others_;
  ReadsAtOnce reads_;
  const std::vector<size_t> answer_bytes_max_;  // by operation; 0: small
};

}  // namespace api
