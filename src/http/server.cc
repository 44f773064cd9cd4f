#include "http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "base/log.h"
#include "http/connection_count.h"
#include "http/counters.h"
#include "http/listener.h"
#include "http/loop.h"
#include "http/tls.h"

namespace http {
namespace {

// Raises the limit of open files to what the system allows, and returns it.
size_t RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kConnectionsMax;
  if (limit.rlim_cur < limit.rlim_max) {
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
  }
  return limit.rlim_cur;
}

// As many connections as descriptors are left for; at least half of all.
size_t ConnectionsFor(size_t wanted) {
  const size_t descriptors = RaiseDescriptorLimit();
  const size_t left = descriptors - std::min(kDescriptorsReserved, descriptors / 2);
  if (wanted <= left) return wanted;
  base::LogWarning("http: the limit of open files (" + std::to_string(descriptors) + ") leaves " +
                   std::to_string(left) + " connections instead of " + std::to_string(wanted) +
                   "; raise it (ulimit -n, LimitNOFILE=)");
  return left;
}

class RunningServer final : public Server {
 public:
  RunningServer(ServerOptions options, Handler handler, const base::Clock& clock)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        body_memory_(options_.limits.body_memory),
        answer_memory_(options_.limits.answer_memory),
        connections_(ConnectionsFor(options_.limits.connections)) {
    if (options_.handlers_on_threads) {
      threads_ = std::make_unique<base::ThreadRunner>(kHandlerThreads);
    }
    size_t loops = options_.threads;
    if (loops == 0) loops = std::max(1u, std::thread::hardware_concurrency());
    for (size_t i = 0; i < loops; ++i) {
      loops_.push_back(std::make_unique<Loop>(LoopShared{
          .limits = options_.limits,
          .handler = handler_,
          .clock = clock,
          .body_memory = &body_memory_,
          .answer_memory = &answer_memory_,
          .connections = &connections_,
          .requests_in_flight_max = std::max<size_t>(1, options_.limits.requests_in_flight / loops),
          .runner = threads_.get()}));
    }
  }

  // Whatever was cut may still have a handler that runs.
  ~RunningServer() override {
    if (!started_) return;
    Drain(std::chrono::milliseconds(0));
    connections_.WaitForNone();
    for (const auto& loop : loops_) loop->Stop();
  }

  base::Status Start() {
    std::vector<Loop*> loops;
    for (const auto& loop : loops_) loops.push_back(loop.get());
    listener_ = std::make_unique<Listener>(std::move(loops));
    TRY(ListenOn(options_.listen, nullptr));
    if (!options_.listen_tls.empty()) {
      if (!options_.tls) return base::InvalidArgument("TLS needs a certificate and a key.");
      TRY_ASSIGN(tls_, MakeTlsContext(*options_.tls));
      TRY(ListenOn(options_.listen_tls, tls_.get()));
    }
    if (listener_->addresses().empty()) return base::InvalidArgument("No address to listen on.");
    for (const auto& loop : loops_) loop->Start();
    started_ = true;
    listener_->Start();
    return {};
  }

  std::vector<std::string> addresses() const override {
    std::vector<std::string> texts;
    for (const Address& address : listener_->addresses()) texts.push_back(address.ToText());
    return texts;
  }
  std::vector<uint16_t> ports() const override {
    std::vector<uint16_t> ports;
    for (const Address& address : listener_->addresses()) ports.push_back(address.port());
    return ports;
  }

  bool Drain(std::chrono::milliseconds patience) override {
    listener_->Stop();
    for (const auto& loop : loops_) loop->BeginDrain();
    // From here on no connection comes, and CutShort reaches all there are.
    if (cut_short_) patience = std::chrono::milliseconds(0);
    if (connections_.WaitForNone(patience)) return !cut_short_;
    for (const auto& loop : loops_) loop->CutAll();
    return false;
  }

  void CutShort() override {
    cut_short_ = true;
    for (const auto& loop : loops_) loop->CutAll();
  }

  std::vector<base::Statistic> Statistics() const override {
    std::vector<const Counters*> counters;
    for (const auto& loop : loops_) counters.push_back(&std::as_const(*loop).counters());
    return Sum(counters);
  }

 private:
  base::Status ListenOn(const std::vector<std::string>& texts, SSL_CTX* tls) {
    for (const std::string& text : texts) {
      TRY_ASSIGN(const Address address, ParseAddress(text));
      TRY(listener_->Listen(address, tls));
    }
    return {};
  }

  const ServerOptions options_;
  const Handler handler_;
  MemoryBudget body_memory_;
  AnswerMemory answer_memory_;
  ConnectionCount connections_;
  TlsContext tls_;
  bool started_ = false;
  std::atomic<bool> cut_short_{false};
  // Destroyed from the last: the listener's sockets belong to a loop, loops use the runner.
  std::unique_ptr<base::ThreadRunner> threads_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace

base::Status Server::Check(const ServerOptions& options) {
  for (const auto* texts : {&options.listen, &options.listen_tls}) {
    for (const std::string& text : *texts) {
      TRY_ASSIGN(const Address address, ParseAddress(text));
      TRY(CheckFree(address));
    }
  }
  if (options.tls) TRY(MakeTlsContext(*options.tls));
  return {};
}

base::Result<std::unique_ptr<Server>> Server::Start(ServerOptions options, Handler handler,
                                                    const base::Clock& clock) {
  auto server = std::make_unique<RunningServer>(std::move(options), std::move(handler), clock);
  TRY(server->Start());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace http
