// Parses the head of an HTTP/1.1 request: request line and headers (RFC 9112).
//
// Strict where lenient parsers could disagree on the end of a request (request smuggling): lines
// end with CR LF, no header is folded, no white space stands before a colon, and only one header
// may say how long the body is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "http/coding.h"
#include "wire/http_message.h"

namespace http {

// The reason why the HTTP server refuses a request.
struct Refusal {
  int status = 0;  // 0: the bytes are not HTTP at all; close without an answer
  std::string_view reason;
};

// All views refer to the parsed bytes.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  std::vector<wire::HttpHeader> headers;
  std::optional<uint64_t> content_length;
  bool http_1_0 = false;
  bool chunked = false;
  bool keep_alive = false;        // the client wants the connection kept
  bool expects_continue = false;  // the client waits for 100 before it sends the body
  Coding body_coding = Coding::kIdentity;
  Coding answer_coding = Coding::kIdentity;  // kGzip or kDeflate if the client accepts it
};

enum class HeadResult { kIncomplete, kComplete, kRefused };

// Parses the head at the start of `bytes`. kComplete: `*head` is filled, and the body begins at
// `*head_bytes`. kIncomplete: the bytes end before the head does, without an error so far.
// kRefused:
// `*refusal` is filled. One empty line before the request line is skipped.
HeadResult ParseHead(std::string_view bytes, RequestHead* head, size_t* head_bytes,
                     Refusal* refusal);

}  // namespace http
