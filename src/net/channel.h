// The bytes of one connection, through TLS or not. Never waits: says what to wait for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "net/event_loop.h"
#include "net/socket_batch.h"
#include "net/tls.h"

namespace net {

class Channel {
 public:
  enum class Status {
    kDone,
    kWantRead,   // nothing was done; wait until the socket is readable
    kWantWrite,  // the same, writable
    kPlain,      // of Handshake: the peer speaks text without TLS, and is heard so from now on
    kEnd,        // the peer sends no more
    kFailed,     // reset, or a violation of TLS
  };
  struct Transfer {
    Status status = Status::kDone;
    size_t bytes = 0;
  };

  // Owns `descriptor`, a connected non-blocking socket; tells `watcher` when it is ready. `tls`:
  // null for none.
  Channel(EventLoop* loop, int descriptor, EventLoop::Watcher* watcher, SSL_CTX* tls);
  ~Channel() { Close(); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // To be called until kDone before anything else; at once kDone without TLS.
  Status Handshake();
  // kDone: at least one byte.
  Transfer Read(std::span<char> into);
  // Writes some of both, one after the other. With TLS, `second` only once `first` is empty.
  Transfer Write(std::string_view first, std::string_view second);
  // Does with others what Read(into), or Write(bytes, {}), would do, which must be called next and
  // says what came of it. With TLS nothing.
  void ReadAhead(std::span<char> into, SocketBatch* batch);
  void WriteAhead(std::string_view bytes, SocketBatch* batch);

  // Bytes may be waiting above the socket, which will not become readable for them.
  bool HasBuffered() const { return tls_ != nullptr && SSL_has_pending(tls_.get()) == 1; }

  // Has the watcher called as long as the socket is readable (kWantRead) or writable (kWantWrite).
  // Free of cost if it is watched so already. False if the system cannot.
  bool Watch(Status want);
  // Has the watcher called no more.
  void Unwatch();

  // Tells the peer that no more comes.
  void ShutdownSend();
  // Reads what still comes, unseen: kDone when there was something.
  Status Discard();
  // Ends everything. Unsent bytes that the kernel has are still sent.
  void Close();

 private:
  // Nothing was done ahead.
  static constexpr ssize_t kNothing = SocketBatch::kPending;

  Status TlsStatus(int result);
  bool SpeaksPlainText();

  EventLoop* const loop_;
  EventLoop::Watcher* const watcher_;
  int socket_;
  uint32_t watched_ = 0;  // EPOLLIN or EPOLLOUT; 0: not watched
  bool broken_ = false;   // could not be set up
  bool heard_ = false;    // the first byte has come
  ssize_t read_ahead_ = kNothing;
  ssize_t write_ahead_ = kNothing;
  TlsSession tls_;
};

}  // namespace net
