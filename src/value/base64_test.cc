#include "value/base64.h"

#include <gtest/gtest.h>

#include <vector>

#include "value/random_value.h"

namespace value {
namespace {

std::string DecodeError(std::string_view text) {
  std::string bytes;
  const base::Status status = DecodeBase64(text, &bytes);
  return status.ok() ? "decoded" : status.error().message;
}

TEST(Base64, WritesTheExamplesOfItsStandard) {
  // RFC 4648, section 10.
  const std::vector<std::pair<std::string, std::string>> cases = {{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : cases) {
    std::string encoded = "before ";
    AppendBase64(bytes, &encoded);
    EXPECT_EQ(encoded, "before " + text);
    std::string decoded = "before ";
    EXPECT_TRUE(DecodeBase64(text, &decoded).ok());
    EXPECT_EQ(decoded, "before " + bytes);
  }
}

TEST(Base64, ReadsWhatItWrites) {
  RandomValues random(1);
  for (int i = 0; i < 5'000; ++i) {
    const std::string bytes = random.Bytes();
    std::string text;
    AppendBase64(bytes, &text);
    std::string decoded;
    ASSERT_TRUE(DecodeBase64(text, &decoded).ok());
    ASSERT_EQ(decoded, bytes);
  }
}

TEST(Base64, ReadsOnlyWhatItWrites) {
  constexpr std::string_view kBytes = "AB/+=w\n";
  for (size_t n = 0; n < 7 * 7 * 7 * 7; ++n) {
    std::string text;
    for (size_t rest = n, i = 0; i < 4; ++i, rest /= 7) text.push_back(kBytes[rest % 7]);
    std::string decoded;
    if (!DecodeBase64(text, &decoded).ok()) continue;
    std::string again;
    AppendBase64(decoded, &again);
    ASSERT_EQ(again, text);
  }
}

TEST(Base64, SaysWhatIsWrongAsDynamoDbDoes) {
  EXPECT_EQ(DecodeError("23456"),
            "Base64 encoded length is expected a multiple of 4 bytes but found: 5");
  EXPECT_EQ(DecodeError("=+/="), "Invalid Base64 character: '='");
  EXPECT_EQ(DecodeError("===="), "Invalid Base64 character: '='");
  EXPECT_EQ(DecodeError("AA A"), "Invalid Base64 character: ' '");
  EXPECT_EQ(DecodeError("AA-_"), "Invalid Base64 character: '-'");
  EXPECT_EQ(DecodeError("+/+="), "Invalid last non-pad Base64 character dectected");
  EXPECT_EQ(DecodeError("AB=="), "Invalid last non-pad Base64 character dectected");
}

}  // namespace
}  // namespace value
