// The bytes of one connection, through TLS or not. Never waits: says what to wait for.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "http/tls.h"

namespace http {

class Channel {
 public:
  enum class Status {
    kDone,
    kWantRead,   // nothing was done; wait until the socket is readable
    kWantWrite,  // the same, writable
    kEnd,        // the peer sends no more
    kFailed,     // reset, or a violation of TLS
  };
  struct Transfer {
    Status status = Status::kDone;
    size_t bytes = 0;
  };

  // Owns `descriptor`, a connected non-blocking socket. `tls`: null for none.
  Channel(boost::asio::io_context& context, int descriptor, bool ipv6, SSL_CTX* tls);

  // With TLS, to be called until kDone before anything else.
  Status Handshake();
  // kDone: at least one byte.
  Transfer Read(std::span<char> into);
  // Writes some of both, one after the other. With TLS, `second` only once `first` is empty.
  Transfer Write(std::string_view first, std::string_view second);

  // Bytes may be waiting above the socket, which will not become readable for them.
  bool HasBuffered() const { return tls_ != nullptr && SSL_has_pending(tls_.get()) == 1; }

  // Tells the peer that no more comes.
  void ShutdownSend();
  // Reads what still comes, unseen: kDone when there was something.
  Status Discard();
  // Ends waits: they report ready.
  void CancelWaits();
  // The same, and closes. Unsent bytes that the kernel has are still sent.
  void Close();

  // Calls `ready()` once, from the loop, when the socket may be readable (writable), or the wait
  // was ended.
  template <typename Ready>
  void WaitRead(Ready ready) {
    Wait(Socket::wait_read, std::move(ready));
  }
  template <typename Ready>
  void WaitWrite(Ready ready) {
    Wait(Socket::wait_write, std::move(ready));
  }

 private:
  // The io_context's own executor: the polymorphic one costs an indirection each step.
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;

  template <typename Ready>
  void Wait(Socket::wait_type what, Ready ready) {
    socket_.async_wait(what,
                       [ready = std::move(ready)](const boost::system::error_code&) { ready(); });
  }
  Status TlsStatus(int result);

  Socket socket_;
  TlsSession tls_;
};

}  // namespace http
