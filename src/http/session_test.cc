#include "http/session.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "http/loop_state.h"
#include "http/testing/test_client.h"
#include "net/connection_count.h"
#include "run/runner.h"

namespace http {
namespace {

// Handlers that never wait, in every build.
class AtOnce final : public run::Runner {
 public:
  void Run(std::function<void()> task) override { task(); }
};

class FrozenClock final : public base::Clock {
 public:
  base::WallTime Now() const override { return {}; }
  base::MonotonicTime Monotonic() const override { return now_; }
  // On the loop's thread.
  void Advance(base::MonotonicTime::duration by) { now_ += by; }

 private:
  base::MonotonicTime now_{std::chrono::hours(1)};
};

// A loop that starts when all its clients have said what they say: what it does in which order is
// the same each time.
class SessionTest : public testing::Test {
 protected:
  ~SessionTest() override {
    for (const int client : clients_) close(client);
  }

  // The client's end of a connection.
  int Connect(std::string_view says) {
    std::array<int, 2> ends;
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    CHECK(send(ends[0], says.data(), says.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(says.size()));
    CHECK(connections_.Add());
    loop_.Adopt({ends[1], "client"}, &factory_);
    return ends[0];
  }
  // One that takes answers, and says no more.
  void ConnectToListen(std::string_view says) {
    clients_.push_back(Connect(says));
    CHECK(shutdown(clients_.back(), SHUT_WR) == 0);
  }
  // One that has gone when it is answered.
  void ConnectAndGo(std::string_view says) { close(Connect(says)); }

  // Until all connections are closed.
  void Run() {
    loop_.Start();
    connections_.WaitForNone();
    loop_.Stop();
  }

  net::Limits net_limits_;
  Limits limits_;
  FrozenClock clock_;
  Handler handler_ = [this](const wire::HttpRequest& request, wire::HttpResponse* response) {
    ++handled_;
    if (request.body == "late") clock_.Advance(std::chrono::seconds(1));
    response->body = "answer";
  };
  const Refuser refuser_ = RefuseInJson;
  net::RequestMemory memory_{1};
  net::ConnectionCount connections_{1000};
  AtOnce runner_;
  net::Loop loop_{
      {.limits = net_limits_, .clock = clock_, .connections = &connections_, .runner = &runner_},
      0};
  const ServerState server_ = {.limits = limits_,
                               .handler = handler_,
                               .refuser = refuser_,
                               .memory = &memory_,
                               .requests_in_flight_max = 1000};
  LoopState state_{&loop_, server_};
  const net::ConnectionFactory factory_ = [this](net::Loop*, net::ConnectedSocket socket) {
    return std::make_unique<Session>(&state_, std::move(socket), nullptr);
  };
  size_t handled_ = 0;
  std::vector<int> clients_;
};

// Requests that are handled together are answered together, too, while the last of them is still on
// its way in: sessions end in each other's steps, and their own.
TEST_F(SessionTest, SurvivesManyClientsThatGoAtTheSameTime) {
  for (size_t i = 0; i < 4 * net::kRequestsTogether; ++i) ConnectAndGo(PostRequest("x"));
  Run();
  EXPECT_EQ(handled_, 4 * net::kRequestsTogether);
}

// Each pipelines what is refused behind what is answered. The refusals are put off until after the
// loop has looked who is ready; there the first client's end has them sent, which ends sessions
// that are ready, too, and not told yet.
TEST_F(SessionTest, TellsNobodyWhoHasEnded) {
  const std::string two = PostRequest("x") + PostRequest("x");
  const std::string refused = "malformed\r\n\r\n";
  ConnectToListen(two);
  for (size_t i = 1; i < net::kAnswersBetweenLooks; ++i) ConnectToListen(two + refused);
  ConnectToListen(PostRequest("x") + PostRequest("late") + refused);
  Run();
  EXPECT_EQ(handled_, 2 * (net::kAnswersBetweenLooks + 1));
  for (const int client : clients_) {
    std::array<char, 1024> answers;
    EXPECT_GT(recv(client, answers.data(), answers.size(), 0), 0);
  }
}

}  // namespace
}  // namespace http
