#include "expr/update_size.h"

#include <gtest/gtest.h>

#include "expr/testing/request.h"
#include "expr/update.h"

namespace expr {
namespace {

constexpr std::string_view kValues =
    R"({":1":{"N":"1"},":x":{"S":""},":ten":{"S":"0123456789"},":l":{"L":[]},":ns":{"NS":["1"]}})";
const Placeholders::Names kNames = {{"#n", "name"}};

size_t BytesOf(std::string_view text) {
  TestRequest request(kNames, kValues);
  const auto update = Update::Compile(text, request.placeholders());
  EXPECT_TRUE(update.ok()) << text << ": " << update.error().message;
  return update.ok() ? update->Bytes() : 0;
}

// The figures are what DynamoDB counts.
TEST(UpdateBytes, CountWhatIsWrittenAndRead) {
  const std::pair<std::string_view, size_t> cases[] = {
      {"SET a = :x", 23},
      {"SET a = :ten", 33},
      {"SET #n = :x", 26},
      {"SET a = :x, b = :1", 45},
      {"SET a = :l", 26},
      {"SET m.b = :x", 28},
      {"SET m.k.b = :x", 33},
      {"SET l[0] = :x", 28},
      {"SET l[12345] = :x", 32},
      {"SET l[0][0] = :x", 33},
      {"SET a = :x REMOVE b", 25},
      {"SET a = :x REMOVE b, c", 27},
      {"SET a = :x REMOVE m.k", 30},
      {"SET a = :x REMOVE l[0]", 30},
      {"SET a = :x ADD n :1", 45},
      {"SET a = :x ADD n :ns", 45},
      {"SET a = :x DELETE s :ns", 25},
      {"SET a = :x, b = c", 59},
      {"SET a = :x, b = m.k", 74},
      {"SET a = :x, b = l[0]", 74},
      {"SET a = :x, b = n + :1", 95},
      {"SET a = :x, b = n - :1", 98},
      {"SET a = :x, b = :1 + :1", 81},
      {"SET a = :x, b = n + n", 109},
      {"SET a = :x, b = if_not_exists(c, :1)", 100},
      {"SET a = if_not_exists(a, :x)", 78},
      {"SET a = :x, b = list_append(l, :l)", 99},
      {"SET a = :x, b = if_not_exists(n, :1) + :1", 136},
      {"SET a = :x, b = list_append(if_not_exists(l, :l), :l)", 141},
  };
  for (const auto& [text, bytes] : cases) EXPECT_EQ(BytesOf(text), bytes) << text;
}

}  // namespace
}  // namespace expr
