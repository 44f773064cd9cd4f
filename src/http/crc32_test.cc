#include "http/crc32.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace http {
namespace {

TEST(Crc32, IsThatOfGzip) {
  EXPECT_EQ(Crc32(""), 0);
  EXPECT_EQ(Crc32("123456789"), 0xcbf43926);
  std::string bytes;
  uint32_t state = 1;
  for (int i = 0; i < 3000; ++i) {
    state = state * 1664525 + 1013904223;
    bytes.push_back(static_cast<char>(state >> 24));
  }
  // Every length, at every alignment.
  for (size_t size = 0; size < 600; ++size) {
    const std::string_view part = std::string_view(bytes).substr(size % 16, size);
    EXPECT_EQ(Crc32(part), crc32(0, reinterpret_cast<const Bytef*>(part.data()), part.size()));
  }
  EXPECT_EQ(Crc32(bytes), crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace
}  // namespace http
