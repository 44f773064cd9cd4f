// Accepts connections and deals them out to the loops.
//
// One thread accepts for all: each connection goes to the loop that has the fewest. Acceptors of
// the kernel's (SO_REUSEPORT) would save a hand-over per connection, which lives for thousands of
// requests, but deal by hash: of 16 connections one of two threads may well get 11, and be the one
// that everybody waits for. They would also let a second server listen on the same port unnoticed.
#pragma once

#include <memory>
#include <vector>

#include "base/event.h"
#include "base/result.h"
#include "http/address.h"
#include "http/loop.h"

namespace http {

// Whether the address can be listened on right now. Errors: those of Listener::Listen.
base::Status CheckFree(const Address& address);

// Lives on the first loop's thread.
class Listener {
 public:
  // The loops outlive the listener.
  explicit Listener(std::vector<Loop*> loops);
  ~Listener();

  // Before Start. `tls`: null for none. Errors: kAlreadyExists (in use), kInvalidArgument (not an
  // address of this machine, or a port that needs privileges).
  base::Status Listen(const Address& address, SSL_CTX* tls);
  // Those bound, in order of Listen.
  const std::vector<Address>& addresses() const { return addresses_; }

  void Start();
  // Once started, from another thread than the loops'. Once it returns no connection is accepted
  // any more.
  void Stop();

 private:
  class Acceptor;

  // Takes a new connection.
  void Deal(int descriptor, const Address& peer, SSL_CTX* tls);

  const std::vector<Loop*> loops_;
  std::vector<std::unique_ptr<Acceptor>> acceptors_;
  std::vector<Address> addresses_;
  bool refusing_logged_ = false;
};

}  // namespace http
