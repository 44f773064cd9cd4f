#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "http/testing/server_fixture.h"

namespace http {
namespace {

constexpr auto kPatience = std::chrono::hours(1);

class ServerDrainTest : public ServerTest {
 protected:
  void SetUp() override {
    Start([this](const wire::HttpRequest& request, wire::HttpResponse* response) {
      if (request.body.starts_with("wait")) gate_.Wait();
      Echo(request, response);
    });
  }

  Gate gate_;
};

TEST_F(ServerDrainTest, ClosesIdleConnectionsAndFinishesTheOthers) {
  TestClient idle(port()), used(port()), handling(port()), begun(port());
  EXPECT_EQ(used.Ask(PostRequest("x")).status, 200);
  EXPECT_EQ(begun.Ask(PostRequest("x")).status, 200);
  const double received = Statistic("http_received_bytes_total");
  const std::string half = PostRequest("half");
  begun.Send(half.substr(0, 20));
  AwaitStatistic("http_received_bytes_total", received + 20);
  handling.Send(PostRequest("wait"));
  gate_.AwaitWaiting(1);

  bool drained = false;
  std::thread drain([&] { drained = server_->Drain(kPatience); });
  EXPECT_TRUE(idle.IsClosed());
  EXPECT_TRUE(used.IsClosed());

  begun.Send(half.substr(20));
  const TestAnswer begun_answer = begun.Receive();
  EXPECT_EQ(begun_answer.body, "POST / half");
  EXPECT_EQ(begun_answer.Header("Connection"), "close");
  EXPECT_TRUE(begun.IsClosed());
  begun.EndSending();

  gate_.ReleaseAll();
  const TestAnswer handled = handling.Receive();
  EXPECT_EQ(handled.body, "POST / wait");
  EXPECT_EQ(handled.Header("Connection"), "close");
  EXPECT_TRUE(handling.IsClosed());
  handling.EndSending();
  drain.join();
  EXPECT_TRUE(drained);
  EXPECT_EQ(Statistic("http_connections"), 0);
}

TEST_F(ServerDrainTest, CutsWhatDoesNotFinishInTime) {
  TestClient client(port());
  client.Send(PostRequest("wait"));
  gate_.AwaitWaiting(1);
  EXPECT_FALSE(server_->Drain(std::chrono::milliseconds(1)));
  EXPECT_TRUE(client.IsClosed());
  gate_.ReleaseAll();
}

TEST_F(ServerDrainTest, WaitsNoLongerForAHandlerThatComputes) {
  std::atomic<bool> computing = false, enough = false;
  Start([&](const wire::HttpRequest& request, wire::HttpResponse* response) {
    if (request.body == "compute") computing = true;
    while (request.body == "compute" && !enough) std::this_thread::yield();
    Echo(request, response);
  });
  TestClient client(port());
  client.Send(PostRequest("compute"));
  while (!computing) std::this_thread::yield();
  TestClient waiting(port());  // accepted, though the one loop is busy
  EXPECT_FALSE(server_->Drain(std::chrono::milliseconds(1)));
  EXPECT_FALSE(server_->WaitForHandlers(std::chrono::milliseconds(1)));
  enough = true;
  EXPECT_TRUE(server_->WaitForHandlers(kPatience));
  EXPECT_TRUE(waiting.IsClosed());
}

TEST_F(ServerDrainTest, AcceptsNobodyAnyMore) {
  const uint16_t drained_port = port();
  EXPECT_TRUE(server_->Drain(kPatience));
  auto next =
      Server::Start({.listen = {"127.0.0.1:" + std::to_string(drained_port)}}, Echo, system_clock_);
  EXPECT_TRUE(next.ok()) << next.error().message;  // the address is free
}

TEST_F(ServerDrainTest, MayBeRepeated) {
  EXPECT_TRUE(server_->Drain(kPatience));
  EXPECT_TRUE(server_->Drain(kPatience));
}

TEST_F(ServerDrainTest, IsWhatDestructionDoes) {
  TestClient idle(port()), handling(port());
  handling.Send(PostRequest("wait"));
  gate_.AwaitWaiting(1);
  std::thread release([&] {
    EXPECT_TRUE(handling.IsClosed());
    gate_.ReleaseAll();
  });
  server_.reset();
  release.join();
  EXPECT_TRUE(idle.IsClosed());
}

}  // namespace
}  // namespace http
