#include "http/server.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <thread>
#include <utility>

#include "base/descriptors.h"
#include "base/log.h"
#include "http/counters.h"
#include "http/loop_state.h"
#include "http/session.h"
#include "net/address.h"
#include "net/connection_count.h"
#include "net/listener.h"
#include "net/tls.h"

namespace http {
namespace {

constexpr char kAlpn[] = "\x08http/1.1";

size_t ThreadsOf(const ServerOptions& options) {
  return options.threads > 0 ? options.threads
                             : std::max<size_t>(1, std::thread::hardware_concurrency());
}

// What is open beside the connections: of the threads, and each address.
size_t OpenBeside(const ServerOptions& options) {
  return net::kDescriptorsPerThread * (ThreadsOf(options) + 1) + options.listen.size() +
         options.listen_tls.size();
}

// As many connections as the limit of open files leaves. Errors: kInvalidArgument: too few.
base::Result<size_t> ConnectionsFor(const ServerOptions& options) {
  const size_t limit = base::RaiseDescriptorLimit();
  const size_t share = base::SplitDescriptors(limit).connections;
  const size_t beside = OpenBeside(options);
  if (share < beside + net::kConnectionsMin) {
    return base::InvalidArgument(
        "The limit of open files (" + std::to_string(limit) + ") is too low for " +
        std::to_string(ThreadsOf(options)) +
        " threads: " + std::to_string(base::DescriptorLimitFor(beside + net::kConnectionsMin)) +
        " are needed at least (ulimit -n, LimitNOFILE=)");
  }
  return std::min(options.net_limits.connections, share - beside);
}

void LogIfFewer(size_t connections, size_t wanted) {
  if (connections >= wanted) return;
  base::LogWarning("http: the limit of open files (" + std::to_string(base::DescriptorLimit()) +
                   ") leaves " + std::to_string(connections) + " connections instead of " +
                   std::to_string(wanted) + "; raise it (ulimit -n, LimitNOFILE=)");
}

void LogIfWithoutRings(const std::vector<std::unique_ptr<net::Loop>>& loops) {
  int refused = 0;
  size_t without = 0;
  for (const auto& loop : loops) {
    const net::SocketBatch& batch = loop->events().batch();
    if (batch.has_ring()) continue;
    ++without;
    refused = batch.ring_refused();
  }
  if (without == 0) return;
  base::LogWarning("http: the kernel gives no io_uring (" + std::string(std::strerror(refused)) +
                   ") to " + std::to_string(without) + " of " + std::to_string(loops.size()) +
                   " threads; they read and write each connection by a call of its own, which "
                   "costs some 5 to 10 % more processor time a request (containers forbid it by "
                   "seccomp, systems by kernel.io_uring_disabled)");
}

class RunningServer final : public Server {
 public:
  RunningServer(ServerOptions options, size_t connections, Handler handler,
                const base::Clock& clock)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        clock_(clock),
        memory_(options_.limits.request_memory),
        connections_(connections),
        threads_(options_.handlers_on_threads ? std::make_unique<run::ThreadRunner>(kHandlerThreads)
                                              : nullptr) {
    for (size_t i = 0; i < ThreadsOf(options_); ++i) {
      loops_.push_back(std::make_unique<net::Loop>(loop_shared_, i));
      states_.push_back(std::make_unique<LoopState>(loops_.back().get(), state_));
    }
    LogIfWithoutRings(loops_);
  }

  // Whatever was cut may still have a handler that runs.
  ~RunningServer() override {
    if (!started_) return;
    Drain(std::chrono::milliseconds(0));
    connections_.WaitForNone();
    for (const auto& loop : loops_) loop->Stop();
  }

  base::Status Start() {
    std::vector<net::Loop*> loops;
    loops.reserve(loops_.size());
    for (const auto& loop : loops_) loops.push_back(loop.get());
    listener_ = std::make_unique<net::Listener>(std::move(loops), &connections_, clock_);
    TRY(ListenOn(options_.listen, &plain_));
    if (!options_.listen_tls.empty()) {
      if (!options_.tls) return base::InvalidArgument("TLS needs a certificate and a key.");
      TRY_ASSIGN(tls_, net::MakeTlsContext(*options_.tls, kAlpn));
      TRY(ListenOn(options_.listen_tls, &inside_tls_));
    }
    if (listener_->addresses().empty()) return base::InvalidArgument("No address to listen on.");
    for (const auto& loop : loops_) loop->Start();
    started_ = true;
    listener_->Start();
    return {};
  }

