// The running server: one object that owns everything, from the store up to the sockets.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "stator/config.h"

namespace stator {

// Not thread-safe.
class Server {
 public:
  // Opens the store, completes interrupted work, and serves. REQUIRES: the arguments outlive the
  // server. Errors, each with a text of one line: a data directory that is in use, unreadable or of
  // a newer format; an address in use; a certificate that cannot be read. After the latter two, no
  // new data directory is left.
  static base::Result<std::unique_ptr<Server>> Start(const Config& config, const base::Clock& clock,
                                                     base::Random& random);
  // Stops the server, if it is not stopped.
  ~Server();

  // Refuses new requests, lets requests in progress finish (for config.stop_timeout), and closes
  // the store. False if a request still computes after that: then the store stays open. The caller
  // may end the process, which loses no acknowledged write; the destructor would wait for the
  // request.
  bool Stop();

  std::vector<std::string> addresses() const;

 private:
  struct State;
  void Close();
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace stator
