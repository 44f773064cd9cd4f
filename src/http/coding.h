// Content codings (RFC 9110, 8.4.1): how a body is compressed.
#pragma once

#include <cstdint>
#include <string_view>

namespace http {

enum class Coding : uint8_t {
  kIdentity,
  kGzip,
  kDeflate,  // zlib's format (RFC 1950), which HTTP calls deflate
  kUnknown,  // a coding that this server cannot decode, or several codings
};

// The coding that a Content-Encoding header names. amz-1.0, which some AWS clients send, counts as
// kIdentity.
Coding CodingOf(std::string_view content_encoding);

// The coding of the answer, from the value of Accept-Encoding: the first of gzip and deflate that
// it names with a weight other than zero; "*" means gzip. kIdentity if it names neither.
Coding AcceptedCoding(std::string_view accept_encoding);

// "gzip", "deflate"; empty for the others.
std::string_view NameOf(Coding coding);

}  // namespace http
