#include "load/signer.h"

#include <gtest/gtest.h>

#include <vector>

#include "auth/authenticator.h"

namespace load {
namespace {

// The request in `text`, as a server takes it apart; `headers` holds its headers.
wire::HttpRequest Parse(std::string_view text, std::vector<wire::HttpHeader>* headers) {
  const size_t head_end = text.find("\r\n\r\n");
  size_t at = text.find("\r\n") + 2;
  while (at < head_end) {
    const size_t colon = text.find(": ", at);
    const size_t line_end = text.find("\r\n", at);
    headers->push_back({text.substr(at, colon - at), text.substr(colon + 2, line_end - colon - 2)});
    at = line_end + 2;
  }
  const std::string_view body = text.substr(head_end + 4);
  return {.method = "POST", .target = "/", .headers = *headers, .wire_body = body, .body = body};
}

class SignerTest : public testing::Test {
 protected:
  auth::AuthResult Authenticate(const std::string& request, std::string secret) {
    const auth::Authenticator authenticator(
        auth::Mode::kRequired,
        {{.access_key_id = Account().access_key_id, .secret_access_key = std::move(secret)}},
        clock_);
    std::vector<wire::HttpHeader> headers;
    return authenticator.Authenticate(Parse(request, &headers));
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  Signer signer_{"127.0.0.1:8000", Account(), clock_, random_};
};

TEST_F(SignerTest, IsBelieved) {
  const std::string request = signer_.Request("GetItem", "{\"TableName\":\"t\"}");
  const auth::AuthResult result = Authenticate(request, Account().secret_access_key);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->access_key_id, Account().access_key_id);
  EXPECT_FALSE(Authenticate(request, "another secret").has_value());
}

TEST_F(SignerTest, IsBelievedOnTheNextDay) {
  EXPECT_TRUE(
      Authenticate(signer_.Request("GetItem", "{}"), Account().secret_access_key).has_value());
  clock_.Advance(std::chrono::hours(24));
  const auth::AuthResult result =
      Authenticate(signer_.Request("GetItem", "{}"), Account().secret_access_key);
  EXPECT_TRUE(result.has_value()) << result.error().message;
}

TEST_F(SignerTest, NamesTheOperationAndTheLengthOfItsBody) {
  const std::string request = signer_.Request("Query", "{  }");
  std::vector<wire::HttpHeader> headers;
  const wire::HttpRequest parsed = Parse(request, &headers);
  EXPECT_EQ(parsed.Header("x-amz-target"), "DynamoDB_20120810.Query");
  EXPECT_EQ(parsed.Header("content-length"), "4");
  EXPECT_EQ(parsed.body, "{  }");
}

}  // namespace
}  // namespace load
