// One HTTP request and its answer, as plain structs: what the HTTP server gives to those who handle
// requests, and takes back.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wire {

struct HttpHeader {
  std::string_view name;   // as received; compare with HttpRequest::Header
  std::string_view value;  // without surrounding white space
};

// Views: the connection owns the bytes for as long as the request is handled.
struct HttpRequest {
  std::string_view method{};  // "POST"
  std::string_view target{};  // path and query, as received: "/?X-Amz-Algorithm=…"
  std::span<const HttpHeader> headers{};
  // As sent; what a signature covers.
  std::string_view wire_body{};
  // Decoded (equal to wire_body unless Content-Encoding was gzip or deflate). At least
  // kBodyPaddingBytes readable bytes follow it, whatever they are: the JSON parser reads ahead.
  std::string_view body{};
  // The body is not what its Content-Encoding says, or that is not known: nobody may act on it.
  bool undecodable = false;
  std::string_view peer_address{};  // "127.0.0.1"
  bool tls = false;

  // The first header of this name, without regard to case.
  std::optional<std::string_view> Header(std::string_view name) const;
  // All of this name, as one: their values joined by commas (RFC 9110, 5.3), in `*storage` if there
  // are several. What is there already stays where it is, if there was room for TextBytes.
  std::optional<std::string_view> JoinedHeader(std::string_view name, std::string* storage) const;
  // As many as the target and the values of all headers have, and commas.
  size_t TextBytes() const;
};

constexpr size_t kBodyPaddingBytes = 64;

// Date, Content-Length, Connection and Content-Encoding are the HTTP server's.
struct HttpResponse {
  int status = 200;
  std::string content_type = {};  // none if empty
  std::string body = {};
  // A header whose name or value has a line break in it is left out.
  std::vector<std::pair<std::string, std::string>> headers = {};
  bool crc32 = false;  // add x-amz-crc32, over the body's bytes as they are sent
  // The request has changed nothing. A large answer for which there is no memory is dropped, and
  // the client told to ask again (503); that of a request that may have changed something is kept
  // as long as at all possible, and its client told 500.
  bool repeatable = false;
};

}  // namespace wire
