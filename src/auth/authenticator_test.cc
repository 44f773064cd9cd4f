#include "auth/authenticator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "auth/signature_params.h"
#include "auth/signing_key.h"
#include "auth/testing/test_request.h"

namespace auth {
namespace {

constexpr auto kMissing = FailureKind::kMissingAuthenticationToken;
constexpr auto kIncomplete = FailureKind::kIncompleteSignature;
constexpr auto kUnrecognized = FailureKind::kUnrecognizedClient;
constexpr auto kInvalid = FailureKind::kInvalidSignature;

constexpr std::string_view kNow = "20260228T235958Z";
constexpr std::string_view kKey = "AKIAIOSFODNN7EXAMPLE";
constexpr std::string_view kTokenInvalid = "The security token included in the request is invalid.";

Credential Alice() {
  return {.access_key_id = std::string(kKey),
          .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          .account_id = "123456789012",
          .name = "alice"};
}

// The requests Body and Presigned of botocore_vectors_test.inc.
TestRequest Signed() {
  return {.headers = {{"Host", "dynamodb.eu-west-3.amazonaws.com"},
                      {"Content-Type", "application/x-amz-json-1.0"},
                      {"X-Amz-Target", "DynamoDB_20120810.GetItem"},
                      {"X-Amz-Date", std::string(kNow)},
                      {"Authorization",
                       "AWS4-HMAC-SHA256 "
                       "Credential=AKIAIOSFODNN7EXAMPLE/20260228/eu-west-3/dynamodb/aws4_request, "
                       "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
                       "Signature="
                       "21ae26d16dc8cb51e4edf1de2944b57b1671eb3029ce04e8711d119cc81cb504"}},
          .body = "{\"TableName\":\"Music\",\"Key\":{\"Artist\":{\"S\":\"Bj\303\266rk\"}}}"};
}
TestRequest Presigned() {
  return {.method = "GET",
          .target =
              "/?X-Amz-Algorithm=AWS4-HMAC-SHA256"
              "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260228%2Feu-west-3%2Fdynamodb"
              "%2Faws4_request"
              "&X-Amz-Date=20260228T235958Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
              "&X-Amz-Signature="
              "37cf36191888d7c12b70bf306ee89273a1c59b398d642fb3c513649248832656",
          .headers = {{"Host", "dynamodb.eu-west-3.amazonaws.com"}}};
}

TestRequest WithAuthorization(std::string_view value) {
  TestRequest request = Signed();
  request.Header("Authorization") = value;
  return request;
}
TestRequest WithTarget(std::string_view target) {
  TestRequest request = Presigned();
  request.target = target;
  return request;
}
TestRequest SignedWith(std::string_view from, std::string_view to) {
  TestRequest request = Signed();
  Replace(from, to, &request.Header("Authorization"));
  return request;
}
TestRequest PresignedWith(std::string_view from, std::string_view to) {
  TestRequest request = Presigned();
  Replace(from, to, &request.target);
  return request;
}

class AuthenticatorTest : public testing::Test {
 protected:
  void Expect(FailureKind kind, std::string_view message, const TestRequest& request) {
    ExpectFrom(required_, kind, message, request);
  }
  void ExpectFrom(const Authenticator& authenticator, FailureKind kind, std::string_view message,
                  const TestRequest& request) {
    const AuthResult result = request.Authenticate(authenticator);
    ASSERT_FALSE(result) << message;
    EXPECT_EQ(result.error().kind, kind) << result.error().message;
    EXPECT_EQ(result.error().message, message);
  }
  // What is refused before anything is believed or checked, in both modes.
  void ExpectInBoth(FailureKind kind, std::string_view message, const TestRequest& request) {
    ExpectFrom(required_, kind, message, request);
    ExpectFrom(any_, kind, message, request);
  }
  void ExpectTaken(const TestRequest& request) {
    const AuthResult result = request.Authenticate(required_);
    EXPECT_TRUE(result) << result.error().message;
  }

