#include "http/server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <deque>
#include <thread>

#include "http/crc32.h"
#include "http/gzip.h"
#include "http/testing/server_fixture.h"

namespace http {
namespace {

using wire::HttpRequest;

TEST_F(ServerTest, KeepsConnections) {
  Start();
  TestClient client(port());
  for (int i = 0; i < 3; ++i) {
    const TestAnswer answer = client.Ask(PostRequest("x" + std::to_string(i)));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "POST / x" + std::to_string(i));
    EXPECT_EQ(answer.Header("Content-Type"), "text/plain");
    EXPECT_EQ(answer.Header("Connection"), "");
    EXPECT_EQ(answer.Header("Date").size(), std::string("Sun, 06 Nov 1994 08:49:37 GMT").size());
  }
  EXPECT_EQ(Statistic("http_requests_total"), 3);
  EXPECT_EQ(Statistic("http_connections_accepted_total"), 1);
}

TEST_F(ServerTest, TellsTheHandlerWhoAsks) {
  Start([](const HttpRequest& request, wire::HttpResponse* response) {
    response->body = std::string(request.peer_address) + (request.tls ? " tls" : " plain") + " " +
                     std::string(request.Header("x-a").value_or("none"));
  });
  EXPECT_EQ(TestClient(port()).Ask(PostRequest("", "X-A: b\r\n")).body, "127.0.0.1 plain b");
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  Start();
  TestClient client(port());
  std::string requests;
  for (int i = 0; i < 200; ++i) requests += PostRequest(std::to_string(i));
  client.Send(requests);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(client.Receive().body, "POST / " + std::to_string(i));
}

TEST_F(ServerTest, ReadsRequestsByteByByte) {
  Start();
  TestClient client(port());
  for (const char c : PostRequest("slow") + PostRequest("slower")) client.Send({&c, 1});
  EXPECT_EQ(client.Receive().body, "POST / slow");
  EXPECT_EQ(client.Receive().body, "POST / slower");
}

TEST_F(ServerTest, CarriesLargeBodiesBothWays) {
  Start();
  TestClient client(port());
  std::string body(5'000'000, 'x');
  for (size_t i = 0; i < body.size(); i += 1000) body[i] = static_cast<char>('a' + i / 1000 % 26);
  // The server answers while this end does not read: the answer does not fit the socket's buffers.
  EXPECT_EQ(client.Ask(PostRequest(body)).body, "POST / " + body);
  EXPECT_EQ(client.Ask(PostRequest("next")).body, "POST / next");
}

TEST_F(ServerTest, ClosesWhenAskedTo) {
  Start();
  for (const std::string& request :
       {PostRequest("x", "Connection: close\r\n"), std::string("GET / HTTP/1.0\r\n\r\n")}) {
    TestClient client(port());
    const TestAnswer answer = client.Ask(request);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.Header("Connection"), "close");
    EXPECT_TRUE(client.IsClosed());
  }
  TestClient client(port());
  const std::string kept = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_EQ(client.Ask(kept).Header("Connection"), "keep-alive");
  EXPECT_EQ(client.Ask(kept).status, 200);
}

TEST_F(ServerTest, SendsNoBodyWhereHttpHasNone) {
  Start([](const HttpRequest& request, wire::HttpResponse* response) {
    response->body = "body";
    if (request.method == "OPTIONS") response->status = 204;
  });
  TestClient client(port());
  client.Send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.Receive(true).Header("Content-Length"), "4");
  EXPECT_EQ(client.Ask("OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n").status, 204);
  EXPECT_EQ(client.Ask(PostRequest("")).body, "body");
}

