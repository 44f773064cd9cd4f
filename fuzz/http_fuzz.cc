// HTTP: a connection's bytes give the same requests however they are cut into pieces, and no body
// is larger than allowed. The first byte of the input chooses the pieces.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "http/request_reader.h"
#include "net/memory.h"
#include "wire/http_message.h"

namespace {

constexpr http::Limits kLimits = {
    .head_bytes = 1'000, .body_bytes = 2'000, .inflated_bytes = 3'000, .request_memory = 1'000'000};

struct Reading {
  std::vector<std::string> requests;
  bool refused = false;
};

std::string ToText(const wire::HttpRequest& request) {
  CHECK(request.wire_body.size() <= kLimits.body_bytes);
  CHECK(request.body.size() <= kLimits.inflated_bytes);
  std::string text;
  text.append(request.method).append("\n").append(request.target).append("\n");
  for (const wire::HttpHeader& header : request.headers) {
    text.append(header.name).append("\n").append(header.value).append("\n");
  }
  // Reads the padding, too, for the sanitizer to see.
  const std::string padding(request.body.data() + request.body.size(), wire::kBodyPaddingBytes);
  CHECK(padding.size() == wire::kBodyPaddingBytes);
  return text.append(request.wire_body).append("\n").append(request.body);
}

// `seed` 0: all at once.
Reading Read(std::string_view bytes, uint32_t seed) {
  net::RequestMemory memory(kLimits.request_memory);
  net::RequestMemory::Share share(&memory);
  http::RequestReader reader(kLimits, &share);
  Reading reading;
  uint32_t state = seed;
  while (true) {
    switch (reader.Next()) {
      case http::RequestReader::Outcome::kMore: {
        if (bytes.empty()) return reading;
        state = state * 1664525 + 1013904223;
        const size_t piece = seed == 0 ? bytes.size() : 1 + (state >> 16) % (2 * seed);
        const std::span<char> space = reader.Space();
        CHECK(!space.empty());
        const size_t count = std::min({piece, space.size(), bytes.size()});
        std::memcpy(space.data(), bytes.data(), count);
        bytes.remove_prefix(count);
        reader.Received(count);
        break;
      }
      case http::RequestReader::Outcome::kContinue:
        break;
      case http::RequestReader::Outcome::kRequest:
        reading.requests.push_back(ToText(*reader.request()));
        reader.Finish();
        break;
      case http::RequestReader::Outcome::kRefused:
        reading.refused = true;
        return reading;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Reading whole = Read(bytes, 0);
  const Reading pieces = Read(bytes, 1 + data[0]);
  CHECK(whole.requests == pieces.requests);
  // A wrong head that does not end is noticed at once if it comes whole, else when it is too large.
  CHECK(whole.refused || !pieces.refused);
  return 0;
}
