// AWS Security Token Service: the operation by which clients learn their own identity.
#pragma once

#include <string>
#include <string_view>

#include "api/operation_counters.h"
#include "api/other_service.h"
#include "api/query_protocol.h"
#include "auth/authenticator.h"

namespace api::sts {

class Service final : public OtherService {
 public:
  // The operations of STS have the indexes from `first_counted` on in `counters`. REQUIRES: both
  // arguments outlive it.
  Service(const auth::Authenticator& authenticator, OperationCounters* counters,
          size_t first_counted)
      : authenticator_(authenticator), counters_(counters), first_counted_(first_counted) {}

  std::string_view scope() const override { return "sts"; }
  std::string_view version() const override { return "2011-06-15"; }
  // Looks for the signature, then for the operation.
  void Handle(const wire::HttpRequest& request, const std::string& request_id,
              wire::HttpResponse* answer) override;

 private:
  void Refuse(const query::Error& error, const std::string& request_id, wire::HttpResponse* answer);

  const auth::Authenticator& authenticator_;
  OperationCounters* const counters_;
  const size_t first_counted_;
};

}  // namespace api::sts
