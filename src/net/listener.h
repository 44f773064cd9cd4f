// Accepts connections and distributes them over the loops.
//
// One thread accepts all connections, and does nothing else. So accepting, and its end when the
// server stops, do not depend on what the loops are busy with. Each connection goes to the loop
// that has the fewest. Letting the kernel distribute them (SO_REUSEPORT) would save one hand-over
// in the life of a connection, but the kernel distributes by a hash: of 16 connections, one of two
// threads may well get 11, and be the bottleneck. It would also let a second server listen on the
// same port unnoticed.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/loop.h"

namespace net {

// An error if the address cannot be listened on at the moment. Errors: those of Listener::Listen.
base::Status CheckFree(const Address& address);

// Not thread-safe. Accepts on a thread of its own.
class Listener {
 public:
  // REQUIRES: the arguments outlive the listener.
  Listener(std::vector<Loop*> loops, ConnectionCount* connections, const base::Clock& clock);
  // REQUIRES: the thread was not started or has been stopped.
  ~Listener();

  // Binds an address. `factory` makes the connections that are accepted there. REQUIRES: Start was
  // not called yet; the factory outlives the listener and the loops. Errors: kAlreadyExists (in
  // use), kInvalidArgument (not an address of this machine, or a port that needs privileges).
  base::Status Listen(const Address& address, const ConnectionFactory* factory);
  // The addresses that were bound, in the order of the calls of Listen.
  const std::vector<Address>& addresses() const { return addresses_; }

  // Starts accepting.
  void Start();
  // Once it returns, no more connections are accepted. May be called several times.
  void Stop();

  const Counters& counters() const { return counters_; }

 private:
  class Acceptor;

  // Gives a new connection to a loop.
  void Deal(int descriptor, const Address& peer, const ConnectionFactory* factory);

  const std::vector<Loop*> loops_;
  ConnectionCount* const connections_;
  Counters counters_;
  EventLoop events_;
  std::thread thread_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::vector<Address> addresses_;
  bool refusing_logged_ = false;
};

}  // namespace net
