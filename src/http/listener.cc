#include "http/listener.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/log.h"

namespace http {
namespace {

// Closes unless released.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  int Release() { return std::exchange(value_, -1); }

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

}  // namespace

Listener::Listener(std::vector<Loop*> loops) : loops_(std::move(loops)) {}

base::Status Listener::Listen(const Address& address, SSL_CTX* tls) {
  Descriptor descriptor(
      socket(address.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (descriptor.get() < 0) return ListenError(address);
  const int on = 1;
  setsockopt(descriptor.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (address.is_ipv6()) setsockopt(descriptor.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  Address bound;
  if (bind(descriptor.get(), address.get(), address.size) != 0 ||
      listen(descriptor.get(), kListenBacklog) != 0 ||
      getsockname(descriptor.get(), bound.get(), &bound.size) != 0) {
    return ListenError(address);
  }
  auto acceptor = std::make_unique<Acceptor>(loops_.front()->context(), tls);
  boost::system::error_code error;
  acceptor->socket.assign(
      address.is_ipv6() ? boost::asio::ip::tcp::v6() : boost::asio::ip::tcp::v4(), descriptor.get(),
      error);
  if (error) return base::Internal("Cannot listen on " + address.ToText() + ": " + error.message());
  descriptor.Release();
  acceptors_.push_back(std::move(acceptor));
  addresses_.push_back(bound);
  return {};
}

void Listener::Start() {
  loops_.front()->Post([this] {
    for (const auto& acceptor : acceptors_) Wait(*acceptor);
  });
}

void Listener::Stop() {
  base::Event stopped;
  loops_.front()->Post([this, &stopped] {
    for (const auto& acceptor : acceptors_) {
      boost::system::error_code error;  // closed, whatever this says
      acceptor->socket.close(error);
      acceptor->backoff.cancel();
    }
    stopped.Set();
  });
  stopped.Wait();
}

void Listener::Wait(Acceptor& acceptor) {
  acceptor.socket.async_wait(boost::asio::socket_base::wait_read,
                             [this, &acceptor](const boost::system::error_code& error) {
                               if (!error && acceptor.socket.is_open()) Accept(acceptor);
                             });
}

void Listener::Accept(Acceptor& acceptor) {
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    Address peer;
    const int descriptor = accept4(acceptor.socket.native_handle(), peer.get(), &peer.size,
                                   SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      Deal(acceptor, descriptor, peer);
    } else if (errno == EAGAIN) {
      break;
    } else if (!IsOfOneConnection(errno)) {
      BackOff(acceptor, errno);
      return;
    }
  }
  Wait(acceptor);
}

// The queue stays readable: without a pause this would spin until descriptors are free.
void Listener::BackOff(Acceptor& acceptor, int error) {
  loops_.front()->counters().accept_failures.Add(1);
  base::LogWarning("http: cannot accept a connection: " + std::string(std::strerror(error)));
  acceptor.backoff.expires_after(kAcceptBackoff);
  acceptor.backoff.async_wait([this, &acceptor](const boost::system::error_code& ended) {
    if (!ended && acceptor.socket.is_open()) Accept(acceptor);
  });
}

void Listener::Deal(Acceptor& acceptor, int descriptor, const Address& peer) {
  Loop* const first = loops_.front();
  ConnectionCount& connections = *first->shared().connections;
  if (!connections.Add()) {
    close(descriptor);
    first->counters().connections_refused.Add(1);
    if (!std::exchange(refusing_logged_, true)) {
      base::LogWarning("http: there are " + std::to_string(connections.max()) +
                       " connections; more are refused");
    }
    return;
  }
  refusing_logged_ = false;
  Loop* const fewest = *std::min_element(loops_.begin(), loops_.end(), [](Loop* a, Loop* b) {
    return a->connections() < b->connections();
  });
  fewest->Adopt(descriptor, peer.is_ipv6(), peer.Host(), acceptor.tls);
}

}  // namespace http
