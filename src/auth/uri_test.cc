#include "auth/uri.h"

#include <gtest/gtest.h>

#include <vector>

namespace auth {
namespace {

using namespace std::literals;

std::string Encoded(std::string_view text) {
  std::string out;
  AppendUriEncoded(text, &out);
  return out;
}

std::string Decoded(std::string_view text) {
  std::string out;
  AppendQueryDecoded(text, &out);
  return out;
}

TEST(UriEncode, KeepsTheUnreservedAlone) {
  EXPECT_EQ(Encoded("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(Encoded(" /?#[]@!$&'()*+,;=%"),
            "%20%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25");
  EXPECT_EQ(Encoded("\0\n\x7f\xff"sv), "%00%0A%7F%FF");
}

TEST(QueryDecode, UndoesEncoding) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  EXPECT_EQ(Decoded(Encoded(all)), all);
}

TEST(QueryDecode, TakesPlusForASpaceAndEitherCase) { EXPECT_EQ(Decoded("a+b%2bc%2Bd"), "a b+c+d"); }

TEST(QueryDecode, LeavesWhatIsNoEscape) {
  EXPECT_EQ(Decoded("%"), "%");
  EXPECT_EQ(Decoded("%4"), "%4");
  EXPECT_EQ(Decoded("%4g%g4%%41"), "%4g%g4%A");
}

TEST(Target, IsCutAtTheFirstQuestionMark) {
  EXPECT_EQ(SplitTarget("/a?b?c").path, "/a");
  EXPECT_EQ(SplitTarget("/a?b?c").query, "b?c");
  EXPECT_EQ(SplitTarget("/a").path, "/a");
  EXPECT_EQ(SplitTarget("/a").query, "");
  EXPECT_EQ(SplitTarget("").path, "");
}

TEST(Query, IsReadParameterByParameter) {
  std::string_view query = "&a=1&&b&=c&d=e=f&";
  std::vector<std::pair<std::string, std::string>> read;
  for (QueryParameter parameter; TakeQueryParameter(&query, &parameter);) {
    read.emplace_back(parameter.name, parameter.value);
  }
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"a", "1"}, {"b", ""}, {"", "c"}, {"d", "e=f"}};
  EXPECT_EQ(read, expected);
}

}  // namespace
}  // namespace auth
