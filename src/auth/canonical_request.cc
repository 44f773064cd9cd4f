#include "auth/canonical_request.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "auth/uri.h"
#include "wire/ascii.h"

namespace auth {
namespace {

// Decoded and encoded anew: clients differ in what they escape ("%7e" is "~").
std::string Reencoded(std::string_view text) {
  std::string decoded;
  AppendQueryDecoded(text, &decoded);
  std::string encoded;
  AppendUriEncoded(decoded, &encoded);
  return encoded;
}

void AppendLowerCase(std::string_view text, std::string* out) {
  const size_t begin = out->size();
  out->append(text);
  // By a pointer of its own: what is written may be anything's, the string's size not excepted.
  char* const to = out->data() + begin;
  size_t i = 0;
  for (uint64_t word; i + sizeof(word) <= text.size(); i += sizeof(word)) {
    std::memcpy(&word, to + i, sizeof(word));
    word = wire::ToLowerEach(word);
    std::memcpy(to + i, &word, sizeof(word));
  }
  for (; i < text.size(); ++i) to[i] = wire::ToLower(to[i]);
}

// What begins `value` and is canonical as it stands: up to white space that is not a single ' '.
std::string_view FoldedPrefix(std::string_view value) {
  size_t i = 0;
  // Eight bytes at a time as long as none of them is a space or less. (The well-known test for a
  // byte less than n; bytes beyond ASCII may count as less, too, and are then looked at singly.)
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  for (uint64_t word; i + sizeof(word) <= value.size(); i += sizeof(word)) {
    std::memcpy(&word, value.data() + i, sizeof(word));
    if (((word - kOnes * (' ' + 1)) & ~word & kHighs) != 0) break;
  }
  for (; i < value.size(); ++i) {
    if (static_cast<unsigned char>(value[i]) > ' ' || !wire::IsSpace(value[i])) continue;
    if (value[i] != ' ' || wire::IsSpace(value[i + 1])) return value.substr(0, i);
  }
  return value;
}

void AppendFolded(std::string_view value, std::string* out) {
  value = wire::TrimSpace(value);  // so that something follows each white space
  for (;;) {
    const std::string_view prefix = FoldedPrefix(value);
    out->append(prefix);
    if (prefix.size() == value.size()) return;
    out->push_back(' ');
    value = wire::TrimSpace(value.substr(prefix.size()));
  }
}

}  // namespace

void AppendCanonicalPath(std::string_view path, std::string* out) {
  const size_t root = out->size();
  const bool folder = path.ends_with('/');
  while (!path.empty()) {
    const std::string_view segment = wire::TakeUntil('/', &path);
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      if (out->size() > root) out->resize(out->rfind('/'));
      continue;
    }
    out->push_back('/');
    AppendUriEncoded(segment, out);
  }
  if (out->size() == root || folder) out->push_back('/');
}

void AppendCanonicalQuery(std::string_view query, std::string* out) {
  if (query.empty()) return;
  std::vector<std::pair<std::string, std::string>> parameters;
  for (QueryParameter parameter; TakeQueryParameter(&query, &parameter);) {
    std::string name = Reencoded(parameter.name);
    if (name != kSignatureParameter) {
      parameters.emplace_back(std::move(name), Reencoded(parameter.value));
    }
  }
  std::sort(parameters.begin(), parameters.end());
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (i > 0) out->push_back('&');
    out->append(parameters[i].first).append(1, '=').append(parameters[i].second);
  }
}

void AppendCanonicalHeader(std::span<const wire::HttpHeader> headers, std::string_view name,
                           std::string* out) {
  AppendLowerCase(name, out);
  out->push_back(':');
  bool repeated = false;
  for (const wire::HttpHeader& header : headers) {
    if (!wire::EqualsIgnoreCase(header.name, name)) continue;
    if (std::exchange(repeated, true)) out->push_back(',');
    AppendFolded(header.value, out);
  }
  out->push_back('\n');
}

void AppendCanonicalRequest(const wire::HttpRequest& request,
                            std::span<const std::string_view> signed_headers,
                            std::string_view payload_hash, std::string* out) {
  const Target target = SplitTarget(request.target);
  out->append(request.method).push_back('\n');
  AppendCanonicalPath(target.path, out);
  out->push_back('\n');
  AppendCanonicalQuery(target.query, out);
  out->push_back('\n');
  for (const std::string_view name : signed_headers) {
    AppendCanonicalHeader(request.headers, name, out);
  }
  out->push_back('\n');
  for (size_t i = 0; i < signed_headers.size(); ++i) {
    if (i > 0) out->push_back(';');
    AppendLowerCase(signed_headers[i], out);
  }
  out->push_back('\n');
  out->append(payload_hash);
}

}  // namespace auth
