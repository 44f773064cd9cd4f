#include "net/loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "net/channel.h"

namespace net {
namespace {

// A protocol of one rule: what is said is said back. Notes what it does in `*log`.
class Echo final : public Connection {
 public:
  Echo(Loop* loop, ConnectedSocket socket, std::string* log)
      : loop_(loop), log_(log), channel_(&loop->events(), socket.descriptor, this, nullptr) {}

  void Begin() override { Read(); }
  void OnReady() override {
    if (!closed_) Read();
  }
  void HandlePutOff() override {
    log_->append("handle ");
    loop_->EndRequest();
    loop_->SendLater(this);
  }
  void SendPutOff() override {
    if (closed_) return;
    log_->append("send ");
    CHECK(channel_.Write(heard_, {}).bytes == heard_.size());
    Read();
  }
  void Tick(base::MonotonicTime) override {}
  void Postpone(base::MonotonicTime::duration) override {}
  void BeginDrain() override { Cut(); }
  void Cut() override {
    if (std::exchange(closed_, true)) return;
    channel_.Close();
    loop_->End(this);
  }

 private:
  void Read() {
    std::array<char, 100> bytes;
    const Channel::Transfer transfer = channel_.Read(bytes);
    if (transfer.status == Channel::Status::kDone) {
      heard_.assign(bytes.data(), transfer.bytes);
      loop_->BeginRequest();
      loop_->HandleLater(this);
    } else if (transfer.status != Channel::Status::kWantRead || !channel_.Watch(transfer.status)) {
      Cut();
    }
  }

  Loop* const loop_;
  std::string* const log_;
  Channel channel_;
  std::string heard_;
  bool closed_ = false;
};

class LoopTest : public testing::Test {
 protected:
  ~LoopTest() override { Finish(); }

  // Ends all connections, and the loop.
  void Finish() {
    if (std::exchange(finished_, true)) return;
    for (const int client : clients_) close(client);
    connections_.WaitForNone();
    loop_.Stop();
  }

  // The client's end of a connection.
  int Connect() {
    std::array<int, 2> ends;
    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    CHECK(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
    CHECK(connections_.Add());
    loop_.Adopt({ends[1], "client"}, &factory_);
    return clients_.emplace_back(ends[0]);
  }
  static void Say(int client, std::string_view text) {
    CHECK(send(client, text.data(), text.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(text.size()));
  }
  // "" once the connection is closed.
  static std::string Hear(int client) {
    std::array<char, 100> bytes;
    const ssize_t heard = recv(client, bytes.data(), bytes.size(), 0);
    return {bytes.data(), static_cast<size_t>(std::max<ssize_t>(heard, 0))};
  }

  const base::SystemClock clock_;
  const Limits limits_;
  ConnectionCount connections_{10};
  std::string log_;
  const ConnectionFactory factory_ = [this](Loop* loop, ConnectedSocket socket) {
    return std::make_unique<Echo>(loop, std::move(socket), &log_);
  };
  std::vector<int> clients_;
  bool finished_ = false;
  Loop loop_{{.limits = limits_, .clock = clock_, .connections = &connections_, .runner = nullptr},
             0};
};

TEST_F(LoopTest, ServesWhateverProtocolItsConnectionsSpeak) {
  loop_.Start();
  const int client = Connect();
  for (const std::string_view text : {"a", "b"}) {
    Say(client, text);
    EXPECT_EQ(Hear(client), text);
  }
  EXPECT_EQ(loop_.connections(), 1);
}

TEST_F(LoopTest, HandlesAndSendsTogether) {
  const int one = Connect(), other = Connect();
  Say(one, "a");
  Say(other, "b");
  loop_.Start();
  EXPECT_EQ(Hear(one), "a");
  EXPECT_EQ(Hear(other), "b");
  Finish();
  EXPECT_EQ(log_, "handle handle send send ");
}

TEST_F(LoopTest, DrainingEndsConnectionsAndTakesNoMore) {
  loop_.Start();
  const int before = Connect();
  Say(before, "a");
  EXPECT_EQ(Hear(before), "a");
  loop_.BeginDrain();
  EXPECT_EQ(Hear(before), "");
  EXPECT_EQ(Hear(Connect()), "");
  connections_.WaitForNone();
  EXPECT_EQ(loop_.connections(), 0);
  EXPECT_EQ(loop_.counters().connections_accepted.Get(), 1);
}

}  // namespace
}  // namespace net
