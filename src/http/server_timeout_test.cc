#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "http/testing/server_fixture.h"

namespace http {
namespace {

using std::chrono::seconds;

// Stands still until it is moved, and knows when the server has seen that.
class WatchedClock final : public base::Clock {
 public:
  base::WallTime Now() const override {
    base::MutexLock lock(mutex_);
    ++readings_;
    read_.NotifyAll();
    return base::WallTime(now_);
  }
  base::MonotonicTime Monotonic() const override {
    base::MutexLock lock(mutex_);
    return base::MonotonicTime(now_);
  }

  void Advance(std::chrono::microseconds by) {
    base::MutexLock lock(mutex_);
    now_ += by;
    // The server reads the clock (this one last), then looks at its connections: at the second
    // reading after the first of the new time, all have been looked at.
    for (const int64_t enough = readings_ + 3; readings_ < enough;) read_.Wait(mutex_);
  }

 private:
  mutable base::Mutex mutex_;
  mutable base::CondVar read_;
  mutable int64_t readings_ GUARDED_BY(mutex_) = 0;
  std::chrono::microseconds now_ GUARDED_BY(mutex_){seconds(1'000'000'000)};
};

// One connection waits in its handler all the time: it keeps the server ticking, and never times
// out.
class ServerTimeoutTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerOptions options;
    options.limits.idle_timeout = seconds(1000);
    options.limits.head_timeout = seconds(100);
    options.limits.body_grace = seconds(50);
    options.limits.body_bytes_per_second = 10;
    options.limits.write_timeout = seconds(30);
    options.limits.linger_timeout = seconds(5);
    options.limits.request_memory = 30'000'000;
    options.limits.wanted_grace = seconds(3);
    options.limits.wanted_bytes_per_second = 100'000;  // 16 MB would earn minutes
    options.limits.answer_bytes_per_second = 1'000'000'000;
    options.net_limits.tick = std::chrono::milliseconds(1);
    options.net_limits.stall = stall_;
    Start(
        [this](const wire::HttpRequest& request, wire::HttpResponse* response) {
          if (request.body == "keep ticking") gate_.Wait();
          response->body.assign(request.body.starts_with("much") ? 20'000'000 : 1, 'x');
          response->repeatable = request.body != "much written";
        },
        options);
    keeper_ = std::make_unique<TestClient>(port());
    keeper_->Send(PostRequest("keep ticking"));
    gate_.AwaitWaiting(1);
  }
  void TearDown() override {
    gate_.ReleaseAll();
    ServerTest::TearDown();
  }

  // The server has received so many bytes more than what the keeper sent, and acted on them.
  void AwaitReceived(size_t bytes) {
    AwaitStatistic("http_received_bytes_total",
                   static_cast<double>(PostRequest("keep ticking").size() + bytes));
    clock_.Advance(seconds(0));
  }
  void AwaitNoMemoryHeld() const {
    while (Statistic("http_request_memory_bytes") > 0) std::this_thread::yield();
  }
  double TimeOuts() const { return Statistic("http_timeouts_total"); }
  const base::Clock& clock() const override { return clock_; }

