#include "http/chunked_decoder.h"

#include <algorithm>

#include "http/limits.h"

namespace http {
namespace {

// Far more than any size needs; bounds leading zeros.
constexpr size_t kSizeDigitsMax = 16;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsText(char c) { return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t'; }

}  // namespace

ChunkedDecoder::Result ChunkedDecoder::Decode(std::string_view bytes, size_t body_bytes_max,
                                              BodyBuffer* body, size_t* taken) {
  *taken = 0;
  while (*taken < bytes.size()) {
    if (next_ == Next::kContent) {
      const std::string_view content = bytes.substr(*taken, left_);
      if (!body->Grow(content.size(), body_bytes_max)) return Result::kNoMemory;
      body->Append(content);
      *taken += content.size();
      left_ -= content.size();
      if (left_ == 0) next_ = Next::kContentReturn;
      continue;
    }
    const Result result = Take(bytes[(*taken)++], body_bytes_max - body->size());
    if (result != Result::kMore) return result;
  }
  return Result::kMore;
}

ChunkedDecoder::Result ChunkedDecoder::Expect(char c, char expected, Next next) {
  if (c != expected) return Result::kMalformed;
  next_ = next;
  return Result::kMore;
}

ChunkedDecoder::Result ChunkedDecoder::TakeSize(char c, size_t content_room) {
  const int digit = HexDigit(c);
  if (digit >= 0) {
    if (++size_digits_ > kSizeDigitsMax) return Result::kMalformed;
    left_ = left_ * 16 + static_cast<size_t>(digit);
    return left_ > content_room ? Result::kTooLarge : Result::kMore;
  }
  if (size_digits_ == 0) return Result::kMalformed;
  overhead_ = 0;
  if (c == ';') return Expect(c, ';', Next::kExtension);
  return Expect(c, '\r', Next::kSizeLineFeed);
}

ChunkedDecoder::Result ChunkedDecoder::Take(char c, size_t content_room) {
  switch (next_) {
    case Next::kSize:
      return TakeSize(c, content_room);
    case Next::kExtension:
      if (c == '\r') return Expect(c, '\r', Next::kSizeLineFeed);
      if (!IsText(c) || ++overhead_ > kChunkExtensionBytesMax) return Result::kMalformed;
      return Result::kMore;
    case Next::kSizeLineFeed:
      size_digits_ = 0;
      return Expect(c, '\n', left_ == 0 ? Next::kTrailer : Next::kContent);
    case Next::kContent:
      return Result::kMalformed;  // not reached: Decode takes content itself
    case Next::kContentReturn:
      return Expect(c, '\r', Next::kContentLineFeed);
    case Next::kContentLineFeed:
      return Expect(c, '\n', Next::kSize);
    case Next::kTrailer:
      if (c == '\r') return Expect(c, '\r', Next::kLastLineFeed);
      [[fallthrough]];
    case Next::kTrailerText:
      if (c == '\r') return Expect(c, '\r', Next::kTrailerLineFeed);
      if (!IsText(c) || ++overhead_ > kTrailerBytesMax) return Result::kMalformed;
      next_ = Next::kTrailerText;
      return Result::kMore;
    case Next::kTrailerLineFeed:
      return Expect(c, '\n', Next::kTrailer);
    case Next::kLastLineFeed:
      return c == '\n' ? Result::kDone : Result::kMalformed;
  }
  return Result::kMalformed;
}

}  // namespace http
