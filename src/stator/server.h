// The running server: one object owns everything, from the store up to the sockets.
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
  // Opens the store, takes up what was interrupted, and serves. What it was given must outlive it.
  // Errors: one clear line each: a data directory that is in use, unreadable or of a newer format;
  // an address in use; a certificate that cannot be read. The latter two leave no new data
  // directory behind.
  static base::Result<std::unique_ptr<Server>> Start(const Config& config, const base::Clock& clock,
                                                     base::Random& random);
  // Stops, if Stop was not called, or was in vain.
  ~Server();

  // Refuses new requests, lets those in flight finish (for config.stop_timeout), closes the store.
  // False if one goes on even then, since it computes: all stays as it is until it ends, and
  // whoever does not wait for that (the destructor does) ends the process. What was acknowledged
  // stays.
  bool Stop();

  std::vector<std::string> addresses() const;

 private:
  struct State;
  void Close();
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace stator
