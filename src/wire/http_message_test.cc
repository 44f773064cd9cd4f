#include "wire/http_message.h"

#include <gtest/gtest.h>

#include <array>

namespace wire {
namespace {

TEST(HttpRequest, HeaderIsTheFirstOfThatNameWithoutRegardToCase) {
  const std::array<HttpHeader, 3> headers = {{{"HOST", "a"}, {"X-Note", "b"}, {"x-note", "c"}}};
  const HttpRequest request = {.method = "POST", .target = "/", .headers = headers};
  EXPECT_EQ(request.Header("host"), "a");
  EXPECT_EQ(request.Header("X-NOTE"), "b");
  EXPECT_EQ(request.Header("x-not"), std::nullopt);
  EXPECT_EQ(request.Header("x-notes"), std::nullopt);
  EXPECT_EQ(request.Header(""), std::nullopt);
}

TEST(HttpRequest, JoinsHeadersOfOneName) {
  const std::array<HttpHeader, 4> headers = {
      {{"HOST", "a"}, {"X-Note", "b"}, {"x-note", ""}, {"X-NOTE", "c"}}};
  const HttpRequest request = {.method = "POST", .target = "/", .headers = headers};
  std::string storage = "before";
  EXPECT_EQ(request.JoinedHeader("host", &storage), "a");
  EXPECT_EQ(request.JoinedHeader("none", &storage), std::nullopt);
  EXPECT_EQ(storage, "before");
  EXPECT_EQ(request.JoinedHeader("x-note", &storage), "b,,c");
  EXPECT_EQ(request.TextBytes(), 1 + 2 + 2 + 1 + 2);
}

}  // namespace
}  // namespace wire
