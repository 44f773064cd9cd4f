#include "http/response_head.h"

#include <gtest/gtest.h>

namespace http {
namespace {

std::string Head(const wire::HttpResponse& response, const ResponseHeadOptions& options) {
  std::string out;
  AppendResponseHead(response, options, &out);
  return out;
}

TEST(ResponseHead, SaysWhatTheBodyIs) {
  const wire::HttpResponse response = {.content_type = "application/x-amz-json-1.0",
                                       .headers = {{"x-amzn-RequestId", "R"}}};
  EXPECT_EQ(
      Head(response, {.date_line = "Date: D\r\n", .content_length = 17}),
      "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: D\r\nContent-Type: application/x-amz-json-1.0\r\n"
      "Content-Length: 17\r\nx-amzn-RequestId: R\r\n\r\n");
  EXPECT_EQ(Head({.status = 418}, {.coding = Coding::kGzip, .crc32 = 7, .close = true}),
            "HTTP/1.1 418 \r\nServer: Server\r\nContent-Length: 0\r\nContent-Encoding: "
            "gzip\r\nx-amz-crc32: 7\r\n"
            "Connection: close\r\n\r\n");
  EXPECT_EQ(Head({.status = 204}, {.say_keep_alive = true}),
            "HTTP/1.1 204 No Content\r\nServer: Server\r\nConnection: keep-alive\r\n\r\n");
}

TEST(ResponseHead, LeavesOutHeadersThatWouldBreakIntoOthers) {
  const wire::HttpResponse response = {.content_type = "a\r\nX: 1",
                                       .headers = {{"A", "b\nc"}, {"D\r", "e"}, {"F", "g"}}};
  EXPECT_EQ(Head(response, {}),
            "HTTP/1.1 200 OK\r\nServer: Server\r\nContent-Length: 0\r\nF: g\r\n\r\n");
}

TEST(ResponseHead, WritesDatesAsHttpHasThem) {
  EXPECT_EQ(DateLine(base::WallTime(std::chrono::seconds(784'111'777))),
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");  // the example of RFC 9110
  EXPECT_EQ(DateLine(base::WallTime()), "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
}

}  // namespace
}  // namespace http
