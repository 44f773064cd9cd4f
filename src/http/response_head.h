// Writes the head of an HTTP/1.1 answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/coding.h"
#include "wire/http_message.h"

namespace http {

struct ResponseHeadOptions {
  std::string_view date_line = {};  // from DateLine
  size_t content_length = 0;
  Coding coding = Coding::kIdentity;   // Content-Encoding
  std::optional<uint32_t> crc32 = {};  // x-amz-crc32
  bool close = false;                  // Connection: close
  bool say_keep_alive = false;         // Connection: keep-alive, which HTTP/1.0 clients need
};

// Appends status line, headers ("Server: Server" among them, as the service sends it) and the empty
// line. Answers with a status that has no body (1xx, 204, 304) get no Content-Length.
void AppendResponseHead(const wire::HttpResponse& response, const ResponseHeadOptions& options,
                        std::string* out);

// Whether an answer of this status has a body.
bool HasBody(int status);

// "Date: Sat, 21 Nov 2026 03:53:48 GMT\r\n".
std::string DateLine(base::WallTime now);

}  // namespace http
