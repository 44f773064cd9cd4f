#include "auth/signature_params.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "auth/uri.h"
#include "wire/ascii.h"

namespace auth {

// Three searches for one byte each: find_first_of goes byte by byte, and took a quarter of a check.
std::string_view TakeAuthorizationPart(std::string_view* text) {
  const auto is_separator = [](char c) { return c == ',' || c == ' ' || c == '\t'; };
  while (!text->empty() && is_separator(text->front())) text->remove_prefix(1);
  std::string_view part = text->substr(0, text->find(','));
  for (const char separator : {' ', '\t'}) part = part.substr(0, part.find(separator));
  text->remove_prefix(part.size());
  return part;
}

namespace {

// What begins an Authorization header that is taken for an attempt at a signature; all else is as
// good as none ("Bearer …").
constexpr std::string_view kAlgorithmPrefix = "AWS4-";

tl::unexpected<Failure> Missing() {
  return tl::unexpected(
      Failure{FailureKind::kMissingAuthenticationToken, "Request is missing Authentication Token"});
}

tl::unexpected<Failure> Incomplete(std::string message) {
  return tl::unexpected(Failure{FailureKind::kIncompleteSignature, std::move(message)});
}

struct FoundHeader {
  std::string_view name;
  std::optional<std::string_view> value = {};
  bool several = false;
};

// The headers that a signature may be in, found in one pass: most requests have each once.
struct Headers {
  FoundHeader authorization{"authorization"};
  FoundHeader amz_date{"x-amz-date"};
  FoundHeader date{"date"};
  FoundHeader session_token{"x-amz-security-token"};
  FoundHeader content_sha256{"x-amz-content-sha256"};
};

void TakeIfNamed(const wire::HttpHeader& header, FoundHeader* found) {
  if (!wire::EqualsIgnoreCase(header.name, found->name)) return;
  found->several = found->value.has_value();
  found->value = header.value;
}

Headers FindHeaders(const wire::HttpRequest& request, std::string* storage) {
  Headers found;
  for (const wire::HttpHeader& header : request.headers) {
    switch (header.name.size()) {
      case 4:
        TakeIfNamed(header, &found.date);
        break;
      case 10:
        TakeIfNamed(header, &found.amz_date);
        break;
      case 13:
        TakeIfNamed(header, &found.authorization);
        break;
      case 20:
        TakeIfNamed(header, &found.session_token);
        TakeIfNamed(header, &found.content_sha256);
        break;
      default:
        break;
    }
  }
  for (FoundHeader* const header : {&found.authorization, &found.amz_date, &found.date,
                                    &found.session_token, &found.content_sha256}) {
    if (header->several) header->value = request.JoinedHeader(header->name, storage);
  }
  return found;
}

// Two are one with a comma between them, in which the second begins where a pair should stand.
Failure SecondAuthorization(const wire::HttpRequest& request, std::string_view joined) {
  std::string_view second;
  for (const wire::HttpHeader& header : request.headers) {
    if (wire::EqualsIgnoreCase(header.name, "authorization")) second = header.value;
  }
  return {FailureKind::kIncompleteSignature,
          "'" + std::string(TakeAuthorizationPart(&second)) +
              "' not a valid key=value pair (missing equal-sign) in Authorization header: '" +
              std::string(joined) + "'."};
}

tl::expected<SignatureParams, Failure> ParseAuthorization(const Headers& headers) {
  const std::string_view authorization = wire::TrimSpace(*headers.authorization.value);
  SignatureParams params;
  std::string_view rest = authorization;
  params.algorithm = TakeAuthorizationPart(&rest);
  for (;;) {
    const std::string_view part = TakeAuthorizationPart(&rest);
    if (part.empty()) break;
    std::string_view value = part;
    const std::string_view name = wire::TakeUntil('=', &value);
    if (name.size() == part.size()) {
      return Incomplete("'" + std::string(part) +
                        "' not a valid key=value pair (missing equal-sign) in Authorization "
                        "header: '" +
                        std::string(authorization) + "'.");
    }
    if (name == "Credential") params.credential = value;
    if (name == "SignedHeaders") params.signed_headers = value;
    if (name == "Signature") params.signature = value;
  }
  params.timestamp =
      headers.amz_date.value.value_or(headers.date.value.value_or(std::string_view()));
  params.session_token = headers.session_token.value;
  params.content_sha256 = headers.content_sha256.value;

  std::string message;
  const std::array<std::pair<std::string_view, std::string_view>, 3> required = {{
      {"Credential", params.credential},
      {"Signature", params.signature},
      {"SignedHeaders", params.signed_headers},
  }};
  for (const auto& [name, value] : required) {
    if (!value.empty()) continue;
    message.append("Authorization header requires '").append(name).append("' parameter. ");
  }
  if (params.timestamp.empty()) {
    message +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (message.empty()) return params;
  return Incomplete(message.append("Authorization=").append(authorization));
}

// The parameters of a presigned request, as they are named in its query.
class PresignedQuery {
 public:
  // `*storage` takes the decoded values.
  PresignedQuery(const wire::HttpRequest& request, std::string* storage)
      : request_(request), query_(SplitTarget(request.target).query), storage_(storage) {
    storage_->clear();
  }

  // The first of this name, as received.
  std::optional<std::string_view> FindRaw(std::string_view name) const {
    std::string_view rest = query_;
    for (QueryParameter parameter; TakeQueryParameter(&rest, &parameter);) {
      if (parameter.name == name) return parameter.value;
    }
    return std::nullopt;
  }

  // Whether there are several of this name.
  bool IsRepeated(std::string_view name) const {
    size_t count = 0;
    std::string_view rest = query_;
    for (QueryParameter parameter; TakeQueryParameter(&rest, &parameter);) {
      count += parameter.name == name;
    }
    return count > 1;
  }

  // The first of this name, decoded.
  std::optional<std::string_view> Find(std::string_view name) {
    const auto raw = FindRaw(name);
    if (!raw) return std::nullopt;
    // Views of what is there already must stay: decoding never makes longer, and no parameter is
    // looked for twice, so it all fits. (Reserved here since most requests are not presigned.)
    storage_->reserve(request_.TextBytes());
    const size_t begin = storage_->size();
    AppendQueryDecoded(*raw, storage_);
    return std::string_view(*storage_).substr(begin);
  }

 private:
  const wire::HttpRequest& request_;
  const std::string_view query_;
  std::string* const storage_;
};

tl::expected<SignatureParams, Failure> ParsePresigned(const Headers& headers,
                                                      PresignedQuery query) {
  SignatureParams params;
  params.presigned = true;
  const std::array<std::pair<std::string_view, std::string_view*>, 5> required = {{
      {"X-Amz-Algorithm", &params.algorithm},
      {"X-Amz-Credential", &params.credential},
      {"X-Amz-Signature", &params.signature},
      {"X-Amz-SignedHeaders", &params.signed_headers},
      {"X-Amz-Date", &params.timestamp},
  }};
  std::string message;
  for (const auto& [name, value] : required) {
    *value = query.Find(name).value_or(std::string_view());
    if (!value->empty()) continue;
    message.append("AWS query-string parameters must include '").append(name).append("'. ");
  }
  for (const std::string_view name :
       {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders",
        "X-Amz-Date", "X-Amz-Expires", "X-Amz-Security-Token", "X-Amz-Content-Sha256"}) {
    if (!query.IsRepeated(name)) continue;
    message.append("AWS query-string parameters must include '").append(name).append("' once. ");
  }
  if (!message.empty()) return Incomplete(message + "Re-examine the query-string parameters.");
  params.expires = query.Find("X-Amz-Expires");
  // SDKs differ in whether they move these into the query when they presign.
  params.session_token = query.Find("X-Amz-Security-Token");
  if (!params.session_token) params.session_token = headers.session_token.value;
  params.content_sha256 = query.Find("X-Amz-Content-Sha256");
  if (!params.content_sha256) params.content_sha256 = headers.content_sha256.value;
  return params;
}

// In order of their bytes, once in lower case.
bool IsBefore(std::string_view a, std::string_view b) {
  const size_t common = std::min(a.size(), b.size());
  size_t i = 0;
  for (uint64_t x, y; i + sizeof(x) <= common; i += sizeof(x)) {
    std::memcpy(&x, a.data() + i, sizeof(x));
    std::memcpy(&y, b.data() + i, sizeof(y));
    if (x != y && wire::ToLowerEach(x) != wire::ToLowerEach(y)) break;
  }
  for (; i < common; ++i) {
    if (a[i] == b[i]) continue;  // as most are until they differ
    const auto x = static_cast<uint8_t>(wire::ToLower(a[i])),
               y = static_cast<uint8_t>(wire::ToLower(b[i]));
    if (x != y) return x < y;
  }
  return a.size() < b.size();
}

}  // namespace

tl::expected<SignatureParams, Failure> ParseSignatureParams(const wire::HttpRequest& request,
                                                            std::string* storage) {
  PresignedQuery query(request, storage);
  const Headers headers = FindHeaders(request, storage);
  const auto& authorization = headers.authorization.value;
  const bool presigned = query.FindRaw("X-Amz-Algorithm").has_value();
  if (authorization && (presigned || query.FindRaw("X-Amz-Signature"))) {
    return tl::unexpected(
        Failure{FailureKind::kInvalidSignature,
                "Found both '" + std::string(presigned ? "X-Amz-Algorithm" : "X-Amz-Signature") +
                    "' as a query-string param and 'Authorization' as HTTP header."});
  }
  if (presigned) return ParsePresigned(headers, std::move(query));
  if (!authorization || !wire::TrimSpace(*authorization).starts_with(kAlgorithmPrefix))
    return Missing();
  if (headers.authorization.several) {
    return tl::unexpected(SecondAuthorization(request, *authorization));
  }
  return ParseAuthorization(headers);
}

std::optional<CredentialScope> ParseCredential(std::string_view credential) {
  CredentialScope scope;
  for (std::string_view* const part :
       {&scope.access_key_id, &scope.date, &scope.region, &scope.service}) {
    const size_t end = credential.find('/');
    if (end == std::string_view::npos) return std::nullopt;
    *part = credential.substr(0, end);
    credential.remove_prefix(end + 1);
  }
  if (credential.find('/') != std::string_view::npos) return std::nullopt;
  scope.terminator = credential;
  return scope;
}

bool IsRegion(std::string_view region) {
  return !region.empty() && region.size() <= kRegionBytesMax &&
         std::all_of(region.begin(), region.end(), [](char c) {
           const char lower = wire::ToLower(c);
           return (lower >= 'a' && lower <= 'z') || wire::IsDigit(c) || c == '-' || c == '_';
         });
}

SignedHeaderNames SplitSignedHeaders(std::string_view signed_headers,
                                     std::vector<std::string_view>* names) {
  names->clear();
  auto canonical = signed_headers.ends_with(';') ? SignedHeaderNames::kOutOfOrder
                                                 : SignedHeaderNames::kCanonical;
  while (!signed_headers.empty()) {
    const std::string_view name = wire::TakeUntil(';', &signed_headers);
    if (names->size() == kSignedHeadersMax) return SignedHeaderNames::kUnusable;
    if (name.empty() || (!names->empty() && !IsBefore(names->back(), name))) {
      canonical = SignedHeaderNames::kOutOfOrder;
    }
    names->push_back(name);
  }
  if (canonical == SignedHeaderNames::kCanonical) return canonical;
  std::sort(names->begin(), names->end(), IsBefore);
  const auto same = [](std::string_view a, std::string_view b) {
    return wire::EqualsIgnoreCase(a, b);
  };
  if (std::adjacent_find(names->begin(), names->end(), same) != names->end()) {
    return SignedHeaderNames::kUnusable;
  }
  std::erase(*names, std::string_view());
  return canonical;
}

}  // namespace auth
