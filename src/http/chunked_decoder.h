// Decodes Transfer-Encoding: chunked (RFC 9112, 7.1), piece by piece as it arrives.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/body_buffer.h"

namespace http {

class ChunkedDecoder {
 public:
  enum class Result {
    kMore,  // all bytes were taken; the body goes on
    kDone,  // the body and its trailers are complete
    kMalformed,
    kTooLarge,  // the body is larger than `body_bytes_max`
    kNoMemory,  // the body's budget is used up
  };

  // Decodes `bytes`, and appends their content to `*body`. `*taken` is the number of bytes that
  // belong to the request: all, unless the result is kDone. Trailers are dropped.
  Result Decode(std::string_view bytes, size_t body_bytes_max, BodyBuffer* body, size_t* taken);

 private:
  // The part that is expected next:   1a;x=y\r\n  <26 bytes>\r\n  0\r\n  Trailer: z\r\n  \r\n
  enum class Next {
    kSize,
    kExtension,
    kSizeLineFeed,
    kContent,
    kContentReturn,
    kContentLineFeed,
    kTrailer,
    kTrailerText,
    kTrailerLineFeed,
    kLastLineFeed,
  };
  Result Take(char c, size_t content_room);
  Result TakeSize(char c, size_t content_room);
  Result Expect(char c, char expected, Next next);

  Next next_ = Next::kSize;
  size_t size_digits_ = 0;
  size_t left_ = 0;      // bytes of the chunk's content that are still to come
  size_t overhead_ = 0;  // bytes of this chunk's extensions, or of the trailers, so far
};

}  // namespace http
