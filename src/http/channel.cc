#include "http/channel.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace http {
namespace {

// What a lingering connection still sends is read in pieces of this size.
constexpr size_t kDiscardBytes = 16 * 1024;

Channel::Status FromErrno(Channel::Status would_block) {
  return errno == EAGAIN || errno == EINTR ? would_block : Channel::Status::kFailed;
}

}  // namespace

Channel::Channel(boost::asio::io_context& context, int descriptor, bool ipv6, SSL_CTX* tls)
    : socket_(context) {
  const int on = 1;
  // Answers are written whole; waiting for more to send along would only delay them.
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  boost::system::error_code error;
  socket_.assign(ipv6 ? boost::asio::ip::tcp::v6() : boost::asio::ip::tcp::v4(), descriptor, error);
  if (error) {
    close(descriptor);
    return;
  }
  if (tls != nullptr) {
    tls_ = MakeTlsSession(tls, descriptor);
    if (tls_ == nullptr) {
      Close();
    } else {
      SSL_set_accept_state(tls_.get());
    }
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

Channel::Status Channel::Handshake() {
  if (!socket_.is_open()) return Status::kFailed;
  if (tls_ == nullptr) return Status::kDone;
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
  const ssize_t received = recv(socket_.native_handle(), into.data(), into.size(), 0);
  if (received > 0) return {Status::kDone, static_cast<size_t>(received)};
  if (received == 0) return {Status::kEnd};
  return {FromErrno(Status::kWantRead)};
}

Channel::Transfer Channel::Write(std::string_view first, std::string_view second) {
  if (tls_ != nullptr) {
    ERR_clear_error();
    const std::string_view bytes = first.empty() ? second : first;
    size_t written = 0;
    const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &written);
    return {result == 1 ? Status::kDone : TlsStatus(result), written};
  }
  ssize_t sent;
  if (first.empty() || second.empty()) {
    const std::string_view bytes = first.empty() ? second : first;
    sent = send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  } else {
    std::array<iovec, 2> parts = {iovec{const_cast<char*>(first.data()), first.size()},
                                  iovec{const_cast<char*>(second.data()), second.size()}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    sent = sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL);
  }
  if (sent >= 0) return {Status::kDone, static_cast<size_t>(sent)};
  return {FromErrno(Status::kWantWrite)};
}

void Channel::ShutdownSend() {
  if (tls_ != nullptr && SSL_is_init_finished(tls_.get())) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());  // tells once; whether the peer answers does not matter
  }
  shutdown(socket_.native_handle(), SHUT_WR);
}

Channel::Status Channel::Discard() {
  std::array<char, kDiscardBytes> bytes;
  const ssize_t received = recv(socket_.native_handle(), bytes.data(), bytes.size(), 0);
  if (received > 0) return Status::kDone;
  return received == 0 ? Status::kEnd : FromErrno(Status::kWantRead);
}

void Channel::CancelWaits() {
  boost::system::error_code error;  // nothing waits if this fails
  socket_.cancel(error);
}

void Channel::Close() {
  boost::system::error_code error;  // the descriptor is gone whatever this says
  socket_.close(error);
}

}  // namespace http
