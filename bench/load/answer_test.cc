#include "load/answer.h"

#include <gtest/gtest.h>

#include <string>

namespace load {
namespace {

constexpr std::string_view kAnswer =
    "HTTP/1.1 400 Bad Request\r\nDate: today\r\ncontent-LENGTH:  5\r\n\r\nhello";

TEST(Answer, IsFoundOnceItIsWhole) {
  for (size_t bytes = 0; bytes < kAnswer.size(); ++bytes) {
    const auto answer = ParseAnswer(kAnswer.substr(0, bytes));
    ASSERT_TRUE(answer.ok()) << bytes;
    EXPECT_FALSE(answer->has_value()) << bytes;
  }
  const std::string received = std::string(kAnswer) + "HTTP/1.1 200 OK";
  const auto answer = ParseAnswer(received);
  ASSERT_TRUE(answer.ok());
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ((*answer)->status, 400);
  EXPECT_EQ((*answer)->body, "hello");
  EXPECT_EQ((*answer)->bytes, kAnswer.size());
  EXPECT_FALSE((*answer)->closes);
}

TEST(Answer, SaysThatTheServerCloses) {
  const auto answer =
      ParseAnswer("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(answer.ok());
  ASSERT_TRUE(answer->has_value());
  EXPECT_TRUE((*answer)->closes);
  EXPECT_EQ((*answer)->body, "");
}

TEST(Answer, IsRefusedIfItsEndIsUnknown) {
  EXPECT_FALSE(ParseAnswer("HTTP/1.1 200 OK\r\nDate: today\r\n\r\n").ok());
  EXPECT_FALSE(ParseAnswer("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n").ok());
  EXPECT_FALSE(ParseAnswer("SSH-2.0-OpenSSH\r\n\r\n").ok());
  EXPECT_FALSE(ParseAnswer("HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n").ok());
}

}  // namespace
}  // namespace load
