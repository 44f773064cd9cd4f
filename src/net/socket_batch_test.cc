#include "net/socket_batch.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

namespace net {
namespace {

class Pair {
 public:
  Pair() {
    EXPECT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends_.data()));
  }
  ~Pair() {
    for (const int end : ends_) {
      if (end >= 0) close(end);
    }
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  int here() const { return ends_[0]; }
  int there() const { return ends_[1]; }
  void CloseThere() {
    close(ends_[1]);
    ends_[1] = -1;
  }
  void Arrives(std::string_view bytes) const {
    EXPECT_EQ(static_cast<ssize_t>(bytes.size()), send(there(), bytes.data(), bytes.size(), 0));
  }
  std::string Arrived() const {
    std::string bytes(100, ' ');
    const ssize_t size = recv(there(), bytes.data(), bytes.size(), 0);
    return bytes.substr(0, size > 0 ? static_cast<size_t>(size) : 0);
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

struct Buffer {
  std::array<char, 100> bytes{};
  ssize_t result = 0;

  std::string Received() const { return {bytes.data(), static_cast<size_t>(result)}; }
};

// With a ring, if the kernel gives one, and without.
class SocketBatchTest : public testing::TestWithParam<bool> {
 protected:
  SocketBatch batch_{GetParam()};
};

TEST_P(SocketBatchTest, ReceivesAndSends) {
  const std::array<Pair, 3> pairs{};
  std::array<Buffer, 2> buffers;
  ssize_t sent = 0;
  pairs[0].Arrives("one");
  pairs[1].Arrives("three");

  batch_.Receive(pairs[0].here(), buffers[0].bytes, &buffers[0].result);
  batch_.Send(pairs[2].here(), "two", &sent);
  batch_.Receive(pairs[1].here(), std::span(buffers[1].bytes).first(4), &buffers[1].result);
  EXPECT_EQ(SocketBatch::kPending, sent);
  EXPECT_EQ("", pairs[2].Arrived());
  batch_.Run();

  EXPECT_EQ("one", buffers[0].Received());
  EXPECT_EQ("thre", buffers[1].Received());
  EXPECT_EQ(3, sent);
  EXPECT_EQ("two", pairs[2].Arrived());
}

TEST_P(SocketBatchTest, TellsEachItsOwnError) {
  std::array<Pair, 4> pairs{};
  std::array<Buffer, 3> buffers;
  ssize_t sent = 0;
  pairs[1].Arrives("there");
  pairs[2].CloseThere();
  pairs[3].CloseThere();

  batch_.Receive(pairs[0].here(), buffers[0].bytes, &buffers[0].result);
  batch_.Send(pairs[3].here(), "nobody", &sent);
  batch_.Receive(pairs[1].here(), buffers[1].bytes, &buffers[1].result);
  batch_.Receive(pairs[2].here(), buffers[2].bytes, &buffers[2].result);
  batch_.Run();

  EXPECT_EQ(-EAGAIN, buffers[0].result);
  EXPECT_EQ("there", buffers[1].Received());
  EXPECT_EQ(0, buffers[2].result);
  EXPECT_EQ(-EPIPE, sent);
}

// A socket that takes no more: part of the bytes, then nothing.
TEST_P(SocketBatchTest, SendsWhatFits) {
  const std::array<Pair, 2> pairs{};
  const std::string much(10'000'000, 'x');
  ssize_t sent = 0;
  ssize_t other = 0;
  batch_.Send(pairs[0].here(), much, &sent);
  batch_.Send(pairs[1].here(), "other", &other);
  batch_.Run();
  EXPECT_GT(sent, 0);
  EXPECT_LT(sent, static_cast<ssize_t>(much.size()));
  EXPECT_EQ(5, other);

  batch_.Send(pairs[0].here(), much, &sent);
  batch_.Send(pairs[1].here(), "other", &other);
  batch_.Run();
  EXPECT_EQ(-EAGAIN, sent);
  EXPECT_EQ(5, other);
}

TEST_P(SocketBatchTest, RunsByItselfWhenFull) {
  const std::array<Pair, kSocketCallsTogether + 1> pairs{};
  std::array<Buffer, kSocketCallsTogether + 1> buffers;
  for (size_t i = 0; i < pairs.size(); ++i) {
    pairs[i].Arrives(std::to_string(i));
    batch_.Receive(pairs[i].here(), buffers[i].bytes, &buffers[i].result);
  }
  for (size_t i = 0; i < kSocketCallsTogether; ++i) {
    EXPECT_EQ(std::to_string(i), buffers[i].Received());
  }
  EXPECT_EQ(SocketBatch::kPending, buffers.back().result);
  batch_.Run();
  EXPECT_EQ(std::to_string(kSocketCallsTogether), buffers.back().Received());
}

TEST_P(SocketBatchTest, IsUsedAgain) {
  const std::array<Pair, 2> pairs{};
  for (int i = 0; i < 1'000; ++i) {
    std::array<ssize_t, 2> sent{};
    const std::string text = std::to_string(i);
    for (size_t pair = 0; pair < 2; ++pair) batch_.Send(pairs[pair].here(), text, &sent[pair]);
    batch_.Run();
    for (const Pair& pair : pairs) ASSERT_EQ(text, pair.Arrived());
  }
  if (!GetParam()) {
    EXPECT_FALSE(batch_.has_ring());
  }
}

INSTANTIATE_TEST_SUITE_P(Rings, SocketBatchTest, testing::Bool(),
                         [](const auto& rings) { return rings.param ? "Ring" : "NoRing"; });

}  // namespace
}  // namespace net
