#include "http/gzip.h"

#include <algorithm>

#include "base/check.h"
#include "http/limits.h"

namespace http {
namespace {

// zlib's windowBits: 32 KiB of window, and 16 for a gzip header instead of zlib's own.
constexpr int kGzipWindowBits = 15 + 16;
constexpr int kDefaultMemoryLevel = 8;
// The first guess of how much comes out; it doubles from there.
constexpr size_t kInflateBytesAtFirst = 65'536;

static_assert(kBodyBytesMax < UINT32_MAX);  // zlib counts in 32 bits

Bytef* Bytes(const char* bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes)); }

// One member after the other, until the input ends with one. Room for one byte more than allowed
// tells "just fits" from "goes on".
InflateResult InflateMembers(z_stream* stream, size_t bytes_max, BodyBuffer* out) {
  while (true) {
    if (out->room() == 0) {
      if (out->size() > bytes_max) return InflateResult::kTooLarge;
      const size_t wanted =
          std::min(std::max(2 * out->size(), kInflateBytesAtFirst), bytes_max + 1);
      if (!out->Reserve(wanted)) return InflateResult::kNoMemory;
    }
    const size_t room = out->room();
    stream->next_out = Bytes(out->end());
    stream->avail_out = static_cast<uInt>(room);
    const int result = inflate(stream, Z_NO_FLUSH);
    out->Extend(room - stream->avail_out);
    if (out->size() > bytes_max) return InflateResult::kTooLarge;
    if (result == Z_STREAM_END) {
      if (stream->avail_in == 0) return InflateResult::kOk;
      if (inflateReset(stream) != Z_OK) return InflateResult::kMalformed;
    } else if (result == Z_MEM_ERROR) {
      return InflateResult::kNoMemory;
    } else if (result != Z_OK || (stream->avail_in == 0 && stream->avail_out != 0)) {
      return InflateResult::kMalformed;  // or it ends early
    }
  }
}

}  // namespace

InflateResult InflateGzip(std::string_view gzip, size_t bytes_max, BodyBuffer* out) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindowBits) != Z_OK) return InflateResult::kNoMemory;
  stream.next_in = Bytes(gzip.data());
  stream.avail_in = static_cast<uInt>(gzip.size());
  const InflateResult result = InflateMembers(&stream, bytes_max, out);
  inflateEnd(&stream);
  return result;
}

GzipEncoder::~GzipEncoder() {
  if (ready_) deflateEnd(&stream_);
}

bool GzipEncoder::Encode(std::string_view bytes, std::string* out) {
  if (!ready_ && deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kGzipWindowBits,
                              kDefaultMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    return false;
  }
  ready_ = true;
  CHECK(deflateReset(&stream_) == Z_OK);
  out->resize(deflateBound(&stream_, bytes.size()));
  stream_.next_in = Bytes(bytes.data());
  stream_.avail_in = static_cast<uInt>(bytes.size());
  stream_.next_out = Bytes(out->data());
  stream_.avail_out = static_cast<uInt>(out->size());
  CHECK(deflate(&stream_, Z_FINISH) == Z_STREAM_END);
  out->resize(out->size() - stream_.avail_out);
  return true;
}

}  // namespace http
