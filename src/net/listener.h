// Accepts connections and deals them out to the loops.
//
// One thread accepts for all, and does nothing else, so that connections are accepted, and no more
// of them are when the server stops, whatever the loops are busy with: each connection goes to the
// loop that has the fewest. Acceptors of the kernel's (SO_REUSEPORT) would save a hand-over per
// connection, which lives for thousands of requests, but deal by hash: of 16 connections one of two
// threads may well get 11, and be the one that everybody waits for. They would also let a second
// server listen on the same port unnoticed.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/loop.h"

namespace net {

// Whether the address can be listened on right now. Errors: those of Listener::Listen.
base::Status CheckFree(const Address& address);

// Used by the server's owner; accepts on a thread of its own.
class Listener {
 public:
  // All outlive the listener.
  Listener(std::vector<Loop*> loops, ConnectionCount* connections, const base::Clock& clock);
  // Not while the thread runs.
  ~Listener();

  // Before Start. `factory` makes the connections that are accepted there; must outlive the
  // listener and the loops. Errors: kAlreadyExists (in use), kInvalidArgument (not an address of
  // this machine, or a port that needs privileges).
  base::Status Listen(const Address& address, const ConnectionFactory* factory);
  // Those bound, in order of Listen.
  const std::vector<Address>& addresses() const { return addresses_; }

  void Start();
  // Once it returns no connection is accepted any more. May be repeated.
  void Stop();

  const Counters& counters() const { return counters_; }

 private:
  class Acceptor;

  // Takes a new connection.
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
