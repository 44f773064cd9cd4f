#include "http/head_parser.h"

#include <gtest/gtest.h>

#include <string>

#include "http/limits.h"

namespace http {
namespace {

struct Parsed {
  HeadResult result;
  RequestHead head;
  size_t bytes = 0;
  Refusal refusal;
};

Parsed Parse(std::string_view bytes) {
  Parsed parsed;
  parsed.result = ParseHead(bytes, &parsed.head, &parsed.bytes, &parsed.refusal);
  return parsed;
}

TEST(ParseHead, FindsRequestLineAndHeadersInPlace) {
  const std::string_view bytes =
      "POST /?a=b HTTP/1.1\r\nHost: h:1\r\nX-Amz-Target:DynamoDB_20120810.GetItem\r\n"
      "X-Empty:\r\nX-Spaced:  \ta  b\t \r\nContent-Length: 5\r\n\r\nhello";
  const Parsed parsed = Parse(bytes);
  ASSERT_EQ(parsed.result, HeadResult::kComplete);
  EXPECT_EQ(parsed.head.method, "POST");
  EXPECT_EQ(parsed.head.target, "/?a=b");
  EXPECT_EQ(bytes.substr(parsed.bytes), "hello");
  ASSERT_EQ(parsed.head.headers.size(), 5);
  EXPECT_EQ(parsed.head.headers[1].name, "X-Amz-Target");
  EXPECT_EQ(parsed.head.headers[1].value, "DynamoDB_20120810.GetItem");
  EXPECT_EQ(parsed.head.headers[2].value, "");
  EXPECT_EQ(parsed.head.headers[3].value, "a  b");
  EXPECT_EQ(parsed.head.content_length, 5);
  EXPECT_TRUE(parsed.head.keep_alive);
  EXPECT_EQ(parsed.head.method.data(), bytes.data());
}

TEST(ParseHead, KnowsTheHeadersThatSayHowToRead) {
  struct Case {
    std::string_view headers;
    bool RequestHead::*flag;
    bool value;
  };
  const Case cases[] = {
      {"", &RequestHead::keep_alive, true},
      {"Connection: close\r\n", &RequestHead::keep_alive, false},
      {"connection: foo, CLOSE\r\n", &RequestHead::keep_alive, false},
      {"Connection: Keep-Alive\r\n", &RequestHead::keep_alive, true},
      {"Expect: 100-Continue\r\n", &RequestHead::expects_continue, true},
      {"TRANSFER-ENCODING: Chunked\r\n", &RequestHead::chunked, true},
  };
  for (const Case& c : cases) {
    const std::string bytes = "POST / HTTP/1.1\r\nHost: h\r\n" + std::string(c.headers) + "\r\n";
    const Parsed parsed = Parse(bytes);
    ASSERT_EQ(parsed.result, HeadResult::kComplete) << c.headers;
    EXPECT_EQ(parsed.head.*c.flag, c.value) << c.headers;
  }
}

TEST(ParseHead, KnowsHowTheBodyWasCoded) {
  const struct {
    std::string_view headers;
    Coding coding;
  } cases[] = {
      {"", Coding::kIdentity},
      {"Content-Encoding:\r\n", Coding::kIdentity},
      {"Content-Encoding: identity\r\n", Coding::kIdentity},
      {"Content-Encoding: amz-1.0\r\n", Coding::kIdentity},
      {"Content-Encoding: GZIP\r\n", Coding::kGzip},
      {"Content-Encoding: x-gzip\r\n", Coding::kGzip},
      {"content-encoding: Deflate\r\n", Coding::kDeflate},
      {"Content-Encoding: identity, gzip\r\n", Coding::kGzip},
      {"Content-Encoding: amz-1.0\r\nContent-Encoding: gzip\r\n", Coding::kGzip},
      {"Content-Encoding: br\r\n", Coding::kUnknown},
      {"Content-Encoding: gzip; q=1\r\n", Coding::kUnknown},
      {"Content-Encoding: gzip, gzip\r\n", Coding::kUnknown},
      {"Content-Encoding: gzip\r\nContent-Encoding: deflate\r\n", Coding::kUnknown},
      {"Content-Encoding: br\r\nContent-Encoding: identity\r\n", Coding::kUnknown},
  };
  for (const auto& c : cases) {
    const std::string bytes = "POST / HTTP/1.1\r\nHost: h\r\n" + std::string(c.headers) + "\r\n";
    EXPECT_EQ(Parse(bytes).head.body_coding, c.coding) << c.headers;
  }
}

TEST(ParseHead, TakesTheFirstCodingThatTheClientNames) {
  const struct {
    std::string_view headers;
    Coding coding;
  } cases[] = {
      {"", Coding::kIdentity},
      {"Accept-Encoding: identity\r\n", Coding::kIdentity},
      {"Accept-Encoding: br\r\n", Coding::kIdentity},
      {"Accept-Encoding: *\r\n", Coding::kGzip},
      {"Accept-Encoding: GZip\r\n", Coding::kGzip},
      {"Accept-Encoding: deflate, gzip\r\n", Coding::kDeflate},
      {"Accept-Encoding: gzip, deflate\r\n", Coding::kGzip},
      {"Accept-Encoding: br, deflate;q=0.1, gzip;q=1\r\n", Coding::kDeflate},
      {"Accept-Encoding: gzip;q=0.5\r\n", Coding::kGzip},
      {"Accept-Encoding: gzip;q=0\r\n", Coding::kIdentity},
      {"Accept-Encoding: gzip; q=0.0, deflate\r\n", Coding::kDeflate},
      {"Accept-Encoding: deflate\r\nAccept-Encoding: gzip\r\n", Coding::kDeflate},
      {"Accept-Encoding: identity\r\nAccept-Encoding: gzip\r\n", Coding::kIdentity},
  };
  for (const auto& c : cases) {
    const std::string bytes = "POST / HTTP/1.1\r\nHost: h\r\n" + std::string(c.headers) + "\r\n";
    EXPECT_EQ(Parse(bytes).head.answer_coding, c.coding) << c.headers;
  }
}

TEST(ParseHead, KeepsHttp10ConnectionsOnlyIfAsked) {
  EXPECT_FALSE(Parse("GET / HTTP/1.0\r\n\r\n").head.keep_alive);
  EXPECT_TRUE(Parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").head.keep_alive);
  EXPECT_TRUE(Parse("GET / HTTP/1.0\r\n\r\n").head.http_1_0);
}

TEST(ParseHead, SkipsOneEmptyLineBeforeTheRequest) {
  EXPECT_EQ(Parse("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").result, HeadResult::kComplete);
  EXPECT_EQ(Parse("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n").result, HeadResult::kRefused);
}

TEST(ParseHead, IsIncompleteAtEveryPrefix) {
  const std::string_view bytes =
      "\r\nPOST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\nX-Long: 0123456789abcdef\r\n\r\n";
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(Parse(bytes.substr(0, size)).result, HeadResult::kIncomplete) << size;
  }
  EXPECT_EQ(Parse(bytes).result, HeadResult::kComplete);
}

TEST(ParseHead, RefusesWhatTwoParsersCouldReadDifferently) {
  struct Case {
    std::string bytes;
    int status;
  };
  const std::string line = "POST / HTTP/1.1\r\n";
  const std::string host = "Host: h\r\n";
  const Case cases[] = {
      {" / HTTP/1.1\r\n", 400},
      {"POST\r\n", 400},
      {"POST  / HTTP/1.1\r\n", 400},
      {"POST /\r\n", 400},
      {"POST / HTTP/1.1 \r\n", 400},
      {"POST / x HTTP/1.1\r\n", 400},
      {"PO@ST / HTTP/1.1\r\n", 400},
      {"POST /\x01 HTTP/1.1\r\n", 400},
      {"POST /\xc3\xa9 HTTP/1.1\r\n", 400},
      {"POST / HTTP/1.1\n", 400},
      {"POST / http/1.1\r\n", 400},
      {"POST / HTTP/11\r\n", 400},
      {"POST / HTTP/2.0\r\n", 505},
      {"PRI * HTTP/2.0\r\n", 505},
      {"\x16\x03\x01", 0},
      {"\rGET", 400},
      {line + "Host: h\n\r\n", 400},
      {line + "Host: h\rX\r\n\r\n", 400},
      {line + "Host : h\r\n\r\n", 400},
      {line + ": h\r\n\r\n", 400},
      {line + host + " folded\r\n\r\n", 400},
      {line + host + "X: a\r\n\tfolded\r\n\r\n", 400},
      {line + host + std::string("X: a\0b\r\n\r\n", 10), 400},
      {line + host + "X: a\x7f\r\n\r\n", 400},
      {line + host + "X: 0123456789\x02 0123456789\r\n\r\n", 400},
      {line + host + "\rX", 400},
      {line + "\r\n", 400},
      {line + host + host + "\r\n", 400},
      {line + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
      {line + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
      {line + host + "Content-Length: 1, 1\r\n\r\n", 400},
      {line + host + "Content-Length: +1\r\n\r\n", 400},
      {line + host + "Content-Length: -1\r\n\r\n", 400},
      {line + host + "Content-Length: 0x1\r\n\r\n", 400},
      {line + host + "Content-Length: 1 2\r\n\r\n", 400},
      {line + host + "Content-Length:\r\n\r\n", 400},
      {line + host + "Content-Length: 99999999999999999999\r\n\r\n", 413},
      {line + host + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400},
      {line + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {line + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {line + host + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {line + host + "Transfer-Encoding: identity\r\n\r\n", 501},
      {line + host + "Transfer-Encoding: chunked\x0b\r\n\r\n", 400},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {line + host + "Expect: 200-ok\r\n\r\n", 417},
  };
  for (const Case& c : cases) {
    const Parsed parsed = Parse(c.bytes);
    EXPECT_EQ(parsed.result, HeadResult::kRefused) << c.bytes;
    EXPECT_EQ(parsed.refusal.status, c.status) << c.bytes;
  }
}

TEST(ParseHead, RefusesTooManyHeaders) {
  std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (size_t i = 1; i < kHeadersMax; ++i) bytes += "a: b\r\n";
  EXPECT_EQ(Parse(bytes + "\r\n").result, HeadResult::kComplete);
  const Parsed parsed = Parse(bytes + "a: b\r\n\r\n");
  EXPECT_EQ(parsed.result, HeadResult::kRefused);
  EXPECT_EQ(parsed.refusal.status, 400);
}

TEST(ParseHead, FindsControlCharactersWhereverTheyStand) {
  for (size_t size = 0; size < 40; ++size) {
    for (size_t at = 0; at < size; ++at) {
      for (const char bad : {'\x00', '\x1f', '\x7f', '\n'}) {
        std::string value(size, '\xe9');
        if (at > 0) value[at - 1] = '\t';
        value[at] = bad;
        const Parsed parsed = Parse("GET / HTTP/1.1\r\nHost: h\r\nX: " + value + "\r\n\r\n");
        EXPECT_EQ(parsed.result, HeadResult::kRefused) << size << " " << at << " " << int{bad};
      }
    }
  }
}

}  // namespace
}  // namespace http
