// Requests as botocore signs them (botocore_vectors.py makes the table), and what must happen when
// any part of them is changed on the way.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/testing/test_request.h"

namespace auth {
namespace {

using namespace std::literals;

struct Vector {
  std::string_view name;
  std::string_view method;
  std::string_view target;
  std::string_view region;
  std::string_view session_token;
  std::string_view body;
  std::vector<std::pair<std::string_view, std::string_view>> headers;

  bool presigned() const { return target.find("X-Amz-Signature") != std::string_view::npos; }
  bool body_is_signed() const {
    for (const auto& [header, value] : headers) {
      if (value == "UNSIGNED-PAYLOAD") return false;
    }
    return true;
  }
};

const std::vector<Vector>& Table() {
  static const std::vector<Vector> table = {
#include "botocore_vectors_test.inc"
  };
  return table;
}

TestRequest Request(const Vector& vector) {
  TestRequest request = {.method = std::string(vector.method),
                         .target = std::string(vector.target),
                         .headers = {},
                         .body = std::string(vector.body)};
  for (const auto& [name, value] : vector.headers) request.headers.emplace_back(name, value);
  return request;
}

// The names of the headers that the vector signs, as it writes them.
std::vector<std::string> SignedHeaders(const Vector& vector) {
  std::vector<std::string> names;
  for (const auto& [name, value] : vector.headers) {
    if (name != "Authorization" && name != "Content-Length" && name != "amz-sdk-request") {
      names.emplace_back(name);
    }
  }
  return names;
}

class BotocoreVectors : public testing::Test {
 protected:
  Authenticator For(const Vector& vector) const {
    return Authenticator(Mode::kRequired,
                         {{.access_key_id = "AKIAIOSFODNN7EXAMPLE",
                           .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                           .session_token = std::string(vector.session_token),
                           .account_id = "123456789012",
                           .name = "alice"}},
                         clock_);
  }

  void ExpectRefused(const Vector& vector, const TestRequest& request, std::string_view change) {
    const AuthResult result = request.Authenticate(For(vector));
    EXPECT_FALSE(result) << vector.name << ": " << change;
  }

  const base::ManualClock clock_ = ClockAt("20260228T235958Z");
};

TEST_F(BotocoreVectors, AreBelieved) {
  for (const Vector& vector : Table()) {
    const AuthResult result = Request(vector).Authenticate(For(vector));
    ASSERT_TRUE(result) << vector.name << ": " << result.error().message;
    const Identity expected = {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
                               .account_id = "123456789012",
                               .region = std::string(vector.region),
                               .name = "alice"};
    EXPECT_EQ(*result, expected) << vector.name;
  }
}

TEST_F(BotocoreVectors, AreBelievedAgainWithTheKeyCached) {
  for (const Vector& vector : Table()) {
    const Authenticator authenticator = For(vector);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(Request(vector).Authenticate(authenticator));
  }
}

TEST_F(BotocoreVectors, AreRefusedWithAnotherMethod) {
  for (const Vector& vector : Table()) {
    TestRequest request = Request(vector);
    request.method = "DELETE";
    ExpectRefused(vector, request, "method");
  }
}

TEST_F(BotocoreVectors, AreRefusedWithAnotherPath) {
  for (const Vector& vector : Table()) {
    TestRequest request = Request(vector);
    request.target.insert(1, "admin/");
    ExpectRefused(vector, request, "path");
  }
}

TEST_F(BotocoreVectors, AreRefusedWithAnotherQuery) {
  for (const Vector& vector : Table()) {
    TestRequest request = Request(vector);
    request.target += request.target.find('?') == std::string::npos ? "?extra=1" : "&extra=1";
    ExpectRefused(vector, request, "query");
  }
}

TEST_F(BotocoreVectors, AreRefusedWithAnotherBody) {
  for (const Vector& vector : Table()) {
    if (!vector.body_is_signed()) continue;
    TestRequest request = Request(vector);
    request.body += ' ';
    ExpectRefused(vector, request, "body");
  }
}

TEST_F(BotocoreVectors, AreBelievedWithAnotherBodyIfItIsNotSigned) {
  size_t unsigned_bodies = 0;
  for (const Vector& vector : Table()) {
    if (vector.body_is_signed()) continue;
    TestRequest request = Request(vector);
    request.body += "anything";
    EXPECT_TRUE(request.Authenticate(For(vector))) << vector.name;
    ++unsigned_bodies;
  }
  EXPECT_EQ(unsigned_bodies, 2u);
}

TEST_F(BotocoreVectors, AreRefusedWithAnyOfTheirHeadersChangedRepeatedOrGone) {
  for (const Vector& vector : Table()) {
    for (const std::string& name : SignedHeaders(vector)) {
      TestRequest changed = Request(vector);
      changed.Header(name) += 'x';
      ExpectRefused(vector, changed, name + " changed");

      TestRequest repeated = Request(vector);
      repeated.headers.emplace_back(name, "x");
      ExpectRefused(vector, repeated, name + " repeated");

      TestRequest gone = Request(vector);
      const bool empty = gone.Header(name).empty();
      gone.Erase(name);
      if (!empty) ExpectRefused(vector, gone, name + " gone");
    }
  }
}

TEST_F(BotocoreVectors, AreRefusedWithAnyByteOfTheirSignatureChanged) {
  for (const Vector& vector : Table()) {
    TestRequest request = Request(vector);
    std::string& text = vector.presigned() ? request.target : request.Header("Authorization");
    const size_t begin = text.find("Signature=") + "Signature="s.size();
    for (size_t i = begin; i < begin + 64; ++i) {
      const char before = std::exchange(text[i], text[i] == '0' ? '1' : '0');
      ExpectRefused(vector, request, "signature");
      text[i] = before;
    }
    text.resize(begin + 63);
    ExpectRefused(vector, request, "signature shortened");
  }
}

TEST_F(BotocoreVectors, AreRefusedWithAnotherScope) {
  for (const Vector& vector : Table()) {
    TestRequest request = Request(vector);
    std::string& text = vector.presigned() ? request.target : request.Header("Authorization");
    Replace(vector.region, "us-gov-west-1", &text);
    ExpectRefused(vector, request, "region");
  }
}

TEST_F(BotocoreVectors, AreRefusedWithAnotherSecret) {
  for (const Vector& vector : Table()) {
    const Authenticator authenticator(Mode::kRequired,
                                      {{.access_key_id = "AKIAIOSFODNN7EXAMPLE",
                                        .secret_access_key = "another",
                                        .session_token = std::string(vector.session_token)}},
                                      clock_);
    const AuthResult result = Request(vector).Authenticate(authenticator);
    ASSERT_FALSE(result) << vector.name;
    EXPECT_EQ(result.error().kind, FailureKind::kInvalidSignature) << vector.name;
  }
}

}  // namespace
}  // namespace auth
