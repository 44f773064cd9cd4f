// The head of an HTTP/1.1 request: request line and headers (RFC 9112).
//
// Strict where leniency lets two parsers disagree on where a request ends (request smuggling):
// lines end with CR LF, no header is folded, no white space stands before a colon, and there is one
// way to say how long the body is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "http/coding.h"
#include "wire/http_message.h"

namespace http {

// Why a request is answered by the server itself.
struct Refusal {
  int status = 0;  // 0: what came is not HTTP at all; close without a word
  std::string_view reason;
};

// Views into the bytes that were parsed.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  std::vector<wire::HttpHeader> headers;
  std::optional<uint64_t> content_length;
  bool http_1_0 = false;
  bool chunked = false;
  bool keep_alive = false;        // the client wants the connection kept
  bool expects_continue = false;  // it waits for 100 before it sends the body
  Coding body_coding = Coding::kIdentity;
  Coding answer_coding = Coding::kIdentity;  // kGzip or kDeflate if the client takes it
};

enum class HeadResult { kIncomplete, kComplete, kRefused };

// Parses the head at the start of `bytes`. kComplete: `*head` is filled and `*head_bytes` says
// where the body begins. kIncomplete: the bytes end before the head does, and nothing is wrong so
// far. One empty line before the request line is skipped.
HeadResult ParseHead(std::string_view bytes, RequestHead* head, size_t* head_bytes,
                     Refusal* refusal);

}  // namespace http
