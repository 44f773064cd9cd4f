// One connection of a loop, whatever protocol it speaks.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "net/event_loop.h"
#include "net/socket_batch.h"

namespace net {

class Loop;

// Owned by its Loop and used on the loop's thread. A connection ends itself, by Loop::End; the loop
// destroys it at the end of the turn.
class Connection : public EventLoop::Watcher {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The first step, once the loop owns the connection.
  virtual void Begin() = 0;
  // Each tick of the loop: closes the connection if it has waited past its time.
  virtual void Tick(base::MonotonicTime now) = 0;
  // The loop has stood still for so long, which counts for no timeout.
  virtual void Postpone(base::MonotonicTime::duration stall) = 0;
  // The server is stopping: an idle connection closes, one with a request under way after it.
  virtual void BeginDrain() = 0;
  // Closes at once.
  virtual void Cut() = 0;

  // What Loop::HandleLater has put off: handles the request.
  virtual void HandlePutOff() = 0;
  // What Loop::SendLater has put off: sends the answer.
  virtual void SendPutOff() = 0;
  // Before SendPutOff, if others send, too: what is sent may be sent with theirs.
  virtual void SendAhead(SocketBatch* /*batch*/) {}

 protected:
  // SendPutOff will be called.
  bool sends_later() const { return sends_later_; }

 private:
  friend class Loop;

  size_t index_ = 0;  // in the loop's list
  bool sends_later_ = false;
};

// A connected, non-blocking socket.
struct ConnectedSocket {
  int descriptor;
  std::string peer_address;  // "127.0.0.1"
};

// Makes a connection, which owns the socket, on the loop's thread. A listening address has one:
// it decides what is spoken there, and whether inside TLS.
using ConnectionFactory =
    std::function<std::unique_ptr<Connection>(Loop* loop, ConnectedSocket socket)>;

}  // namespace net
