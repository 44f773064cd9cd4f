#include "net/tls.h"

#include <gtest/gtest.h>

#include "http/testing/server_fixture.h"
#include "net/certificate.h"

namespace http {
namespace {

class TlsTest : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    const base::Status made = net::GenerateSelfSignedCertificate(Certificate(), Key());
    ASSERT_TRUE(made.ok()) << made.error().message;
  }
  static std::string Certificate() { return testing::TempDir() + "tls_test_certificate.pem"; }
  static std::string Key() { return testing::TempDir() + "tls_test_key.pem"; }

  void SetUp() override {
    ServerOptions options;
    options.listen_tls = {"127.0.0.1:0"};
    options.tls = net::TlsOptions{Certificate(), Key()};
    Start(
        [](const wire::HttpRequest& request, wire::HttpResponse* response) {
          Echo(request, response);
          if (request.tls) response->headers = {{"X-Tls", "yes"}};
        },
        options);
  }
  uint16_t tls_port() const { return server_->ports().back(); }
};

TEST_F(TlsTest, ServesWithACertificateOfItsOwn) {
  TestClient client(tls_port());
  ASSERT_TRUE(client.StartTls(Certificate())) << net::TlsError();
  const unsigned char* protocol = nullptr;
  unsigned int protocol_bytes = 0;
  SSL_get0_alpn_selected(client.tls(), &protocol, &protocol_bytes);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(protocol), protocol_bytes), "http/1.1");
  EXPECT_EQ(SSL_version(client.tls()), TLS1_3_VERSION);
  for (int i = 0; i < 3; ++i) {
    const TestAnswer answer = client.Ask(PostRequest("x"));
    EXPECT_EQ(answer.body, "POST / x");
    EXPECT_EQ(answer.Header("X-Tls"), "yes");
  }
  EXPECT_EQ(TestClient(port()).Ask(PostRequest("x")).Header("X-Tls"), "");
}

TEST_F(TlsTest, CarriesLargeBodiesAndPipelines) {
  TestClient client(tls_port());
  ASSERT_TRUE(client.StartTls(Certificate()));
  const std::string body(3'000'000, 'x');
  EXPECT_EQ(client.Ask(PostRequest(body)).body, "POST / " + body);
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += PostRequest(std::to_string(i));
  client.Send(requests);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.Receive().body, "POST / " + std::to_string(i));
}

TEST_F(TlsTest, ReadsSmallRecords) {
  TestClient client(tls_port());
  ASSERT_TRUE(client.StartTls(Certificate()));
  for (const char c : PostRequest("x")) client.Send({&c, 1});
  EXPECT_EQ(client.Receive().body, "POST / x");
}

TEST_F(TlsTest, ServesOthersWhileARecordIsIncomplete) {
  // Of the header, all but its end; and the header, with less than it promises.
  constexpr std::string_view kStarts[] = {std::string_view("\x17"), "\x17\x03\x03",
                                          std::string_view("\x17\x03\x03\x01\x00x", 6)};
  for (const std::string_view start : kStarts) {
    TestClient slow(tls_port());
    ASSERT_TRUE(slow.StartTls(Certificate()));
    EXPECT_EQ(slow.Ask(PostRequest("slow")).body, "POST / slow");
    slow.SendBelowTls(start);
    TestClient other(tls_port());
    ASSERT_TRUE(other.StartTls(Certificate()));
    EXPECT_EQ(other.Ask(PostRequest("other")).body, "POST / other");
    slow.Reset();
  }
}

TEST_F(TlsTest, DrainsConnectionsInTheMiddleOfARecord) {
  TestClient slow(tls_port());
  ASSERT_TRUE(slow.StartTls(Certificate()));
  EXPECT_EQ(slow.Ask(PostRequest("slow")).body, "POST / slow");
  slow.SendBelowTls("\x17\x03\x03");
  EXPECT_TRUE(server_->Drain(std::chrono::hours(1)));
}

TEST_F(TlsTest, ClosesWithANotice) {
  TestClient client(tls_port());
  ASSERT_TRUE(client.StartTls(Certificate()));
  EXPECT_EQ(client.Ask(PostRequest("x", "Connection: close\r\n")).body, "POST / x");
  char byte;
  EXPECT_EQ(SSL_get_error(client.tls(), SSL_read(client.tls(), &byte, 1)), SSL_ERROR_ZERO_RETURN);
}

TEST_F(TlsTest, TellsThoseWhoSpeakPlainHttp) {
  for (const std::string& request : {PostRequest("x"), PostRequest(std::string(100'000, 'x')),
                                     std::string("GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
                                     std::string("OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n")}) {
    TestClient client(tls_port());
    const TestAnswer answer = client.Ask(request);
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.body.find("speaks TLS"), std::string::npos) << answer.body;
    EXPECT_EQ(answer.Header("Connection"), "close");
    EXPECT_TRUE(client.IsClosed());
  }
  TestClient slow(tls_port());
  for (const char c : PostRequest("x")) slow.Send({&c, 1});
  EXPECT_EQ(slow.Receive().status, 400);
  EXPECT_EQ(Statistic("http_tls_failures_total"), 5);
  EXPECT_EQ(Statistic("http_requests_total"), 0);
}

TEST_F(TlsTest, ClosesOnWhatIsNeitherTlsNorHttp) {
  TestClient client(tls_port());
  client.Send("nonsense\r\n\r\n");
  EXPECT_NE(client.Receive().status, 400);
  EXPECT_EQ(Statistic("http_tls_failures_total"), 1);
  EXPECT_EQ(Statistic("http_requests_total"), 0);
}

TEST_F(TlsTest, DrainsConnectionsInTheMiddleOfTheirHandshake) {
  TestClient silent(tls_port()), idle(tls_port());
  ASSERT_TRUE(idle.StartTls(Certificate()));
  AwaitStatistic("http_connections", 2);
  EXPECT_TRUE(server_->Drain(std::chrono::hours(1)));
}

}  // namespace
}  // namespace http
