#include "net/channel.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace net {
namespace {

// What a lingering connection still sends is read in pieces of this size.
constexpr size_t kDiscardBytes = 16'384;

Channel::Status FromError(int error, Channel::Status would_block) {
  return error == EAGAIN || error == EINTR ? would_block : Channel::Status::kFailed;
}

// What a call came to: bytes, or -1 and errno.
ssize_t OrError(ssize_t result) { return result >= 0 ? result : -errno; }

}  // namespace

Channel::Channel(EventLoop* loop, int descriptor, EventLoop::Watcher* watcher, SSL_CTX* tls)
    : loop_(loop), watcher_(watcher), socket_(descriptor) {
  const int on = 1;
  // Answers are written whole; waiting for more to send along would only delay them.
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (tls == nullptr) return;
  tls_ = MakeTlsSession(tls, socket_);
  if (tls_ == nullptr) {
    broken_ = true;
  } else {
    SSL_set_accept_state(tls_.get());
  }
}

Channel::Status Channel::TlsStatus(int result) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_NONE:
      return Status::kDone;
    case SSL_ERROR_WANT_READ:
      return Status::kWantRead;
    case SSL_ERROR_WANT_WRITE:
      return Status::kWantWrite;
    case SSL_ERROR_ZERO_RETURN:
      return Status::kEnd;
    default:
      return Status::kFailed;
  }
}

// A request of HTTP begins with a letter of its method, a TLS record with a small number (22), and
// the hello of SSL 2 with a large one.
bool Channel::SpeaksPlainText() {
  char first = 0;
  if (heard_ || recv(socket_, &first, sizeof(first), MSG_PEEK) != sizeof(first)) return false;
  heard_ = true;
  return first >= 'A' && first <= 'Z';
}

Channel::Status Channel::Handshake() {
  if (broken_) return Status::kFailed;
  if (tls_ == nullptr) return Status::kDone;
  if (SpeaksPlainText()) {
    tls_ = nullptr;
    return Status::kPlain;
  }
  ERR_clear_error();
  return TlsStatus(SSL_do_handshake(tls_.get()));
}

Channel::Transfer Channel::Read(std::span<char> into) {
  if (tls_ != nullptr) {
    ERR_clear_error();
    size_t bytes = 0;
    const int result = SSL_read_ex(tls_.get(), into.data(), into.size(), &bytes);
    return {result == 1 ? Status::kDone : TlsStatus(result), bytes};
  }
  ssize_t received = std::exchange(read_ahead_, kNothing);
  if (received == kNothing) received = OrError(recv(socket_, into.data(), into.size(), 0));
  if (received > 0) return {Status::kDone, static_cast<size_t>(received)};
  if (received == 0) return {Status::kEnd};
  return {FromError(static_cast<int>(-received), Status::kWantRead)};
}

void Channel::ReadAhead(std::span<char> into, SocketBatch* batch) {
  if (tls_ == nullptr) batch->Receive(socket_, into, &read_ahead_);
}

void Channel::WriteAhead(std::string_view bytes, SocketBatch* batch) {
  if (tls_ == nullptr) batch->Send(socket_, bytes, &write_ahead_);
}

Channel::Transfer Channel::Write(std::string_view first, std::string_view second) {
  if (tls_ != nullptr) {
    ERR_clear_error();
    const std::string_view bytes = first.empty() ? second : first;
    size_t written = 0;
    const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &written);
    return {result == 1 ? Status::kDone : TlsStatus(result), written};
  }
  ssize_t sent = std::exchange(write_ahead_, kNothing);
  if (sent != kNothing) {
    // Done.
  } else if (first.empty() || second.empty()) {
    const std::string_view bytes = first.empty() ? second : first;
    sent = OrError(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  } else {
    std::array<iovec, 2> parts = {iovec{const_cast<char*>(first.data()), first.size()},
                                  iovec{const_cast<char*>(second.data()), second.size()}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    sent = OrError(sendmsg(socket_, &message, MSG_NOSIGNAL));
  }
  if (sent >= 0) return {Status::kDone, static_cast<size_t>(sent)};
  return {FromError(static_cast<int>(-sent), Status::kWantWrite)};
}

void Channel::ShutdownSend() {
  if (tls_ != nullptr && SSL_is_init_finished(tls_.get())) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());  // tells once; whether the peer answers does not matter
  }
  shutdown(socket_, SHUT_WR);
}

Channel::Status Channel::Discard() {
  std::array<char, kDiscardBytes> bytes;
  const ssize_t received = recv(socket_, bytes.data(), bytes.size(), 0);
  if (received > 0) return Status::kDone;
  return received == 0 ? Status::kEnd : FromError(errno, Status::kWantRead);
}

bool Channel::Watch(Status want) {
  const uint32_t events = want == Status::kWantWrite ? EPOLLOUT : EPOLLIN;
  if (events == watched_) return true;
  const bool watched = watched_ == 0 ? loop_->Watch(socket_, events, watcher_)
                                     : loop_->Rewatch(socket_, events, watcher_);
  if (watched) watched_ = events;
  return watched;
}

void Channel::Unwatch() {
  if (watched_ != 0) loop_->Unwatch(socket_);
  watched_ = 0;
}

void Channel::Close() {
  watched_ = 0;
  if (socket_ >= 0) close(std::exchange(socket_, -1));
}

}  // namespace net
