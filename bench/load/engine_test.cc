#include "load/engine.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "load/schedule.h"

namespace load {
namespace {

// Answers each of the requests, "?", of one connection after the other with the next of its
// answers.
class Server {
 public:
  explicit Server(std::vector<std::string> answers) : answers_(std::move(answers)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t bytes = sizeof(address);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), bytes), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &bytes), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~Server() {
    Stop();
    close(listener_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Address address() const { return {"127.0.0.1", port_}; }
  void Stop() {
    shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
  }
  // After Stop: how long after the first request came each answer was sent.
  const std::vector<std::chrono::nanoseconds>& sent_after() const { return sent_after_; }

 private:
  void Serve() {
    SteadyTime first{};
    while (true) {
      const int connection = accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      char byte = 0;
      while (read(connection, &byte, 1) == 1) {
        if (sent_after_.empty()) first = std::chrono::steady_clock::now();
        const std::string& answer = answers_[std::min(sent_after_.size(), answers_.size() - 1)];
        sent_after_.push_back(std::chrono::steady_clock::now() - first);
        if (write(connection, answer.data(), answer.size()) < 0) break;
        if (answer.find("Connection: close") != std::string::npos) break;
      }
      close(connection);
    }
  }

  const std::vector<std::string> answers_;
  std::vector<std::chrono::nanoseconds> sent_after_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::thread thread_;
};

class Questions final : public Source {
 public:
  Questions(Operation operation, int count) : request_{operation, "?"}, left_(count) {}
  const Request* Next(size_t /*connection*/) override { return left_-- > 0 ? &request_ : nullptr; }

 private:
  const Request request_;
  int left_;
};

std::string Answering(const std::string& status, const std::string& body,
                      const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(Engine, CountsWhatWasAnswered) {
  Server server({Answering("200 OK", R"({"Item":{}})"), Answering("200 OK", "{}"),
                 Answering("400 Bad Request", R"({"__type":"TransactionConflictException"})"),
                 Answering("500 No", "no"), Answering("200 OK", R"({"Item":{}})")});
  Questions questions(Operation::kGet, 10);
  const auto figures = load::Run({.address = server.address()}, questions);
  ASSERT_TRUE(figures.ok()) << figures.error().message;
  EXPECT_EQ(figures->latencies.at(Operation::kGet).count(), 10U);
  EXPECT_EQ(figures->errors, 2U);
  EXPECT_EQ(figures->conflicts, 1U);
  EXPECT_EQ(figures->first_error, "GetItem: 200 {}");
}

TEST(Engine, ConnectsAgainWhenTheServerClosesAsItSays) {
  Server server({Answering("200 OK", R"({"Item":{}})", "Connection: close\r\n")});
  Questions questions(Operation::kGet, 5);
  const auto figures = load::Run({.address = server.address()}, questions);
  ASSERT_TRUE(figures.ok()) << figures.error().message;
  EXPECT_EQ(figures->latencies.at(Operation::kGet).count(), 5U);
}

TEST(Engine, SendsAgainWhatWasNotDone) {
  Server server({Answering("200 OK", R"({"UnprocessedItems":{"t":[]}})"),
                 Answering("200 OK", R"({"UnprocessedItems":{}})")});
  Questions questions(Operation::kBatchWrite, 3);
  const auto figures = load::Run({.address = server.address()}, questions);
  ASSERT_TRUE(figures.ok()) << figures.error().message;
  EXPECT_EQ(figures->latencies.at(Operation::kBatchWrite).count(), 3U);
  EXPECT_EQ(figures->sent_again, 1U);
  server.Stop();
  EXPECT_EQ(server.sent_after().size(), 4U);
}

// The second connection has nothing to send.
class LateQuestions final : public Source {
 public:
  const Request* Next(size_t connection) override {
    return connection == 1 || left_-- == 0 ? nullptr : &request_;
  }
  void Answered(size_t connection, const Answer& answer) override {
    EXPECT_EQ(connection, 0U);
    EXPECT_EQ(left_, 2 - answered_++);
    bytes_ += answer.bytes;
  }
  size_t bytes() const { return bytes_; }

 private:
  const Request request_{Operation::kGet, "?"};
  int left_ = 3;
  int answered_ = 0;
  size_t bytes_ = 0;
};

TEST(Engine, AsksEachConnectionForAsLongAsItHasMore) {
  Server server({Answering("200 OK", R"({"Item":{}})")});
  LateQuestions questions;
  const auto figures = load::Run({.address = server.address(), .connections = 2}, questions);
  ASSERT_TRUE(figures.ok()) << figures.error().message;
  EXPECT_EQ(figures->latencies.at(Operation::kGet).count(), 3U);
  EXPECT_EQ(figures->sent_bytes, 3U);
  EXPECT_EQ(figures->received_bytes, questions.bytes());
}

TEST(Engine, FailsWhenNobodyListens) {
  Server server({""});
  const Address address = server.address();
  server.Stop();
  Questions questions(Operation::kGet, 1);
  EXPECT_FALSE(load::Run({.address = address}, questions).ok());
}

// All are due before the first can have reached the server. So each waits at least for as long as
// the server needs from the first to it, though the one connection sends it much later.
TEST(Engine, MeasuresAnOpenLoopFromWhenRequestsWereDue) {
  constexpr int kRequests = 100;
  Server server({Answering("200 OK", R"({"Item":{}})")});
  Questions questions(Operation::kGet, kRequests);
  const auto figures = load::Run({.address = server.address(), .per_second = 1e9}, questions);
  ASSERT_TRUE(figures.ok()) << figures.error().message;
  server.Stop();
  const Histogram& latencies = figures->latencies.at(Operation::kGet);
  EXPECT_EQ(latencies.count(), static_cast<uint64_t>(kRequests));
  ASSERT_EQ(server.sent_after().size(), static_cast<size_t>(kRequests));
  EXPECT_GE(latencies.max(), server.sent_after().back());
  EXPECT_GE(latencies.Quantile(0.5), server.sent_after()[kRequests / 2 - 1]);
}

}  // namespace
}  // namespace load