TEST_F(ServerTest, AnswersMalformedRequestsAndCloses) {
  Start();
  const struct {
    std::string bytes;
    int status;
  } cases[] = {
      {"nonsense\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/3.0\r\n\r\n", 505},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
       400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
      {"POST / HTTP/1.1\r\nHost: h\r\nExpect: magic\r\n\r\n", 417},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 16777217\r\n\r\n", 413},
      {"GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x'), 400},
  };
  for (const auto& c : cases) {
    TestClient client(port());
    const TestAnswer answer = client.Ask(c.bytes);
    EXPECT_EQ(answer.status, c.status) << c.bytes.substr(0, 100);
    EXPECT_EQ(answer.Header("Connection"), "close");
    EXPECT_EQ(answer.body.substr(0, 12), R"({"message":")") << answer.body;
    EXPECT_TRUE(client.IsClosed());
  }
  EXPECT_EQ(Statistic("http_requests_malformed_total"), std::size(cases));
  EXPECT_EQ(Statistic("http_requests_total"), 0);
}

TEST_F(ServerTest, RefusesInTheFormThatItWasGiven) {
  ServerOptions options;
  options.refuser = [](int status, std::string_view reason, wire::HttpResponse* response) {
    response->body = std::to_string(status) + ": " + std::string(reason);
    response->headers = {{"X-Refused", "yes"}};
  };
  Start(Echo, options);
  const TestAnswer answer = TestClient(port()).Ask("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, "400: A request has one Host header.");
  EXPECT_EQ(answer.Header("X-Refused"), "yes");
  EXPECT_EQ(answer.Header("Server"), "Server");
}

TEST_F(ServerTest, TakesHeadsOfSixteenKilobytes) {
  Start();
  const std::string begin = "GET / HTTP/1.1\r\nHost: h\r\nX: ", end = "\r\n\r\n";
  const std::string filler(kHeadBytesMax - begin.size() - end.size(), 'x');
  EXPECT_EQ(TestClient(port()).Ask(begin + filler + end).status, 200);
  EXPECT_EQ(TestClient(port()).Ask(begin + filler + "x" + end).status, 400);
}

TEST_F(ServerTest, ClosesOnTlsWithoutTls) {
  Start();
  TestClient client(port());
  client.Send("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
  EXPECT_TRUE(client.IsClosed());
}

// Clients like these send all they have before they look at the answer.
TEST_F(ServerTest, DeliversTheRefusalOfABodyThatIsStillBeingSent) {
  ServerOptions options;
  options.limits.body_bytes = 1'000;
  Start(Echo, options);
  TestClient client(port());
  client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n");
  EXPECT_TRUE(client.Send(std::string(3'000'000, 'x')));
  EXPECT_EQ(client.Receive().status, 413);
}

TEST_F(ServerTest, TellsWaitingClientsToGoOn) {
  Start();
  TestClient client(port());
  client.Send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.Receive().status, 100);
  EXPECT_EQ(client.Ask("body").body, "POST / body");
  EXPECT_EQ(client.Ask(PostRequest("next")).body, "POST / next");
}

TEST_F(ServerTest, DecodesChunkedBodies) {
  Start();
  TestClient client(port());
  const std::string request =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n4;x\r\ndefg\r\n0\r\nTrailer: x\r\n\r\n";
  EXPECT_EQ(client.Ask(request + request).body, "POST / abcdefg");
  EXPECT_EQ(client.Receive().body, "POST / abcdefg");
}

TEST_F(ServerTest, CompressesLargeAnswersForThoseWhoAskForIt) {
  Start([](const HttpRequest& request, wire::HttpResponse* response) {
    response->body = request.body;
    response->crc32 = true;
    if (request.Header("X-Encoded")) response->headers = {{"Content-Encoding", "br"}};
  });
  const std::string large(kCompressedBytesMin, 'z');
  TestClient client(port());
  const std::string asks = "Accept-Encoding: gzip, deflate\r\n";

  for (const auto& [asked, coding] :
       {std::pair{"gzip, deflate", Coding::kGzip}, {"br, deflate, gzip", Coding::kDeflate}}) {
    const TestAnswer compressed =
        client.Ask(PostRequest(large, "Accept-Encoding: " + std::string(asked) + "\r\n"));
    EXPECT_EQ(compressed.Header("Content-Encoding"), NameOf(coding));
    EXPECT_EQ(compressed.Header("x-amz-crc32"), std::to_string(Crc32(compressed.body)));
    net::RequestMemory memory(1'000'000);
    net::RequestMemory::Share share(&memory);
    BodyBuffer inflated(&share);
    ASSERT_EQ(Inflate(coding, compressed.body, 1'000'000, &inflated), InflateResult::kOk);
    EXPECT_EQ(inflated.view(), large);
  }

  for (const std::string& request : {PostRequest(large), PostRequest(large.substr(1), asks),
                                     PostRequest(large, "Accept-Encoding: gzip;q=0\r\n"),
                                     PostRequest(large, asks + "X-Encoded: y\r\n")}) {
    const TestAnswer plain = client.Ask(request);
    EXPECT_EQ(plain.Header("Content-Encoding"),
              request.find("X-Encoded") == std::string::npos ? "" : "br");
    EXPECT_EQ(plain.body.substr(0, 10), "zzzzzzzzzz");
    EXPECT_EQ(plain.Header("x-amz-crc32"), std::to_string(Crc32(plain.body)));
  }
}

TEST_F(ServerTest, DecodesGzipBodiesButKeepsWhatWasSigned) {
  Start([](const HttpRequest& request, wire::HttpResponse* response) {
    response->body = std::string(request.body) + " " + std::to_string(request.wire_body.size());
  });
  std::string gzip;
  ASSERT_TRUE(Deflater(Coding::kGzip).Encode("hello", &gzip));
  EXPECT_EQ(TestClient(port()).Ask(PostRequest(gzip, "Content-Encoding: gzip\r\n")).body,
            "hello " + std::to_string(gzip.size()));
}

TEST_F(ServerTest, SurvivesClientsThatClose) {
  Start();
  { TestClient client(port()); }
  {
    TestClient client(port());
    client.Send("POST / HT");
  }
  {
    TestClient client(port());
    client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nabc");
    client.Reset();
  }
  {
    TestClient client(port());
    client.Send(PostRequest(std::string(3'000'000, 'x')));
    client.Reset();  // it never takes the answer
  }
  TestClient client(port());
  client.Send(PostRequest("half"));
  client.EndSending();
  EXPECT_EQ(client.Receive().body, "POST / half");
  EXPECT_TRUE(client.IsClosed());
}

TEST_F(ServerTest, ServesOthersWhileHandlersWait) {
  Gate gate;
  Start([&](const HttpRequest& request, wire::HttpResponse* response) {
    if (request.body == "wait") gate.Wait();
    Echo(request, response);
  });
  std::deque<TestClient> waiting;
  for (int i = 0; i < 20; ++i) waiting.emplace_back(port()).Send(PostRequest("wait"));
  gate.AwaitWaiting(20);
  EXPECT_EQ(Statistic("http_requests_in_flight"), 20);
  TestClient other(port());
  EXPECT_EQ(other.Ask(PostRequest("other")).body, "POST / other");
  std::thread database([&] { gate.ReleaseAll(); });
  for (TestClient& client : waiting) EXPECT_EQ(client.Receive().body, "POST / wait");
  database.join();
  // The connections go on.
  for (TestClient& client : waiting) {
    EXPECT_EQ(client.Ask(PostRequest("x") + PostRequest("y")).body, "POST / x");
    EXPECT_EQ(client.Receive().body, "POST / y");
  }
}

TEST_F(ServerTest, OutlivesClientsThatLeaveTheirHandlersBehind) {
  Gate gate;
  Start([&](const HttpRequest&, wire::HttpResponse*) { gate.Wait(); });
  for (int i = 0; i < 5; ++i) {
    TestClient client(port());
    client.Send(PostRequest("x"));
    gate.AwaitWaiting(i + 1);
    client.Reset();
  }
  gate.ReleaseAll();
}

TEST_F(ServerTest, RefusesRequestsBeyondThoseInFlight) {
  Gate gate;
  ServerOptions options;
  options.limits.requests_in_flight = 2;
  Start(
      [&](const HttpRequest& request, wire::HttpResponse*) {
        if (request.method == "POST") gate.Wait();
      },
      options);
  TestClient first(port()), second(port()), third(port());
  first.Send(PostRequest(""));
  second.Send(PostRequest(""));
  gate.AwaitWaiting(2);
  EXPECT_EQ(third.Ask(PostRequest("")).status, 503);
  EXPECT_EQ(third.Ask(PostRequest("")).status, 503);  // and stays connected
  EXPECT_EQ(third.Ask("GET /-/ready HTTP/1.1\r\nHost: h\r\n\r\n").status, 200);
  gate.ReleaseAll();
  EXPECT_EQ(first.Receive().status, 200);
  EXPECT_EQ(second.Receive().status, 200);
  third.Send(PostRequest(""));
  gate.AwaitWaiting(1);
  gate.ReleaseAll();
  EXPECT_EQ(third.Receive().status, 200);
  EXPECT_EQ(Statistic("http_requests_refused_total"), 2);
}

TEST_F(ServerTest, RefusesConnectionsBeyondTheirNumber) {
  ServerOptions options;
  options.net_limits.connections = 2;
  Start(Echo, options);
  auto first = std::make_unique<TestClient>(port());
  TestClient second(port());
  EXPECT_EQ(first->Ask(PostRequest("")).status, 200);
  EXPECT_EQ(second.Ask(PostRequest("")).status, 200);
  EXPECT_TRUE(TestClient(port()).IsClosed());
  // Its place is free once the server has seen it go, which it shows by closing too.
  first->EndSending();
  EXPECT_TRUE(first->IsClosed());
  int status = 0;
  while (status == 0) status = TestClient(port()).Ask(PostRequest("")).status;
  EXPECT_EQ(status, 200);
  EXPECT_GE(Statistic("http_connections_refused_total"), 1);
}

TEST_F(ServerTest, WaitsForDescriptorsWhenThereAreNone) {
  Start();
  TestClient early(port());
  EXPECT_EQ(early.Ask(PostRequest("")).status, 200);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  TestClient late(port(), [&] {
    rlimit none = before;
    none.rlim_cur = 3;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  });
  late.Send(PostRequest("late"));
  AwaitStatistic("http_accept_failures_total", 1);
  EXPECT_EQ(early.Ask(PostRequest("")).status, 200);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(late.Receive().body, "POST / late");
}

TEST_F(ServerTest, HoldsManyIdleConnectionsOnAllItsThreads) {
  ServerOptions options;
  options.threads = 3;
  Start(Echo, options);
  std::deque<TestClient> clients;
  for (int i = 0; i < 300; ++i) clients.emplace_back(port());
  for (TestClient& client : clients) client.Send(PostRequest("x"));
  for (TestClient& client : clients) EXPECT_EQ(client.Receive().body, "POST / x");
  EXPECT_EQ(Statistic("http_connections"), 300);
  for (TestClient& client : clients) EXPECT_EQ(client.Ask(PostRequest("y")).status, 200);
}

TEST_F(ServerTest, ListensOnSeveralAddresses) {
  auto server = Server::Start({.listen = {"127.0.0.1:0", "[::1]:0"}, .threads = 2}, Echo, clock());
  ASSERT_TRUE(server.ok()) << server.error().message;
  ASSERT_EQ((*server)->ports().size(), 2);
  EXPECT_NE((*server)->ports()[0], 0);
  EXPECT_EQ((*server)->addresses()[1], "[::1]:" + std::to_string((*server)->ports()[1]));
}

TEST_F(ServerTest, SaysWhyItCannotStart) {
  Start();
  const std::string taken = server_->addresses().front();
  EXPECT_EQ(Server::Start({.listen = {taken}}, Echo, clock()).error().code,
            base::ErrorCode::kAlreadyExists);
  EXPECT_EQ(Server::Check({.listen = {taken}}).error().code, base::ErrorCode::kAlreadyExists);
  EXPECT_TRUE(Server::Check({.listen = {"127.0.0.1:0"}}).ok());
  for (const char* address : {"nonsense", "192.0.2.1:80"}) {
    EXPECT_EQ(Server::Start({.listen = {address}}, Echo, clock()).error().code,
              base::ErrorCode::kInvalidArgument);
    EXPECT_EQ(Server::Check({.listen = {address}}).error().code, base::ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(Server::Start({.listen = {}}, Echo, clock()).error().code,
            base::ErrorCode::kInvalidArgument);
  EXPECT_EQ(
      Server::Start({.listen = {}, .listen_tls = {"127.0.0.1:0"}}, Echo, clock()).error().code,
      base::ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace http