  base::ManualClock clock_{ParseIsoBasic(kNow).value().time_since_epoch()};
  const Authenticator required_{Mode::kRequired, {Alice()}, clock_};
  const Authenticator any_{Mode::kAny, {Alice()}, clock_};
};

TEST_F(AuthenticatorTest, GivesTheIdentityOfTheCredential) {
  const Identity alice = {.access_key_id = std::string(kKey),
                          .account_id = "123456789012",
                          .region = "eu-west-3",
                          .name = "alice"};
  EXPECT_EQ(Signed().Authenticate(required_), alice);
  EXPECT_EQ(Presigned().Authenticate(required_), alice);
  EXPECT_EQ(Signed().Authenticate(any_), alice);
  EXPECT_EQ(Presigned().Authenticate(any_), alice);
}

// ---- Whatever the mode, a request must look signed.

TEST_F(AuthenticatorTest, RefusesWhatDoesNotLookSigned) {
  constexpr std::string_view kMessage = "Request is missing Authentication Token";
  TestRequest none = Signed();
  none.Erase("Authorization");
  ExpectInBoth(kMissing, kMessage, none);
  for (const auto header : {"", "AWS4", "Bearer token", "Basic YTpi", "AWS AKID:signature"}) {
    ExpectInBoth(kMissing, kMessage, WithAuthorization(header));
  }
  // X-Amz-Algorithm alone makes a query one of a presigned request.
  ExpectInBoth(kMissing, kMessage, WithTarget("/?X-Amz-Signature=a&X-Amz-Date=b"));
  ExpectInBoth(kMissing, kMessage, WithTarget("/?x-amz-algorithm=AWS4-HMAC-SHA256"));
}

TEST_F(AuthenticatorTest, RefusesASecondAuthorization) {
  const std::string first = Signed().Header("Authorization");
  for (const auto& [second, named] :
       {std::pair<std::string, std::string>{first, "AWS4-HMAC-SHA256"},
        {"Bearer token", "Bearer"},
        {"", ""},
        {"Signature=0", "Signature=0"}}) {
    TestRequest twice = Signed();
    twice.headers.emplace_back("authorization", second);
    ExpectInBoth(
        kIncomplete,
        "'" + named +
            "' not a valid key=value pair (missing equal-sign) in Authorization header: '" + first +
            "," + second + "'.",
        twice);
  }
  TestRequest other_first = WithAuthorization("Bearer token");
  other_first.headers.emplace_back("Authorization", first);
  ExpectInBoth(kMissing, "Request is missing Authentication Token", other_first);
}

TEST_F(AuthenticatorTest, TakesRepeatedHeadersAsOne) {
  TestRequest dated = Signed();
  dated.headers.emplace_back("x-amz-date", kNow);
  Expect(kIncomplete,
         "Date must be in ISO-8601 'basic format'. Got '20260228T235958Z,20260228T235958Z'. See "
         "http://en.wikipedia.org/wiki/ISO_8601",
         dated);

  Credential with_token = Alice();
  with_token.session_token = "the-token";
  const Authenticator wants_token(Mode::kRequired, {with_token}, clock_);
  TestRequest tokens = SignedWith("x-amz-date;", "x-amz-date;x-amz-security-token;");
  tokens.headers.emplace_back("X-Amz-Security-Token", "the-token");
  tokens.headers.emplace_back("X-Amz-Security-Token", "the-token");
  ExpectFrom(wants_token, kUnrecognized, kTokenInvalid, tokens);

  TestRequest hashes = SignedWith("host;", "host;x-amz-content-sha256;");
  hashes.headers.emplace_back("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
  hashes.headers.emplace_back("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
  Expect(kInvalid, "The provided 'x-amz-content-sha256' header does not match what was computed.",
         hashes);
}

TEST_F(AuthenticatorTest, RefusesRepeatedQueryParameters) {
  for (const std::string_view name : {"X-Amz-Date", "X-Amz-Signature", "X-Amz-Expires"}) {
    TestRequest twice = Presigned();
    twice.target += "&" + std::string(name) + "=20260228T235958Z";
    ExpectInBoth(kIncomplete,
                 "AWS query-string parameters must include '" + std::string(name) +
                     "' once. Re-examine the query-string parameters.",
                 twice);
  }
}

TEST_F(AuthenticatorTest, RefusesBothFormsAtOnce) {
  TestRequest both = Presigned();
  both.Header("Authorization") = "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c";
  const std::string_view message =
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
  ExpectInBoth(kInvalid, message, both);
  TestRequest signature = Signed();
  signature.target = "/?X-Amz-Signature=0";
  ExpectInBoth(kInvalid,
               "Found both 'X-Amz-Signature' as a query-string param and 'Authorization' as HTTP "
               "header.",
               signature);
  both.target = "/?X-Amz-Algorithm";
  ExpectInBoth(kInvalid, message, both);
}

TEST_F(AuthenticatorTest, NamesEachPartMissingInTheAuthorizationHeader) {
  const std::string credential = "Authorization header requires 'Credential' parameter. ";
  const std::string signature = "Authorization header requires 'Signature' parameter. ";
  const std::string headers = "Authorization header requires 'SignedHeaders' parameter. ";
  const std::string date =
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"AWS4-", credential + signature + headers},
      {"AWS4-HMAC-SHA256", credential + signature + headers},
      {"AWS4-HMAC-SHA256 Credential=a", signature + headers},
      {"AWS4-HMAC-SHA256 Credential=a,Signature=b", headers},
      {"AWS4-HMAC-SHA256 SignedHeaders=b Credential=a", signature},
      {"AWS4-HMAC-SHA256 Credential=,Signature=b, SignedHeaders=c", credential},
      {"AWS4-HMAC-SHA256 credential=a,Signature=b,SignedHeaders=c", credential},
  };
  for (const auto& [header, message] : cases) {
    ExpectInBoth(kIncomplete, message + "Authorization=" + header, WithAuthorization(header));
    TestRequest dateless = WithAuthorization(header);
    dateless.Erase("X-Amz-Date");
    ExpectInBoth(kIncomplete, message + date + "Authorization=" + header, dateless);
  }
}

TEST_F(AuthenticatorTest, RefusesAPartThatIsNoPair) {
  ExpectInBoth(kIncomplete,
               "'oops' not a valid key=value pair (missing equal-sign) in Authorization header: "
               "'AWS4-HMAC-SHA256 Credential=a, oops'.",
               WithAuthorization("AWS4-HMAC-SHA256 Credential=a, oops"));
}

TEST_F(AuthenticatorTest, NamesEachPartMissingInTheQuery) {
  ExpectInBoth(kIncomplete,
               "AWS query-string parameters must include 'X-Amz-Algorithm'. "
               "AWS query-string parameters must include 'X-Amz-Credential'. "
               "AWS query-string parameters must include 'X-Amz-Signature'. "
               "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
               "AWS query-string parameters must include 'X-Amz-Date'. "
               "Re-examine the query-string parameters.",
               WithTarget("/?X-Amz-Algorithm="));
  ExpectInBoth(kIncomplete,
               "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
               "Re-examine the query-string parameters.",
               PresignedWith("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders="));
  // A Date header stands in for X-Amz-Date in the other form only.
  TestRequest dated = PresignedWith("X-Amz-Date=", "No-Date=");
  dated.Header("X-Amz-Date") = kNow;
  ExpectInBoth(kIncomplete,
               "AWS query-string parameters must include 'X-Amz-Date'. "
               "Re-examine the query-string parameters.",
               dated);
}

// ---- Mode::kAny.

TEST_F(AuthenticatorTest, AnyTakesWhateverLooksSigned) {
  const Authenticator any(Mode::kAny, {}, clock_);
  clock_.Advance(std::chrono::hours(24 * 365));
  const auto identity = [&any](const TestRequest& request) { return request.Authenticate(any); };
  const auto expected = [](std::string key, std::string region) {
    return Identity{.access_key_id = std::move(key),
                    .account_id = std::string(kDefaultAccountId),
                    .region = std::move(region)};
  };
  EXPECT_EQ(identity(Signed()), expected(std::string(kKey), "eu-west-3"));
  EXPECT_EQ(identity(Presigned()), expected(std::string(kKey), "eu-west-3"));
  EXPECT_EQ(identity(PresignedWith("eu-west-3", "local")), expected(std::string(kKey), "local"));
  for (const auto& [credential, key, region] :
       std::vector<std::array<std::string, 3>>{{"a", "a", "us-east-1"},
                                               {"a/b", "a", "us-east-1"},
                                               {"a/b/MOCK_REGION/d/e", "a", "MOCK_REGION"},
                                               {"a/b//d/e", "a", "us-east-1"},
                                               {"a/b/c:d/e/f", "a", "us-east-1"},
                                               {"/////", "", "us-east-1"}}) {
    EXPECT_EQ(identity(WithAuthorization("AWS4-HMAC-SHA256 Credential=" + credential +
                                         ", SignedHeaders=b, Signature=c")),
              expected(key, region))
        << credential;
  }
}

// ---- Mode::kRequired: form.

TEST_F(AuthenticatorTest, TakesTheHeaderHoweverItIsSeparated) {
  ExpectTaken(SignedWith(", SignedHeaders", ",SignedHeaders"));
  ExpectTaken(SignedWith(", SignedHeaders", " SignedHeaders"));
  ExpectTaken(SignedWith(", SignedHeaders", " ,\t SignedHeaders"));
  ExpectTaken(SignedWith(" Credential", "   Credential"));
}

TEST_F(AuthenticatorTest, RefusesOtherAlgorithms) {
  const std::string_view message = "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'. ";
  Expect(kIncomplete, message, SignedWith("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"));
  Expect(kIncomplete, message, PresignedWith("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"));
}

TEST_F(AuthenticatorTest, RefusesACredentialWithoutItsFiveParts) {
  for (const std::string credential : {"a", "a/b/c/d", "a/b/c/d/e/f"}) {
    Expect(kIncomplete,
           "Credential must have exactly 5 slash-delimited elements, e.g. "
           "keyid/date/region/service/term, got '" +
               credential + "'",
           WithAuthorization("AWS4-HMAC-SHA256 Credential=" + credential +
                             ", SignedHeaders=host, Signature=c"));
  }
}

TEST_F(AuthenticatorTest, RefusesATimestampThatIsNone) {
  TestRequest request = Signed();
  request.Header("X-Amz-Date") = "2026-02-28T23:59:58Z";
  Expect(kIncomplete,
         "Date must be in ISO-8601 'basic format'. Got '2026-02-28T23:59:58Z'. See "
         "http://en.wikipedia.org/wiki/ISO_8601",
         request);
}

TEST_F(AuthenticatorTest, RefusesTooManySignedHeadersOrOneTwice) {
  const std::string_view message =
      "'SignedHeaders' must name each header once, and no more than 100 of them.";
  std::string names = "host";
  for (size_t i = 1; i < kSignedHeadersMax; ++i) names += ";x" + std::to_string(i);
  const AuthResult most = SignedWith("content-type;host;x-amz-date", names).Authenticate(required_);
  ASSERT_FALSE(most);
  EXPECT_EQ(most.error().kind, kIncomplete);  // one more than the most, with x-amz-target
  EXPECT_EQ(most.error().message, message);
  Expect(kInvalid, "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.",
         SignedWith("content-type;host;x-amz-date;x-amz-target",
                    names.substr(0, names.rfind(';')) + ";x-amz-date"));
  Expect(kIncomplete, message, SignedWith("host;", "host;Host;"));
}

// ---- Mode::kRequired: scope and time.

TEST_F(AuthenticatorTest, RefusesAnotherScopeSayingAllThatIsWrong) {
  const std::string service = "Credential should be scoped to correct service: 'dynamodb'. ";
  const std::string terminator =
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. ";
  const std::string date =
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
      "'20260301' != '20260228', from '20260228T235958Z'. ";
  const std::string region = "Credential should be scoped to a valid region. ";
  Expect(kInvalid, service, SignedWith("/dynamodb/", "/iam/"));
  Expect(kInvalid, service, PresignedWith("%2Fdynamodb%2F", "%2FDynamoDB%2F"));
  Expect(kInvalid, terminator, SignedWith("aws4_request", "aws4"));
  Expect(kInvalid, date, SignedWith("/20260228/", "/20260301/"));
  Expect(kInvalid, region, SignedWith("eu-west-3", ""));
  Expect(kInvalid, region, SignedWith("eu-west-3", "eu:west"));
  Expect(kInvalid, region, SignedWith("eu-west-3", std::string(kRegionBytesMax + 1, 'a')));
  Expect(kInvalid, region + service + terminator + date,
         SignedWith("20260228/eu-west-3/dynamodb/aws4_request", "20260301//s3/aws4"));
}

TEST_F(AuthenticatorTest, TakesASignatureFor15MinutesEitherWay) {
  clock_.Advance(std::chrono::minutes(15));
  ExpectTaken(Signed());
  clock_.Advance(std::chrono::minutes(-30));
  ExpectTaken(Signed());
}

TEST_F(AuthenticatorTest, RefusesASignatureThatHasExpired) {
  clock_.Advance(std::chrono::minutes(15) + std::chrono::seconds(1));
  Expect(kInvalid,
         "Signature expired: 20260228T235958Z is now earlier than 20260228T235959Z "
         "(20260301T001459Z - 15 min.)",
         Signed());
}

TEST_F(AuthenticatorTest, TellsOfTheTimeBeforeAllElse) {
  clock_.Advance(std::chrono::minutes(15) + std::chrono::seconds(1));
  const std::string_view message =
      "Signature expired: 20260228T235958Z is now earlier than 20260228T235959Z "
      "(20260301T001459Z - 15 min.)";
  for (const TestRequest& request :
       {SignedWith("/dynamodb/", "/iam/"), SignedWith("/20260228/", "/20260301/"),
        SignedWith("eu-west-3", "eu:west"), SignedWith("host;", ""),
        SignedWith("Signature=", "Signature=0")}) {
    Expect(kInvalid, message, request);
  }
}

TEST_F(AuthenticatorTest, RefusesASignatureFromTheFuture) {
  clock_.Advance(-std::chrono::minutes(15) - std::chrono::seconds(1));
  const std::string_view message =
      "Signature not yet current: 20260228T235958Z is still later than 20260228T235957Z "
      "(20260228T234457Z + 15 min.)";
  Expect(kInvalid, message, Signed());
  Expect(kInvalid, message, Presigned());
}

TEST_F(AuthenticatorTest, TakesAPresignedRequestUntilItExpires) {
  clock_.Advance(std::chrono::seconds(60));
  ExpectTaken(Presigned());
  clock_.Advance(std::chrono::seconds(1));
  Expect(kInvalid,
         "Signature expired: 20260228T235958Z is now earlier than 20260228T235959Z "
         "(20260301T000059Z - 1 min.)",
         Presigned());
  Expect(kInvalid,
         "Signature expired: 20260228T235958Z is now earlier than 20260301T000029Z "
         "(20260301T000059Z - 30 sec.)",
         PresignedWith("X-Amz-Expires=60", "X-Amz-Expires=30"));
}

TEST_F(AuthenticatorTest, GivesAPresignedRequestWithoutExpiry15Minutes) {
  const TestRequest request = PresignedWith("&X-Amz-Expires=60", "");
  clock_.Advance(std::chrono::minutes(15));
  const AuthResult in_time = request.Authenticate(required_);
  ASSERT_FALSE(in_time);  // the signature covers the parameter
  EXPECT_THAT(in_time.error().message, testing::StartsWith("The request signature we calculated"));
  clock_.Advance(std::chrono::seconds(1));
  Expect(kInvalid,
         "Signature expired: 20260228T235958Z is now earlier than 20260228T235959Z "
         "(20260301T001459Z - 15 min.)",
         request);
}

TEST_F(AuthenticatorTest, RefusesAnExpiryThatIsNone) {
  const auto with = [](const std::string& expires) {
    return PresignedWith("X-Amz-Expires=60", "X-Amz-Expires=" + expires);
  };
  for (const auto text : {"", "a", "6a", "1.5", "+60", "%2060"}) {
    Expect(kIncomplete, "X-Amz-Expires should be a number", with(text));
  }
  for (const auto text : {"-1", "-99999999999999999999"}) {
    Expect(kIncomplete, "X-Amz-Expires must be non-negative", with(text));
  }
  for (const auto text : {"604801", "99999999999999999999"}) {
    Expect(kIncomplete,
           "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
           "must be less than 604800 seconds",
           with(text));
  }
}

// ---- Mode::kRequired: what is signed, and by whom.

TEST_F(AuthenticatorTest, RefusesARequestWhoseHostIsNotSigned) {
  const std::string_view message =
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
  Expect(kInvalid, message, SignedWith("content-type;host;", "content-type;"));
  Expect(kInvalid, message, PresignedWith("SignedHeaders=host", "SignedHeaders=date"));
}

TEST_F(AuthenticatorTest, RefusesAnAmzHeaderThatIsNotSigned) {
  const std::string_view message =
      "'X-Amz-Extra' must be a 'SignedHeader' in the AWS Authorization.";
  for (TestRequest request : {Signed(), Presigned()}) {
    request.Header("X-Amz-Extra") = "1";
    Expect(kInvalid, message, request);
  }
}

TEST_F(AuthenticatorTest, LetsOtherHeadersBeUnsigned) {
  TestRequest request = Signed();
  request.headers.emplace_back("User-Agent", "any");
  request.headers.emplace_back("X-Amzn-Trace-Id", "Root=1");  // proxies add it
  request.headers.emplace_back("X-Amz", "");
  ExpectTaken(request);
}

TEST_F(AuthenticatorTest, RefusesAnUnknownAccessKey) {
  Expect(kUnrecognized, kTokenInvalid, SignedWith(kKey, "AKIAIOSFODNN7EXAMPLF"));
  Expect(kUnrecognized, kTokenInvalid, PresignedWith(kKey, ""));
  ExpectFrom(Authenticator(Mode::kRequired, {}, clock_), kUnrecognized, kTokenInvalid, Signed());
}

TEST_F(AuthenticatorTest, RefusesASessionTokenOtherThanTheCredentials) {
  Credential with_token = Alice();
  with_token.session_token = "the-token";
  const Authenticator wants_token(Mode::kRequired, {with_token}, clock_);
  ExpectFrom(wants_token, kUnrecognized, kTokenInvalid, Signed());
  ExpectFrom(wants_token, kUnrecognized, kTokenInvalid, Presigned());
  for (const auto token : {"the-tokem", "the-toke", "the-token2"}) {
    TestRequest request = SignedWith("x-amz-date;", "x-amz-date;x-amz-security-token;");
    request.Header("X-Amz-Security-Token") = token;
    ExpectFrom(wants_token, kUnrecognized, kTokenInvalid, request);
    Expect(kUnrecognized, kTokenInvalid, request);  // which wants none
    ExpectFrom(wants_token, kUnrecognized, kTokenInvalid,
               PresignedWith("&X-Amz-Expires",
                             "&X-Amz-Security-Token=" + std::string(token) + "&X-Amz-Expires"));
  }
}

TEST_F(AuthenticatorTest, RefusesABodyThatIsNotWhatItsHashSays) {
  TestRequest request = SignedWith("host;", "host;x-amz-content-sha256;");
  for (const auto hash : {"", "unsigned-payload", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}) {
    request.Header("X-Amz-Content-Sha256") = hash;
    Expect(kInvalid, "The provided 'x-amz-content-sha256' header does not match what was computed.",
           request);
  }
}

TEST_F(AuthenticatorTest, TellsWhatShouldHaveBeenSigned) {
  TestRequest request = Signed();
  request.body = "{}";
  Expect(kInvalid,
         "The request signature we calculated does not match the signature you provided. Check "
         "your AWS Secret Access Key and signing method. Consult the service documentation for "
         "details.\n\nThe Canonical String for this request should have been\n'POST\n/\n\n"
         "content-type:application/x-amz-json-1.0\nhost:dynamodb.eu-west-3.amazonaws.com\n"
         "x-amz-date:20260228T235958Z\nx-amz-target:DynamoDB_20120810.GetItem\n\n"
         "content-type;host;x-amz-date;x-amz-target\n"
         "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'\n\n"
         "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260228T235958Z\n"
         "20260228/eu-west-3/dynamodb/aws4_request\n"
         "8881d6d138f1202bc3c10d7843b4a02f83b7ddf3ed820d677d51b9debe5a97c3'\n",
         request);
}

// ---- Credentials and threads.

TEST_F(AuthenticatorTest, KeepsTheSecretsOfAuthenticatorsApart) {
  ExpectTaken(Signed());  // caches its signing key on this thread
  Credential other = Alice();
  other.secret_access_key = "another";
  const Authenticator another(Mode::kRequired, {other}, clock_);
  EXPECT_FALSE(Signed().Authenticate(another));
  ExpectTaken(Signed());
}

TEST_F(AuthenticatorTest, TakesTheLaterOfTwoCredentialsWithOneKey) {
  Credential wrong = Alice();
  wrong.secret_access_key = "another";
  EXPECT_TRUE(Signed().Authenticate(Authenticator(Mode::kRequired, {wrong, Alice()}, clock_)));
  EXPECT_FALSE(Signed().Authenticate(Authenticator(Mode::kRequired, {Alice(), wrong}, clock_)));
}

TEST_F(AuthenticatorTest, ServesManyThreads) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      const TestRequest good = Signed();
      TestRequest bad = Signed();
      bad.body += ' ';
      for (int j = 0; j < 200; ++j) {
        EXPECT_TRUE(good.Authenticate(required_));
        EXPECT_FALSE(bad.Authenticate(required_));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace auth
