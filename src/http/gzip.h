// gzip (RFC 1952), for request bodies and answers.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

#include "http/memory.h"

namespace http {

enum class InflateResult { kOk, kMalformed, kTooLarge, kNoMemory };

// Appends what `gzip` holds (one member or several, and nothing else) to `*out`. kTooLarge: it
// holds more than `bytes_max`.
InflateResult InflateGzip(std::string_view gzip, size_t bytes_max, BodyBuffer* out);

// Compresses one body after the other; keeps zlib's 256 KiB of working memory between them, once it
// was used.
class GzipEncoder {
 public:
  GzipEncoder() = default;
  ~GzipEncoder();
  GzipEncoder(const GzipEncoder&) = delete;
  GzipEncoder& operator=(const GzipEncoder&) = delete;

  // Replaces `*out` with the gzip form of `bytes`. False if zlib has no memory.
  bool Encode(std::string_view bytes, std::string* out);

 private:
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace http
