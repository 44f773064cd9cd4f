#include "net/listener.h"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "base/log.h"

namespace net {
namespace {

// Closes unless released.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : value_(other.Release()) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return value_; }
  int Release() { return std::exchange(value_, -1); }
  void Close() {
    if (value_ >= 0) close(Release());
  }

 private:
  int value_;
};

base::Error ListenError(const Address& address) {
  const int error = errno;
  const std::string message = "Cannot listen on " + address.ToText() + ": " + std::strerror(error);
  if (error == EADDRINUSE) return {base::ErrorCode::kAlreadyExists, message};
  if (error == EADDRNOTAVAIL || error == EACCES || error == EAFNOSUPPORT) {
    return base::InvalidArgument(message);
  }
  return base::Internal(message);
}

// A connection that died in the queue, or a signal: the next may be fine. Linux reports pending
// network errors of the new socket here, too (accept(2)).
bool IsOfOneConnection(int error) {
  return error == ECONNABORTED || error == EINTR || error == EPROTO || error == ENETDOWN ||
         error == ENOPROTOOPT || error == EHOSTDOWN || error == ENONET || error == EHOSTUNREACH ||
         error == EOPNOTSUPP || error == ENETUNREACH || error == EPERM;
}

// A socket that has the address, and does not listen yet.
base::Result<Descriptor> Bind(const Address& address) {
  Descriptor descriptor(
      socket(address.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (descriptor.get() < 0) return ListenError(address);
  const int on = 1;
  setsockopt(descriptor.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (address.is_ipv6()) setsockopt(descriptor.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  if (bind(descriptor.get(), address.get(), address.size) != 0) return ListenError(address);
  return descriptor;
}

}  // namespace

base::Status CheckFree(const Address& address) {
  TRY(Bind(address));
  return {};
}

// One socket that is listened on.
class Listener::Acceptor final : public EventLoop::Watcher {
 public:
  Acceptor(Listener* listener, int descriptor, const ConnectionFactory* factory)
      : listener_(listener),
        events_(&listener->events_),
        socket_(descriptor),
        factory_(factory),
        backoff_(events_, [this] { Begin(); }) {}

  void Begin() {
    if (socket_.get() < 0) return;
    if (!events_->Watch(socket_.get(), EPOLLIN, this)) backoff_.StartOnce(kAcceptBackoff);
  }
  void End() {
    backoff_.Cancel();
    socket_.Close();
  }

  void OnReady() override {
    for (int i = 0; i < kAcceptsPerTurn; ++i) {
      Address peer;
      const int descriptor =
          accept4(socket_.get(), peer.get(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor >= 0) {
        listener_->Deal(descriptor, peer, factory_);
      } else if (errno == EAGAIN) {
        return;
      } else if (!IsOfOneConnection(errno)) {
        BackOff(errno);
        return;
      }
    }
  }

 private:
  // The queue stays readable: without a pause this would spin until descriptors are free.
  void BackOff(int error) {
    listener_->counters_.accept_failures.Add(1);
    base::LogWarning("net: cannot accept a connection: " + std::string(std::strerror(error)));
    events_->Unwatch(socket_.get());
    backoff_.StartOnce(kAcceptBackoff);
  }

  Listener* const listener_;
  EventLoop* const events_;
  Descriptor socket_;
  const ConnectionFactory* const factory_;
  Timer backoff_;
};

Listener::Listener(std::vector<Loop*> loops, ConnectionCount* connections, const base::Clock& clock)
    : loops_(std::move(loops)), connections_(connections), events_(clock) {}

Listener::~Listener() { CHECK(!thread_.joinable()); }

base::Status Listener::Listen(const Address& address, const ConnectionFactory* factory) {
  TRY_ASSIGN(Descriptor descriptor, Bind(address));
  Address bound;
  if (listen(descriptor.get(), kListenBacklog) != 0 ||
      getsockname(descriptor.get(), bound.get(), &bound.size) != 0) {
    return ListenError(address);
  }
  acceptors_.push_back(std::make_unique<Acceptor>(this, descriptor.Release(), factory));
  addresses_.push_back(bound);
  return {};
}

void Listener::Start() {
  for (const auto& acceptor : acceptors_) acceptor->Begin();
  thread_ = std::thread([this] { events_.Run(); });
}

void Listener::Stop() {
  if (!thread_.joinable()) return;
  events_.Stop();
  thread_.join();
  for (const auto& acceptor : acceptors_) acceptor->End();
}

void Listener::Deal(int descriptor, const Address& peer, const ConnectionFactory* factory) {
  if (!connections_->Add()) {
    close(descriptor);
    counters_.connections_refused.Add(1);
    if (!std::exchange(refusing_logged_, true)) {
      base::LogWarning("net: there are " + std::to_string(connections_->max()) +
                       " connections; more are refused");
    }
    return;
  }
  refusing_logged_ = false;
  Loop* const fewest = *std::min_element(loops_.begin(), loops_.end(), [](Loop* a, Loop* b) {
    return a->connections() < b->connections();
  });
  fewest->Adopt({descriptor, peer.Host()}, factory);
}

}  // namespace net
