// The Authorization header and the query of a presigned request: whatever a client sends, nothing
// breaks, and nothing is believed that the secret did not sign.
//
// An input is a request, one part a line: method, target, Host, X-Amz-Date, Authorization (no such
// header if empty), X-Amz-Security-Token (likewise), and what is left is the body.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "auth/authenticator.h"
#include "auth/canonical_request.h"
#include "auth/claimed_service.h"
#include "auth/signature_params.h"
#include "auth/timestamp.h"
#include "auth/uri.h"
#include "base/check.h"
#include "base/clock.h"
#include "wire/ascii.h"
#include "wire/http_message.h"

namespace {

using auth::Authenticator;
using auth::Mode;
using wire::HttpHeader;
using wire::HttpRequest;

// Those of the seeds, which botocore has signed.
auth::Credential Credential() {
  return {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
          .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
}
base::ManualClock Clock() {
  return base::ManualClock(auth::ParseIsoBasic("20260228T235958Z")->time_since_epoch());
}

void CheckQuery(std::string_view query) {
  std::string once;
  auth::AppendCanonicalQuery(query, &once);
  std::string twice;
  auth::AppendCanonicalQuery(once, &twice);
  CHECK(once == twice);
}

void CheckPath(std::string_view path) {
  std::string canonical;
  auth::AppendCanonicalPath(path, &canonical);
  CHECK(canonical.starts_with('/'));
  CHECK(canonical.find("//") == std::string::npos);
  CHECK((canonical + "/").find("/./") == std::string::npos);
  CHECK((canonical + "/").find("/../") == std::string::npos);
}

void CheckEncoding(std::string_view text) {
  std::string encoded;
  auth::AppendUriEncoded(text, &encoded);
  std::string decoded;
  auth::AppendQueryDecoded(encoded, &decoded);
  CHECK(decoded == text);
}

void CheckTimestamp(std::string_view text) {
  const auto time = auth::ParseIsoBasic(text);
  if (time) CHECK(auth::View(auth::FormatIsoBasic(*time)) == text);
  const auto date = auth::ParseHttpDate(text);
  if (date) CHECK(auth::ParseIsoBasic(auth::View(auth::FormatIsoBasic(*date))) == date);
}

void CheckRequest(const HttpRequest& request) {
  static const base::ManualClock clock = Clock();
  static const Authenticator required(Mode::kRequired, {Credential()}, clock);
  static const Authenticator wrong_secret(
      Mode::kRequired, {{.access_key_id = "AKIAIOSFODNN7EXAMPLE", .secret_access_key = "x"}},
      clock);
  static const Authenticator any(Mode::kAny, {}, clock);

  const auth::AuthResult claimed = any.Authenticate(request);
  if (claimed) CHECK(auth::IsRegion(claimed->region));
  CHECK(!wrong_secret.Authenticate(request));
  // A request that is accepted is accepted for the service that it claimed.
  const bool for_dynamodb = auth::ClaimedService(request) == "dynamodb";
  CHECK(for_dynamodb || !required.Authenticate(request));
  const auth::AuthResult believed = required.Authenticate(request);
  if (!believed) {
    CHECK(!believed.error().message.empty());
    return;
  }
  CHECK(claimed && believed->region == claimed->region);
  CHECK(believed->access_key_id == "AKIAIOSFODNN7EXAMPLE");
  HttpRequest changed = request;
  changed.method = "DELETE";
  CHECK(!required.Authenticate(changed));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view method = wire::TakeUntil('\n', &input);
  const std::string_view target = wire::TakeUntil('\n', &input);
  std::vector<HttpHeader> headers;
  for (const auto name : {"Host", "X-Amz-Date", "Authorization", "X-Amz-Security-Token"}) {
    const std::string_view value = wire::TakeUntil('\n', &input);
    if (!value.empty()) headers.push_back({name, value});
    CheckTimestamp(value);
  }
  CheckPath(auth::SplitTarget(target).path);
  CheckQuery(auth::SplitTarget(target).query);
  CheckEncoding(target);
  if (method != "DELETE") {
    CheckRequest({.method = method,
                  .target = target,
                  .headers = headers,
                  .wire_body = input,
                  .body = input});
  }
  return 0;
}
