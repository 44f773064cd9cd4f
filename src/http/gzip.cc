#include "http/gzip.h"

#include <algorithm>

#include "base/check.h"
#include "http/limits.h"

namespace http {
namespace {

// zlib's windowBits: 32 KiB of window, and 16 for a gzip header instead of zlib's own.
int WindowBits(Coding coding) {
  constexpr int kWindowBits = 15;
  constexpr int kGzipHeader = 16;
  return coding == Coding::kGzip ? kWindowBits + kGzipHeader : kWindowBits;
}

constexpr int kDefaultMemoryLevel = 8;
// The first guess of how much comes out; it doubles from there.
constexpr size_t kInflateBytesAtFirst = 65'536;

static_assert(kBodyBytesMax < UINT32_MAX);  // zlib counts in 32 bits

Bytef* Bytes(const char* bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes)); }

// One stream to its end: a gzip member, or all of a deflated body. Room for one byte more than
// allowed tells "just fits" from "goes on".
InflateResult InflateStream(z_stream* stream, size_t bytes_max, BodyBuffer* out) {
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
    if (result == Z_STREAM_END) return InflateResult::kOk;
    if (result == Z_MEM_ERROR) return InflateResult::kNoMemory;
    if (result != Z_OK || (stream->avail_in == 0 && stream->avail_out != 0)) {
      return InflateResult::kMalformed;  // or it ends early
    }
  }
}

// After the first member: those that follow, until what follows does not begin as one.
InflateResult InflateMembers(z_stream* stream, size_t bytes_max, BodyBuffer* out) {
  while (stream->avail_in > 0) {
    gz_header header{};
    if (inflateReset(stream) != Z_OK || inflateGetHeader(stream, &header) != Z_OK) {
      return InflateResult::kMalformed;
    }
    const InflateResult result = InflateStream(stream, bytes_max, out);
    if (result == InflateResult::kMalformed && header.done != 1) return InflateResult::kOk;
    if (result != InflateResult::kOk) return result;
  }
  return InflateResult::kOk;
}

}  // namespace

InflateResult Inflate(Coding coding, std::string_view compressed, size_t bytes_max,
                      BodyBuffer* out) {
  z_stream stream{};
  if (inflateInit2(&stream, WindowBits(coding)) != Z_OK) return InflateResult::kNoMemory;
  stream.next_in = Bytes(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  InflateResult result = InflateStream(&stream, bytes_max, out);
  if (result == InflateResult::kOk && coding == Coding::kGzip) {
    result = InflateMembers(&stream, bytes_max, out);
  }
  inflateEnd(&stream);
  return result;
}

Deflater::~Deflater() {
  if (ready_) deflateEnd(&stream_);
}

bool Deflater::Encode(std::string_view bytes, std::string* out) {
  if (!ready_ && deflateInit2(&stream_, kCompressionLevel, Z_DEFLATED, WindowBits(coding_),
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
