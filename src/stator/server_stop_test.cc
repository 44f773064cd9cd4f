// Stopping: what has begun is finished, and what was answered is there when the server starts
// again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "run/event.h"
#include "stator/testing/server_fixture.h"

namespace stator {
namespace {

using testing::HasSubstr;

constexpr std::string_view kTable = "Items";

class ServerStopTest : public ServerTest {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(Start());
    Call("CreateTable", CreateTableBody(kTable));
  }
  // By the metrics page, the question for it included.
  static int64_t ReceivedBytes(TestClient* client) {
    constexpr std::string_view kLine = "\nstator_http_received_bytes_total ";
    const std::string page = client->Get("/-/metrics").body;
    const size_t at = page.find(kLine);
    CHECK(at != std::string::npos);
    return static_cast<int64_t>(std::stod(page.substr(at + kLine.size())));
  }
};

TEST_F(ServerStopTest, FinishesARequestThatHasBegunAndAcceptsNoMore) {
  // Each thread learns by itself that the server stops: what one does tells nothing of another.
  config_.threads = 1;
  ASSERT_NO_FATAL_FAILURE(Restart());
  const std::string server_address = address();
  TestClient begun(server_address);
  TestClient idle(server_address);
  const std::string request =
      TestClient::ApiRequest("PutItem", PutItemBody(kTable, ItemJson("begun", 1)));
  const size_t half = request.size() / 2;
  // What the server receives besides is this client's questions for the page, of one size each.
  const int64_t before = ReceivedBytes(&idle);
  const int64_t question = ReceivedBytes(&idle) - before;
  int64_t received = before + question;
  begun.Send(request.substr(0, half));
  for (int64_t now = 0; now < received + static_cast<int64_t>(half);) {
    received += question;
    now = ReceivedBytes(&idle);
  }

  std::thread stop([&] { server_->Stop(); });
  EXPECT_TRUE(idle.IsClosed());  // it stops
  idle.EndSending();
  begun.Send(request.substr(half));
  const ClientAnswer answer = begun.Receive();
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.head, HasSubstr("connection: close"));
  EXPECT_TRUE(begun.IsClosed());
  begun.EndSending();
  stop.join();
  EXPECT_FALSE(TestClient(server_address).connected());

  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Call("GetItem", GetItemBody(kTable, "begun")), Found(ItemJson("begun", 1)));
}

// Writes until the server refuses or closes; knows what it was promised.
class Writer {
 public:
  Writer(std::string address, int number)
      : address_(std::move(address)), key_("writer-" + std::to_string(number)) {}

  // Calls `acknowledged` after each write.
  template <typename Function>
  void Write(const Function& acknowledged) {
    for (;;) {
      TestClient client(address_);
      if (!client.connected()) return;
      for (;;) {
        const int64_t number = promised_ + 1;
        attempted_ = number;
        const ClientAnswer answer =
            client.Call("PutItem", PutItemBody(kTable, ItemJson(key_, number)));
        EXPECT_FALSE(answer.torn);
        if (answer.status != 200) {
          // Refused, or closed before it was read: then the next connection shows what is the case.
          EXPECT_TRUE(answer.status == 0 || answer.status == 503) << answer.body;
          break;
        }
        promised_ = number;
        acknowledged();
        if (answer.head.find("connection: close") != std::string::npos) break;
      }
    }
  }

  const std::string& key() const { return key_; }
  int64_t promised() const { return promised_; }
  int64_t attempted() const { return attempted_; }

 private:
  const std::string address_;
  const std::string key_;
  int64_t promised_ = 0;
  int64_t attempted_ = 0;
};

TEST_F(ServerStopTest, LosesNothingOfWhatItAnsweredUnderLoad) {
  constexpr int kWriters = 8;
  constexpr int kStops = 3;
  constexpr int kWritesBeforeStop = 200;
  for (int round = 0; round < kStops; ++round) {
    std::vector<Writer> writers;
    for (int i = 0; i < kWriters; ++i) writers.emplace_back(address(), i);
    run::Event enough;
    std::atomic<int> writes{0};
    std::vector<std::thread> threads;
    for (Writer& writer : writers) {
      threads.emplace_back([&] {
        writer.Write([&] {
          if (++writes == kWritesBeforeStop) enough.Set();
        });
      });
    }
    enough.Wait();
    server_->Stop();
    for (std::thread& thread : threads) thread.join();

    ASSERT_NO_FATAL_FAILURE(Start());
    for (const Writer& writer : writers) {
      const int64_t there = NumberIn(Call("GetItem", GetItemBody(kTable, writer.key())));
      EXPECT_GE(there, writer.promised()) << writer.key();
      EXPECT_LE(there, writer.attempted()) << writer.key();
    }
  }
}

TEST_F(ServerStopTest, CutsOffWhatDoesNotFinishInTime) {
  config_.stop_timeout = std::chrono::seconds(0);
  ASSERT_NO_FATAL_FAILURE(Restart());
  TestClient begun(address());
  begun.Send("POST / HTTP/1.1\r\n");
  server_->Stop();
  EXPECT_TRUE(begun.IsClosed());
}

TEST_F(ServerStopTest, MayBeStoppedTwice) {
  server_->Stop();
  server_->Stop();
}

}  // namespace
}  // namespace stator
