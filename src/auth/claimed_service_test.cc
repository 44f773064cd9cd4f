#include "auth/claimed_service.h"

#include <gtest/gtest.h>

#include <vector>

namespace auth {
namespace {

std::string Claimed(std::string_view target, std::vector<wire::HttpHeader> headers) {
  wire::HttpRequest request;
  request.method = "POST";
  request.target = target;
  request.headers = headers;
  return ClaimedService(request);
}

TEST(ClaimedService, IsTheFourthPartOfTheCredential) {
  const struct {
    std::string_view target, authorization, service;
  } cases[] = {
      {"/",
       "AWS4-HMAC-SHA256 Credential=key/20200101/eu-west-1/sts/aws4_request, SignedHeaders=host, "
       "Signature=0",
       "sts"},
      {"/", "AWS4-HMAC-SHA256 SignedHeaders=host,Credential=key/20200101/eu-west-1/kms", "kms"},
      {"/", "AWS4-HMAC-SHA256 Credential=key/20200101, Signature=a/b/c/d", ""},
      {"/", "AWS4-HMAC-SHA256 Credential=", ""},
      {"/", "AWS4-HMAC-SHA256 MyCredential=key/20200101/eu-west-1/sts/aws4_request", ""},
      {"/", "AWS4-HMAC-SHA256 Credential=a/b/c/s3/d Credential=key/20200101/eu-west-1/sts/x",
       "sts"},
      {"/", "Bearer token", ""},
      {"/?X-Amz-Credential=key%2F20200101%2Feu-west-1%2Fsts%2Faws4_request", "", "sts"},
      {"/?X-Amz-Credential=key/20200101/eu-west-1/sts/aws4_request&Action=x", "", "sts"},
      {"/?x-amz-credential=key/20200101/eu-west-1/sts/aws4_request", "", ""},
      {"/", "", ""},
  };
  for (const auto& c : cases) {
    std::vector<wire::HttpHeader> headers = {{"Host", "localhost"}};
    if (!c.authorization.empty()) headers.push_back({"authorization", c.authorization});
    EXPECT_EQ(Claimed(c.target, headers), c.service) << c.target << " " << c.authorization;
  }
}

}  // namespace
}  // namespace auth
