#include "load/signer.h"

#include <array>
#include <utility>

#include "auth/canonical_request.h"
#include "auth/signing_key.h"
#include "auth/timestamp.h"
#include "wire/http_message.h"

namespace load {
namespace {

using auth::ToHex;
using auth::View;
using wire::HttpHeader;

// What this SDK signs, in the order of the signature.
constexpr std::array<std::string_view, 9> kSigned = {
    "amz-sdk-invocation-id", "amz-sdk-request", "content-length", "content-type",    "host",
    "x-amz-content-sha256",  "x-amz-date",      "x-amz-target",   "x-amz-user-agent"};
constexpr std::string_view kUserAgent =
    "aws-sdk-js/3.716.0 ua/2.1 os/linux#6.1.0 lang/js md/nodejs#20.18.1 api/dynamodb#3.716.0 "
    "m/E,P";

std::string SignedNames() {
  std::string names;
  for (const std::string_view name : kSigned) names.append(names.empty() ? "" : ";").append(name);
  return names;
}

}  // namespace

Signer::Signer(std::string host, Account account, const base::Clock& clock, base::Random& random)
    : host_(std::move(host)), account_(std::move(account)), clock_(clock), random_(random) {}

const auth::Sha256Digest& Signer::KeyOf(std::string_view date) {
  if (key_date_ != date) {
    key_date_ = date;
    key_ = auth::DeriveSigningKey(account_.secret_access_key, date, account_.region, "dynamodb");
  }
  return key_;
}

std::string Signer::Request(std::string_view operation, std::string_view body) {
  const auth::IsoBasic time =
      auth::FormatIsoBasic(std::chrono::floor<std::chrono::seconds>(clock_.Now()));
  const std::string_view date = View(time).substr(0, auth::kIsoDateBytes);
  const auth::Sha256Hex body_hash = ToHex(auth::Sha256(body));
  const std::string target = "DynamoDB_20120810." + std::string(operation);
  const std::string length = std::to_string(body.size());
  const std::string invocation = base::NewUuid(random_);
  const std::array<HttpHeader, 9> headers = {{{"host", host_},
                                              {"content-type", "application/x-amz-json-1.0"},
                                              {"x-amz-target", target},
                                              {"content-length", length},
                                              {"x-amz-user-agent", "aws-sdk-js/3.716.0"},
                                              {"amz-sdk-invocation-id", invocation},
                                              {"amz-sdk-request", "attempt=1; max=3"},
                                              {"x-amz-date", View(time)},
                                              {"x-amz-content-sha256", View(body_hash)}}};

  std::string canonical;
  auth::AppendCanonicalRequest({.method = "POST", .target = "/", .headers = headers}, kSigned,
                               View(body_hash), &canonical);
  std::string scope;
  scope.append(date).append("/").append(account_.region).append("/dynamodb/aws4_request");
  std::string to_sign = "AWS4-HMAC-SHA256\n";
  to_sign.append(View(time)).append("\n").append(scope).append("\n");
  to_sign.append(View(ToHex(auth::Sha256(canonical))));
  const auth::Sha256Hex signature = ToHex(auth::HmacSha256(View(KeyOf(date)), to_sign));

  static const std::string kSignedNames = SignedNames();
  std::string request = "POST / HTTP/1.1\r\n";
  for (const auto& [name, value] : headers) {
    request.append(name).append(": ").append(value).append("\r\n");
  }
  request.append("authorization: AWS4-HMAC-SHA256 Credential=").append(account_.access_key_id);
  request.append("/").append(scope).append(", SignedHeaders=").append(kSignedNames);
  request.append(", Signature=").append(View(signature)).append("\r\nuser-agent: ");
  request.append(kUserAgent).append("\r\nconnection: keep-alive\r\n\r\n").append(body);
  return request;
}

}  // namespace load
