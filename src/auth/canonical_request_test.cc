#include "auth/canonical_request.h"

#include <gtest/gtest.h>

#include <vector>

namespace auth {
namespace {

struct Case {
  std::string_view given;
  std::string_view canonical;
};

// Those with "example" are of AWS's test suite for Signature Version 4 (normalize-path and others).
TEST(CanonicalPath, IsNormalizedAndEncodedAgain) {
  for (const auto& [given, canonical] : std::vector<Case>{
           {"", "/"},
           {"/", "/"},
           {"//", "/"},
           {"/./", "/"},
           {"/example/..", "/"},
           {"/example1/example2/../..", "/"},
           {"/../../", "/"},
           {"/./example", "/example"},
           {"//example//", "/example/"},
           {"/example space/", "/example%20space/"},
           {"/\xe1\x88\xb4", "/%E1%88%B4"},
           {"/a/b/../c", "/a/c"},
           {"/a/...", "/a/..."},
           {"/%20", "/%2520"},
           {"/a%2Fb", "/a%252Fb"},
           {"*", "/%2A"},
           {"/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
       }) {
    std::string out = "POST\n";
    AppendCanonicalPath(given, &out);
    EXPECT_EQ(out, "POST\n" + std::string(canonical)) << given;
  }
}

TEST(CanonicalQuery, IsSortedAndEncodedAlike) {
  for (const auto& [given, canonical] : std::vector<Case>{
           {"", ""},
           {"Param1=value1", "Param1=value1"},
           {"Param2=value2&Param1=value1", "Param1=value1&Param2=value2"},
           {"Param1=value2&Param1=Value1", "Param1=Value1&Param1=value2"},
           {"a=10&a=1&a", "a=&a=1&a=10"},
           {"b=1&a1=2&a=3&A=4", "A=4&a=3&a1=2&b=1"},
           {"a-b=1&a=2", "a=2&a-b=1"},
           {"&&a=1&", "a=1"},
           {"a=b=c", "a=b%3Dc"},
           {"%7ea=%7E&b=~", "b=~&~a=~"},
           {"a=%c3%b6", "a=%C3%B6"},
           {"a=\xc3\xb6", "a=%C3%B6"},
           {"a=b+c&a=b%20d&a=b%2Be", "a=b%20c&a=b%20d&a=b%2Be"},
           {"a=50%", "a=50%25"},
       }) {
    std::string out;
    AppendCanonicalQuery(given, &out);
    EXPECT_EQ(out, canonical) << given;
  }
}

TEST(CanonicalQuery, LeavesOutTheSignatureAlone) {
  std::string out;
  AppendCanonicalQuery("X-Amz-Signature=f00&X-Amz-SignedHeaders=host&x-amz-signature=f", &out);
  EXPECT_EQ(out, "X-Amz-SignedHeaders=host&x-amz-signature=f");
}

std::string CanonicalHeader(const std::vector<wire::HttpHeader>& headers, std::string_view name) {
  std::string out;
  AppendCanonicalHeader(headers, name, &out);
  return out;
}

TEST(CanonicalHeader, HasItsWhiteSpaceFolded) {
  EXPECT_EQ(CanonicalHeader({{"My-Header1", "  a  b \t c\r\n  d "}}, "my-header1"),
            "my-header1:a b c d\n");
  EXPECT_EQ(CanonicalHeader({{"My-Header1", "\"a  b\""}}, "my-header1"), "my-header1:\"a b\"\n");
  EXPECT_EQ(CanonicalHeader({{"My-Header1", "   "}}, "my-header1"), "my-header1:\n");
}

TEST(CanonicalHeader, JoinsRepeatedOnesInTheirOrder) {
  EXPECT_EQ(CanonicalHeader({{"X", "b"}, {"Y", "-"}, {"x", " a "}, {"X", ""}}, "x"), "x:b,a,\n");
}

TEST(CanonicalHeader, IsEmptyIfAbsent) { EXPECT_EQ(CanonicalHeader({}, "X-Note"), "x-note:\n"); }

// The example of the IAM user guide, "Create a signed AWS API request".
TEST(CanonicalRequest, IsThePublishedOne) {
  const std::vector<wire::HttpHeader> headers = {
      {"Host", "iam.amazonaws.com"},
      {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
      {"X-Amz-Date", "20150830T123600Z"},
      {"User-Agent", "any"}};
  const wire::HttpRequest request = {
      .method = "GET", .target = "/?Action=ListUsers&Version=2010-05-08", .headers = headers};
  const std::vector<std::string_view> signed_headers = {"content-type", "host", "X-Amz-Date"};
  std::string out;
  AppendCanonicalRequest(request, signed_headers,
                         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", &out);
  EXPECT_EQ(out,
            "GET\n"
            "/\n"
            "Action=ListUsers&Version=2010-05-08\n"
            "content-type:application/x-www-form-urlencoded; charset=utf-8\n"
            "host:iam.amazonaws.com\n"
            "x-amz-date:20150830T123600Z\n"
            "\n"
            "content-type;host;x-amz-date\n"
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace auth