  std::chrono::microseconds stall_ = std::chrono::years(1);
  WatchedClock clock_;
  Gate gate_;
  std::unique_ptr<TestClient> keeper_;
};

class ServerStallTest : public ServerTimeoutTest {
 protected:
  ServerStallTest() { stall_ = seconds(20); }
  // Moves the clock while the server runs.
  void Pass(seconds time) {
    for (; time > seconds(0); time -= seconds(20)) clock_.Advance(std::min(time, seconds(20)));
  }
};

TEST_F(ServerTimeoutTest, CutsIdleConnections) {
  TestClient fresh(port()), used(port());
  EXPECT_EQ(used.Ask(PostRequest("")).status, 200);
  AwaitStatistic("http_connections", 3);
  clock_.Advance(seconds(999));
  EXPECT_EQ(TimeOuts(), 0);
  EXPECT_EQ(used.Ask(PostRequest("")).status, 200);  // begins its time anew
  clock_.Advance(seconds(2));
  EXPECT_TRUE(fresh.IsClosed());
  EXPECT_EQ(TimeOuts(), 1);
  clock_.Advance(seconds(1000));
  EXPECT_TRUE(used.IsClosed());
  EXPECT_EQ(TimeOuts(), 2);
}

TEST_F(ServerTimeoutTest, CutsHeadsThatComeTooSlowly) {
  TestClient client(port());
  client.Send("POST / HTTP/1.1\r\n");
  AwaitReceived(17);
  clock_.Advance(seconds(99));
  client.Send("Host: h\r\n");
  AwaitReceived(26);
  EXPECT_EQ(TimeOuts(), 0);
  clock_.Advance(seconds(2));  // what came since does not prolong it
  EXPECT_TRUE(client.IsClosed());
  EXPECT_EQ(TimeOuts(), 1);
}

TEST_F(ServerTimeoutTest, CutsBodiesThatComeTooSlowly) {
  TestClient client(port());
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n";
  client.Send(head);
  AwaitReceived(head.size());
  clock_.Advance(seconds(49));
  client.Send(std::string(100, 'x'));  // earns ten seconds
  AwaitReceived(head.size() + 100);
  clock_.Advance(seconds(10));
  EXPECT_EQ(TimeOuts(), 0);
  clock_.Advance(seconds(2));
  EXPECT_TRUE(client.IsClosed());
  EXPECT_EQ(TimeOuts(), 1);
}

TEST_F(ServerTimeoutTest, CutsClientsThatDoNotTakeTheirAnswer) {
  TestClient client(port());
  client.Send(PostRequest("much"));
  AwaitReceived(PostRequest("much").size());
  AwaitStatistic("http_sent_bytes_total", 1);
  clock_.Advance(seconds(29));
  EXPECT_EQ(TimeOuts(), 0);
  clock_.Advance(seconds(2));
  AwaitStatistic("http_timeouts_total", 1);
  EXPECT_LT(client.ReceiveAll().size(), 20'000'000);
}

TEST_F(ServerTimeoutTest, CutsClientsThatTakeALargeAnswerTooSlowly) {
  TestClient client(port());
  client.Send(PostRequest("much"));
  AwaitReceived(PostRequest("much").size());
  AwaitStatistic("http_sent_bytes_total", 1);
  clock_.Advance(seconds(29));
  const double sent = Statistic("http_sent_bytes_total");
  client.Take(10'000'000);  // begins the write timeout anew, and is too little all the same
  AwaitStatistic("http_sent_bytes_total", sent + 1);
  EXPECT_EQ(TimeOuts(), 0);
  clock_.Advance(seconds(2));
  AwaitStatistic("http_timeouts_total", 1);
}

TEST_F(ServerTimeoutTest, RefusesOnlyWhatIsLargeWhileAnswersHoldAllMemory) {
  TestClient other(port());
  {
    TestClient slow(port());
    slow.Send(PostRequest("much"));
    AwaitStatistic("http_sent_bytes_total", 1);
    EXPECT_EQ(other.Ask(PostRequest("")).status, 200);
    EXPECT_EQ(other.Ask(PostRequest("much")).status, 503);
    EXPECT_EQ(other.Ask(PostRequest("much written")).status, 500);
    EXPECT_EQ(other.Ask(PostRequest("")).status, 200);
    EXPECT_EQ(TestClient(port()).Ask(PostRequest(std::string(12'000'000, 'x'))).status, 503);
    EXPECT_EQ(Statistic("http_requests_refused_for_memory_total"), 3);
    EXPECT_GE(Statistic("http_request_memory_bytes"), 20'000'000);
    slow.Reset();
  }
  AwaitNoMemoryHeld();
  EXPECT_EQ(other.Ask(PostRequest("much")).body.size(), 20'000'000);
  EXPECT_EQ(other.Ask(PostRequest(std::string(1'000'000, 'x'))).status, 200);
  EXPECT_EQ(Statistic("http_request_memory_bytes"), 0);
}

TEST_F(ServerTimeoutTest, KeepsASlowReaderAsLongAsNobodyWantsItsMemory) {
  TestClient slow(port());
  slow.Send(PostRequest("much"));
  AwaitStatistic("http_sent_bytes_total", 1);
  clock_.Advance(seconds(29));
  EXPECT_EQ(TimeOuts(), 0);
}

TEST_F(ServerTimeoutTest, CutsASlowReaderWhoseMemoryOthersWant) {
  TestClient slow(port()), other(port());
  slow.Send(PostRequest("much"));
  AwaitStatistic("http_sent_bytes_total", 1);
  EXPECT_EQ(other.Ask(PostRequest("much")).status, 503);
  clock_.Advance(seconds(2));
  EXPECT_EQ(TimeOuts(), 0);
  clock_.Advance(seconds(2));
  AwaitStatistic("http_cut_for_memory_total", 1);
  EXPECT_LT(slow.ReceiveAll().size(), 20'000'000);
  EXPECT_EQ(other.Ask(PostRequest("much")).body.size(), 20'000'000);
}

TEST_F(ServerTimeoutTest, CutsAReaderThatTookMuchAndRestsWhileOthersWantTheMemory) {
  TestClient slow(port()), other(port());
  slow.Send(PostRequest("much"));
  AwaitStatistic("http_sent_bytes_total", 1);
  const double sent = Statistic("http_sent_bytes_total");
  slow.Take(10'000'000);
  AwaitStatistic("http_sent_bytes_total", sent + 1'000'000);
  EXPECT_EQ(other.Ask(PostRequest("much")).status, 503);
  clock_.Advance(seconds(4));
  AwaitStatistic("http_cut_for_memory_total", 1);
}

TEST_F(ServerTimeoutTest, CutsASlowWriterWhoseMemoryOthersWant) {
  TestClient slow(port()), other(port());
  const std::string large = PostRequest(std::string(9'000'000, 'x'));
  slow.Send(large.substr(0, large.size() - 1));
  AwaitReceived(large.size() - 1);
  clock_.Advance(seconds(4));
  EXPECT_EQ(TimeOuts(), 0);
  EXPECT_EQ(other.Ask(PostRequest("much")).status, 503);
  clock_.Advance(seconds(0));
  EXPECT_EQ(Statistic("http_cut_for_memory_total"), 1);
  EXPECT_TRUE(slow.IsClosed());
  EXPECT_EQ(other.Ask(PostRequest("much")).body.size(), 20'000'000);
}

TEST_F(ServerStallTest, CountsNoTimeInWhichTheServerStoodStill) {
  TestClient idle(port()), head(port()), body(port()), slow(port());
  EXPECT_EQ(idle.Ask(PostRequest("")).status, 200);
  head.Send("POST / HTTP/1.1\r\n");
  const std::string large = PostRequest(std::string(100, 'x'));
  body.Send(large.substr(0, large.size() - 100));
  slow.Send(PostRequest("much"));
  AwaitReceived(PostRequest("").size() + 17 + large.size() - 100 + PostRequest("much").size());
  AwaitStatistic("http_sent_bytes_total", 200);

  Pass(seconds(20));  // of 30, 50, 100 and 1000
  clock_.Advance(seconds(100'000));
  EXPECT_EQ(TimeOuts(), 0);
  body.Send(std::string(100, 'x'));
  EXPECT_EQ(body.Receive().status, 200);
  EXPECT_EQ(slow.Receive().body.size(), 20'000'000);
  EXPECT_EQ(idle.Ask(PostRequest("")).status, 200);
  head.Send("Host: h\r\n\r\n");
  EXPECT_EQ(head.Receive().status, 200);

  Pass(seconds(980));
  EXPECT_EQ(TimeOuts(), 0);
  Pass(seconds(40));
  EXPECT_EQ(TimeOuts(), 4);
}

TEST_F(ServerTimeoutTest, LingersOnlySoLong) {
  TestClient client(port());
  EXPECT_EQ(client.Ask("nonsense\r\n").status, 400);
  EXPECT_TRUE(client.IsClosed());  // for sending; this end stays open
  clock_.Advance(seconds(4));
  EXPECT_EQ(Statistic("http_connections"), 2);
  clock_.Advance(seconds(2));
  EXPECT_EQ(Statistic("http_connections"), 1);
  EXPECT_EQ(TimeOuts(), 0);
}

TEST_F(ServerTimeoutTest, TellsTheTimeOfItsClock) {
  TestClient client(port());
  EXPECT_EQ(client.Ask(PostRequest("")).Header("Date"), "Sun, 09 Sep 2001 01:46:40 GMT");
  clock_.Advance(seconds(61));
  EXPECT_EQ(client.Ask(PostRequest("")).Header("Date"), "Sun, 09 Sep 2001 01:47:41 GMT");
}

}  // namespace
}  // namespace http
