// For tests of the server: one that runs, and handlers that wait until the test says so.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/mutex.h"
#include "http/server.h"
#include "http/testing/test_client.h"
#include "run/event.h"

namespace http {

// Answers with what it was asked.
inline void Echo(const wire::HttpRequest& request, wire::HttpResponse* response) {
  response->content_type = "text/plain";
  response->body.append(request.method).append(" ").append(request.target).append(" ");
  response->body.append(request.body);
}

class ServerTest : public testing::Test {
 protected:
  void Start(Handler handler = Echo, ServerOptions options = {}) {
    options.listen = {"127.0.0.1:0"};
    if (options.threads == 0) options.threads = 1;
    auto started = Server::Start(options, std::move(handler), clock());
    ASSERT_TRUE(started.ok()) << started.error().message;
    server_ = *std::move(started);
  }
  // Before what the handler uses goes.
  void TearDown() override { server_.reset(); }

  uint16_t port() const { return server_->ports().front(); }
  double Statistic(std::string_view name) const {
    for (const base::Statistic& statistic : server_->Statistics()) {
      if (statistic.name == name) return statistic.value;
    }
    ADD_FAILURE() << name;
    return 0;
  }
  void AwaitStatistic(std::string_view name, double at_least) const {
    while (Statistic(name) < at_least) std::this_thread::yield();
  }
  virtual const base::Clock& clock() const { return system_clock_; }

  base::SystemClock system_clock_;
  std::unique_ptr<Server> server_;
};

// Holds handlers back, as a database would.
class Gate {
 public:
  // In the handler.
  void Wait() {
    run::Event event;
    {
      base::MutexLock lock(mutex_);
      waiting_.push_back(&event);
      changed_.NotifyAll();
    }
    event.Wait();
  }
  // Returns once so many handlers wait.
  void AwaitWaiting(size_t count) {
    base::MutexLock lock(mutex_);
    while (waiting_.size() < count) changed_.Wait(mutex_);
  }
  void ReleaseAll() {
    base::MutexLock lock(mutex_);
    for (run::Event* event : std::exchange(waiting_, {})) event->Set();
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<run::Event*> waiting_ GUARDED_BY(mutex_);
};

}  // namespace http
