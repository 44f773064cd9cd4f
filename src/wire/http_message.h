// An HTTP request and its answer, as plain structs. The HTTP server passes them to the handler.
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

// Views of bytes that the connection owns. Valid while the request is being handled.
struct HttpRequest {
  std::string_view method{};  // "POST"
  std::string_view target{};  // path and query, as received: "/?X-Amz-Algorithm=…"
  std::span<const HttpHeader> headers{};
  // The body as sent, which a signature covers.
  std::string_view wire_body{};
  // The decoded body (equal to wire_body unless Content-Encoding was gzip or deflate). At least
  // kBodyPaddingBytes readable bytes follow it, because the JSON parser reads ahead.
  std::string_view body{};
  // The body does not match its Content-Encoding, or that is unknown. Such a request must be
  // refused.
  bool undecodable = false;
  std::string_view peer_address{};  // "127.0.0.1"
  bool tls = false;

  // The value of the first header of this name, without regard to case.
  std::optional<std::string_view> Header(std::string_view name) const;
  // The values of all headers of this name, joined by commas (RFC 9110, 5.3). If there are several,
  // the text is appended to `*storage`. Views of earlier contents stay valid if TextBytes() was
  // reserved before.
  std::optional<std::string_view> JoinedHeader(std::string_view name, std::string* storage) const;
  // The size of the target and of the values of all headers, and room for commas.
  size_t TextBytes() const;
};

constexpr size_t kBodyPaddingBytes = 64;

// The HTTP server adds Date, Content-Length, Connection and Content-Encoding.
struct HttpResponse {
  int status = 200;
  std::string content_type = {};  // empty: no header
  std::string body = {};
  // A header whose name or value contains a line break is left out.
  std::vector<std::pair<std::string, std::string>> headers = {};
  bool crc32 = false;  // add x-amz-crc32, of the body's bytes as they are sent
  // The request has changed nothing. If there is no memory for its large answer, the answer is
  // dropped, and the client gets 503 and may repeat the request. The answer of any other request is
  // kept if at all possible; otherwise its client gets 500.
  bool repeatable = false;
};

}  // namespace wire
