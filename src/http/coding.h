// What a body went through before it was sent (RFC 9110, 8.4.1), as headers name it.
#pragma once

#include <cstdint>
#include <string_view>

namespace http {

enum class Coding : uint8_t {
  kIdentity,
  kGzip,
  kDeflate,  // zlib's format (RFC 1950), which is what HTTP means by it
  kUnknown,  // one that this server does not undo, or several
};

// Of the value of a Content-Encoding. amz-1.0, which some AWS clients send, is no coding at all.
Coding CodingOf(std::string_view content_encoding);

// The first of gzip and deflate that an Accept-Encoding names, whatever the weights are, but for
// one of zero; "*" is gzip. kIdentity if there is none.
Coding AcceptedCoding(std::string_view accept_encoding);

// "gzip", "deflate"; empty for the others.
std::string_view NameOf(Coding coding);

}  // namespace http