  std::vector<std::string> addresses() const override {
    std::vector<std::string> texts;
    for (const net::Address& address : listener_->addresses()) texts.push_back(address.ToText());
    return texts;
  }
  std::vector<uint16_t> ports() const override {
    std::vector<uint16_t> ports;
    for (const net::Address& address : listener_->addresses()) ports.push_back(address.port());
    return ports;
  }

  bool Drain(std::chrono::milliseconds patience) override {
    listener_->Stop();
    for (const auto& loop : loops_) loop->BeginDrain();
    if (connections_.WaitForNone(patience)) return true;
    for (const auto& loop : loops_) loop->CutAll();
    return false;
  }

  bool WaitForHandlers(std::chrono::milliseconds patience) override {
    return connections_.WaitForNone(patience);
  }

  std::vector<base::Statistic> Statistics() const override {
    std::vector<const net::Counters*> of_connections = {&listener_->counters()};
    for (const auto& loop : loops_) of_connections.push_back(&std::as_const(*loop).counters());
    std::vector<const Counters*> of_requests;
    of_requests.reserve(states_.size());
    for (const auto& state : states_) of_requests.push_back(&std::as_const(*state).counters());
    std::vector<base::Statistic> statistics = net::Sum("http_", of_connections);
    std::ranges::move(Sum(of_requests), std::back_inserter(statistics));
    using enum base::Statistic::Kind;
    statistics.push_back({"http_request_memory_bytes", "Held by large requests and answers.",
                          kGauge, static_cast<double>(memory_.held())});
    statistics.push_back({"http_request_memory_max_bytes", "What they may hold.", kGauge,
                          static_cast<double>(memory_.bytes_max())});
    return statistics;
  }

 private:
  base::Status ListenOn(const std::vector<std::string>& texts,
                        const net::ConnectionFactory* factory) {
    for (const std::string& text : texts) {
      TRY_ASSIGN(const net::Address address, net::ParseAddress(text));
      TRY(listener_->Listen(address, factory));
    }
    return {};
  }

  std::unique_ptr<net::Connection> Connect(net::Loop* loop, net::ConnectedSocket socket,
                                           SSL_CTX* tls) const {
    return std::make_unique<Session>(states_[loop->index()].get(), std::move(socket), tls);
  }

  const ServerOptions options_;
  const Handler handler_;
  const base::Clock& clock_;
  net::RequestMemory memory_;
  net::ConnectionCount connections_;
  net::TlsContext tls_;
  bool started_ = false;
  const net::ConnectionFactory plain_ = [this](net::Loop* loop, net::ConnectedSocket socket) {
    return Connect(loop, std::move(socket), nullptr);
  };
  const net::ConnectionFactory inside_tls_ = [this](net::Loop* loop, net::ConnectedSocket socket) {
    return Connect(loop, std::move(socket), tls_.get());
  };
  // Destroyed from the last: the listener's sockets belong to a loop, loops use the runner.
  const std::unique_ptr<run::ThreadRunner> threads_;
  const net::LoopShared loop_shared_ = {.limits = options_.net_limits,
                                        .clock = clock_,
                                        .connections = &connections_,
                                        .runner = threads_.get()};
  const ServerState state_ = {.limits = options_.limits,
                              .handler = handler_,
                              .refuser = options_.refuser,
                              .memory = &memory_,
                              .requests_in_flight_max = std::max<size_t>(
                                  1, options_.limits.requests_in_flight / ThreadsOf(options_))};
  std::vector<std::unique_ptr<net::Loop>> loops_;
  std::vector<std::unique_ptr<LoopState>> states_;
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace

void RefuseInJson(int, std::string_view reason, wire::HttpResponse* response) {
  response->content_type = "application/json";
  response->body.assign(R"({"message":")").append(reason).append(R"("})");
}

base::Status Server::Check(const ServerOptions& options) {
  TRY(ConnectionsFor(options));
  for (const auto* texts : {&options.listen, &options.listen_tls}) {
    for (const std::string& text : *texts) {
      TRY_ASSIGN(const net::Address address, net::ParseAddress(text));
      TRY(net::CheckFree(address));
    }
  }
  if (options.tls) TRY(net::MakeTlsContext(*options.tls, kAlpn));
  return {};
}

base::Result<std::unique_ptr<Server>> Server::Start(ServerOptions options, Handler handler,
                                                    const base::Clock& clock) {
  TRY_ASSIGN(const size_t connections, ConnectionsFor(options));
  LogIfFewer(connections, options.net_limits.connections);
  auto server =
      std::make_unique<RunningServer>(std::move(options), connections, std::move(handler), clock);
  TRY(server->Start());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace http
