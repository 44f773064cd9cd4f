#include "base/bytes.h"

#include <gtest/gtest.h>

#include <limits>

namespace base {
namespace {

TEST(Varint, RoundTripsEveryWidth) {
  for (int bits = 0; bits < 64; ++bits) {
    for (const uint64_t value : {uint64_t{1} << bits, (uint64_t{1} << bits) - 1}) {
      std::string bytes;
      AppendVarint(value, &bytes);
      EXPECT_EQ(bytes.size(), VarintBytes(value));
      std::string_view in = bytes;
      EXPECT_EQ(TakeVarint(&in), value);
      EXPECT_TRUE(in.empty());
    }
  }
}

TEST(Varint, RefusesWhatEndsEarlyOrDoesNotFit) {
  std::string_view cut = "\x80\x80";
  EXPECT_EQ(TakeVarint(&cut), std::nullopt);
  std::string_view wide = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02";
  EXPECT_EQ(TakeVarint(&wide), std::nullopt);
}

TEST(LengthPrefixed, RefusesALengthBeyondTheBytes) {
  std::string bytes;
  AppendVarint(std::numeric_limits<uint64_t>::max(), &bytes);
  bytes += "abc";
  std::string_view in = bytes;
  EXPECT_EQ(TakeLengthPrefixed(&in), std::nullopt);
}

TEST(PrefixEnd, IsTheSmallestStringAboveThePrefix) {
  EXPECT_EQ(PrefixEnd("abc"), "abd");
  EXPECT_EQ(PrefixEnd("a\xff\xff"), "b");
  EXPECT_EQ(PrefixEnd("\xff"), std::nullopt);
  EXPECT_EQ(PrefixEnd(""), std::nullopt);
}

}  // namespace
}  // namespace base
