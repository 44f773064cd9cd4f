// AWS Security Token Service, as far as clients ask it who they are.
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
  // Both must outlive it. Among the operations counted, those of STS begin at `first_counted`.
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
