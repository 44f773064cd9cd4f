// The bytes of one connection, with or without TLS. Never blocks: tells what to wait for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "net/event_loop.h"
#include "net/socket_batch.h"
#include "net/tls.h"

namespace net {

// Not thread-safe.
class Channel {
 public:
  enum class Status {
    kDone,
    kWantRead,   // nothing was done; wait until the socket is readable
    kWantWrite,  // nothing was done; wait until the socket is writable
    kPlain,      // by Handshake: the peer sends text without TLS, which is read as such from now on
    kEnd,        // the peer sends no more
    kFailed,     // reset, or a violation of TLS
  };
  struct Transfer {
    Status status = Status::kDone;
    size_t bytes = 0;
  };

  // Takes ownership of `descriptor`, a connected non-blocking socket. `watcher` is called when the
  // socket is ready. `tls` is null for a connection without TLS.
  Channel(EventLoop* loop, int descriptor, EventLoop::Watcher* watcher, SSL_CTX* tls);
  ~Channel() { Close(); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // To be called, before any other function, until it returns kDone. Returns kDone at once without
  // TLS.
  Status Handshake();
  // kDone: at least one byte was read.
  Transfer Read(std::span<char> into);
  // Writes a part of `first` followed by `second`. With TLS, writes from `second` only if `first`
  // is empty.
  Transfer Write(std::string_view first, std::string_view second);
  // Adds the system call of Read(into), or of Write(bytes, {}), to the batch. REQUIRES: that
  // function is called next, with the same arguments; it returns the result. Does nothing with TLS.
  void ReadAhead(std::span<char> into, SocketBatch* batch);
  void WriteAhead(std::string_view bytes, SocketBatch* batch);

  // Whether TLS has read bytes from the socket that Read has not returned. The socket does not
  // become readable because of them.
  bool HasBuffered() const { return tls_ != nullptr && SSL_has_pending(tls_.get()) == 1; }

  // From now on the watcher is called while the socket is readable (kWantRead) or writable
  // (kWantWrite). Costs nothing if that is so already. False if the system refuses.
  bool Watch(Status want);
  // From now on the watcher is not called.
  void Unwatch();

  // Tells the peer that it will get no more bytes.
  void ShutdownSend();
  // Reads and drops bytes that the peer still sends. kDone: there were some.
  Status Discard();
  // Closes the socket. The kernel still sends the bytes that it has taken.
  void Close();

 private:
  // No read, or write, was done ahead.
  static constexpr ssize_t kNothing = SocketBatch::kPending;

  Status TlsStatus(int result);
  bool SpeaksPlainText();

  EventLoop* const loop_;
  EventLoop::Watcher* const watcher_;
  int socket_;
  uint32_t watched_ = 0;  // EPOLLIN or EPOLLOUT; 0: not watched
  bool broken_ = false;   // the TLS session could not be made
  bool heard_ = false;    // the peer has sent something
  ssize_t read_ahead_ = kNothing;
  ssize_t write_ahead_ = kNothing;
  TlsSession tls_;
};

}  // namespace net
