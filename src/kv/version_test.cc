#include "kv/version.h"

#include <gtest/gtest.h>

#include <string>

namespace kv {
namespace {

TEST(Version, IsOfWhatWasFoundAlone) {
  // Lengths at which XXH3 takes another way, and around them.
  for (const size_t length : {0, 1, 3, 4, 8, 9, 16, 17, 128, 129, 240, 241, 1024, 400 << 10}) {
    std::string value(length, 'v');
    const Version version(value, {});
    EXPECT_TRUE(version.IsOf(value)) << length;
    EXPECT_FALSE(version.IsOf(std::nullopt)) << length;
    EXPECT_FALSE(version.IsOf(value + 'v')) << length;
    for (const size_t at : {size_t{0}, length / 2, length - 1}) {
      if (length == 0) break;
      value[at] ^= 1;
      EXPECT_FALSE(version.IsOf(value)) << length << " " << at;
      value[at] ^= 1;
    }
  }
}

TEST(Version, ZeroBytesOfAnotherLengthAreAnotherValue) {
  for (const size_t length : {0, 1, 7, 8, 16, 64, 240, 256, 4096}) {
    const Version version(std::string(length, '\0'), {});
    EXPECT_FALSE(version.IsOf(std::string(length + 1, '\0'))) << length;
    EXPECT_FALSE(version.IsOf(std::string(2 * length + 1, '\0'))) << length;
  }
}

TEST(Version, OfNothingIsNotOfAnEmptyValue) {
  EXPECT_TRUE(Version().IsOf(std::nullopt));
  EXPECT_FALSE(Version().IsOf(""));
  EXPECT_TRUE(Version(std::nullopt, {7}).IsOf(std::nullopt));
  EXPECT_FALSE(Version(std::nullopt, {7}).IsOf(""));
  EXPECT_EQ(Version(std::nullopt, {7}).mark().value, 7u);
}

}  // namespace
}  // namespace kv
