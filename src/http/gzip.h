// gzip (RFC 1952) and deflate (zlib's format, RFC 1950), for request bodies and answers.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

#include "http/body_buffer.h"
#include "http/coding.h"

namespace http {

enum class InflateResult { kOk, kMalformed, kTooLarge, kNoMemory };

// Decompresses `compressed` and appends the result to `*out`. Of gzip, decodes all consecutive
// members; bytes behind the compressed data are ignored. kTooLarge: the result would exceed
// `bytes_max`. kMalformed: also if the input is empty or ends early. REQUIRES: `coding` is kGzip or
// kDeflate.
InflateResult Inflate(Coding coding, std::string_view compressed, size_t bytes_max,
                      BodyBuffer* out);

// Compresses bodies, one after another. Keeps zlib's 256 KiB of working memory from the first use
// on. Not thread-safe.
class Deflater {
 public:
  // REQUIRES: `coding` is kGzip or kDeflate.
  explicit Deflater(Coding coding) : coding_(coding) {}
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  // Replaces `*out` with the compressed form of `bytes`. False if zlib has no memory.
  bool Encode(std::string_view bytes, std::string* out);

 private:
  const Coding coding_;
  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace http
