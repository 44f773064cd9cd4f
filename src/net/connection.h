// The interface of a connection, for any protocol.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "net/event_loop.h"
#include "net/socket_batch.h"

namespace net {

class Loop;

// Owned by its Loop, and used only on the loop's thread. A connection ends by calling Loop::End;
// the loop destroys it at the end of the turn.
class Connection : public EventLoop::Watcher {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The first step. Called once the loop owns the connection.
  virtual void Begin() = 0;
  // Called at each tick of the loop. Closes the connection if a timeout is over.
  virtual void Tick(base::MonotonicTime now) = 0;
  // Called after the loop has stood still for the time `stall`. Moves all timeouts by it.
  virtual void Postpone(base::MonotonicTime::duration stall) = 0;
  // Called when the server stops. Closes the connection: at once if it is idle, else after the
  // present request.
  virtual void BeginDrain() = 0;
  // Closes the connection at once.
  virtual void Cut() = 0;

  // Handles the request that Loop::HandleLater has deferred.
  virtual void HandlePutOff() = 0;
  // Sends the answer that Loop::SendLater has deferred.
  virtual void SendPutOff() = 0;
  // Called before SendPutOff if other connections send, too. May add its system call to the batch.
  virtual void SendAhead(SocketBatch* /*batch*/) {}

 protected:
  // Whether the loop will call SendPutOff.
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

// Makes a connection, which takes ownership of the socket. Called on the loop's thread. Each
// address that is listened on has a factory, which decides the protocol, and whether TLS is used.
using ConnectionFactory =
    std::function<std::unique_ptr<Connection>(Loop* loop, ConnectedSocket socket)>;

}  // namespace net
