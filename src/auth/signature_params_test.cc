#include "auth/signature_params.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace auth {
namespace {

using enum SignedHeaderNames;

TEST(SplitSignedHeaders, TellsWhetherTheyAreInOrder) {
  struct {
    std::string_view names;
    SignedHeaderNames told;
  } const cases[] = {
      {"host", kCanonical},
      {"amz-sdk-invocation-id;amz-sdk-request;host;x-amz-date", kCanonical},
      {"amz-sdk-request;amz-sdk-invocation-id", kOutOfOrder},
      {"x-amz-date;x-amz-date-of-birth", kCanonical},
      {"x-amz-date-of-birth;x-amz-date", kOutOfOrder},
      {"X-Amz-Content-Sha256;x-amz-content-type", kCanonical},
      {"x-amz-content-type;X-Amz-Content-Sha256", kOutOfOrder},
      {"X-Amz-Content-Sha256;x-amz-content-sha256", kUnusable},
      {"zzzzzzzza-b;zzzzzzzza_b", kCanonical},  // bytes, not words, have an order
      {"host;", kOutOfOrder},
  };
  for (const auto& [names, told] : cases) {
    std::vector<std::string_view> split;
    EXPECT_EQ(SplitSignedHeaders(names, &split), told) << names;
  }
}

TEST(ParseCredential, TakesFiveParts) {
  const auto scope = ParseCredential("AKID/20150830/us-east-1/dynamodb/aws4_request");
  ASSERT_TRUE(scope);
  EXPECT_EQ(scope->access_key_id, "AKID");
  EXPECT_EQ(scope->date, "20150830");
  EXPECT_EQ(scope->region, "us-east-1");
  EXPECT_EQ(scope->service, "dynamodb");
  EXPECT_EQ(scope->terminator, "aws4_request");
  EXPECT_TRUE(ParseCredential("////"));
  for (const char* credential : {"", "AKID", "a/b/c/d", "a/b/c/d/e/f", "/////"}) {
    EXPECT_FALSE(ParseCredential(credential)) << credential;
  }
}

}  // namespace
}  // namespace auth
