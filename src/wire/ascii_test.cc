#include "wire/ascii.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace wire {
namespace {

TEST(Ascii, LowersEightBytesAsOneByOne) {
  for (int first = 0; first < 256; ++first) {
    char text[8];
    for (int i = 0; i < 8; ++i) text[i] = static_cast<char>(first + 37 * i);
    uint64_t word;
    std::memcpy(&word, text, sizeof(word));
    word = ToLowerEach(word);
    for (char& c : text) c = ToLower(c);
    EXPECT_EQ(std::memcmp(&word, text, sizeof(word)), 0) << first;
  }
}

TEST(Ascii, EqualsIgnoringTheCaseOfLettersOnly) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const char x = static_cast<char>(a), y = static_cast<char>(b);
      const bool equal = ToLower(x) == ToLower(y);
      EXPECT_EQ(EqualsIgnoreCase({&x, 1}, {&y, 1}), equal);
      EXPECT_EQ(EqualsIgnoreCase(std::string{'H', x, 'k'}, std::string{'h', y, 'K'}), equal);
    }
  }
  EXPECT_TRUE(EqualsIgnoreCase("", ""));
  EXPECT_FALSE(EqualsIgnoreCase("host", "hosts"));
}

}  // namespace
}  // namespace wire
