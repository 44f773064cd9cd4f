// SIGTERM and SIGINT: the first asks the server to stop, the second ends the process.
#pragma once

#include <atomic>
#include <csignal>
#include <thread>

#include "run/event.h"

namespace stator {

// Noticed by a thread that does nothing else, so that they are whatever all others are busy with.
// The second ends the process at once, as if it were killed, with status 1: what was acknowledged
// is on disk, and the next start replays it.
class StopSignals {
 public:
  // Before any other thread starts, since all inherit that these signals are blocked.
  StopSignals();
  // After this they are ignored.
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Returns once the first has come. Once.
  void Await() { first_.Wait(); }

 private:
  void Watch();

  sigset_t signals_;
  run::Event first_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace stator
