// The canonical request of Signature Version 4: the one text that both sides make of a request, so
// that they can compare a hash of it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
//
//   POST                                                  method
//   /                                                     path
//                                                         query
//   content-type:application/x-amz-json-1.0               one line a signed header
//   host:dynamodb.us-east-1.amazonaws.com
//
//   content-type;host                                     names of the signed headers
//   e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c…     hash of the body
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wire/http_message.h"

namespace auth {

// The query parameter with the signature itself: the only one that a presigned request's canonical
// form leaves out.
constexpr std::string_view kSignatureParameter = "X-Amz-Signature";

// Appends the whole of it. `signed_headers` are the names that the client said it had signed, in
// order; `payload_hash` is in hexadecimal, or UNSIGNED-PAYLOAD.
void AppendCanonicalRequest(const wire::HttpRequest& request,
                            std::span<const std::string_view> signed_headers,
                            std::string_view payload_hash, std::string* out);

// The parts, for their tests.

// "." and ".." are resolved, repeated slashes are one, and each byte is percent-encoded again: what
// is "%20" in the request is "%2520" here, for every service but S3.
void AppendCanonicalPath(std::string_view path, std::string* out);

// Sorted by name, then by value, both by their bytes once encoded.
void AppendCanonicalQuery(std::string_view query, std::string* out);

// "name:value\n". White space within a value becomes one space; the values of a repeated header are
// joined by commas; a header that the request does not have is empty.
void AppendCanonicalHeader(std::span<const wire::HttpHeader> headers, std::string_view name,
                           std::string* out);

}  // namespace auth
