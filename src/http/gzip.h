// gzip (RFC 1952) and deflate (zlib's format, RFC 1950), for request bodies and answers.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

#include "http/body_buffer.h"
#include "http/coding.h"

namespace http {

enum class InflateResult { kOk, kMalformed, kTooLarge, kNoMemory };

// Appends what `compressed` holds to `*out`: of gzip all members that follow each other, of deflate
// the one. Whatever else follows is ignored. kTooLarge: it holds more than `bytes_max`. kMalformed:
// also if it is empty or ends early. `coding` is kGzip or kDeflate.
InflateResult Inflate(Coding coding, std::string_view compressed, size_t bytes_max,
                      BodyBuffer* out);

// Compresses one body after the other; keeps zlib's 256 KiB of working memory between them, once it
// was used.
class Deflater {
 public:
  // kGzip or kDeflate.
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
