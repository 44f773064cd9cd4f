// Requests for the tests of this layer, which can be changed once they are signed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/authenticator.h"
#include "auth/timestamp.h"
#include "base/check.h"
#include "base/clock.h"
#include "wire/http_message.h"

namespace auth {

struct TestRequest {
  std::string method = "POST";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};

  // The value of a header that is there.
  std::string& Header(std::string_view name) {
    for (auto& [other, value] : headers) {
      if (other == name) return value;
    }
    return headers.emplace_back(name, "").second;
  }
  void Erase(std::string_view name) {
    std::erase_if(headers, [name](const auto& header) { return header.first == name; });
  }

  AuthResult Authenticate(const Authenticator& authenticator,
                          std::string_view service = "dynamodb") const {
    std::vector<wire::HttpHeader> views;
    views.reserve(headers.size());
    for (const auto& [name, value] : headers) views.push_back({name, value});
    const wire::HttpRequest request = {.method = method,
                                       .target = target,
                                       .headers = views,
                                       .wire_body = body,
                                       .body = body,
                                       .peer_address = "127.0.0.1"};
    return authenticator.Authenticate(request, service);
  }
};

inline void Replace(std::string_view from, std::string_view to, std::string* in) {
  const size_t at = in->find(from);
  CHECK(at != std::string::npos);
  in->replace(at, from.size(), to);
}

inline base::ManualClock ClockAt(std::string_view iso) {
  return base::ManualClock(ParseIsoBasic(iso).value().time_since_epoch());
}

}  // namespace auth
