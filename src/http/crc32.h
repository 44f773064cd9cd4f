// CRC-32, as in gzip and x-amz-crc32.
#pragma once

#include <cstdint>
#include <string_view>

namespace http {

// Every answer carries a CRC. On processors with carry-less multiplication, this takes a third of
// the time of zlib's function.
uint32_t Crc32(std::string_view bytes);

}  // namespace http
