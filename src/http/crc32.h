// CRC-32 as gzip and x-amz-crc32 have it.
#pragma once

#include <cstdint>
#include <string_view>

namespace http {

// Every answer carries one: where the processor multiplies without carries, this takes a third of
// the time of zlib's.
uint32_t Crc32(std::string_view bytes);

}  // namespace http
