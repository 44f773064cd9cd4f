// SIGTERM and SIGINT: the first asks the server to stop, the second ends the process.
#pragma once

#include <atomic>
#include <csignal>
#include <thread>

#include "run/event.h"

namespace stator {

// A thread of its own waits for the signals, so they are noticed whatever the other threads are
// busy with. The second signal ends the process at once, with status 1, as if it were killed:
// acknowledged writes are on disk, and the next start replays them.
class StopSignals {
 public:
  // Blocks the signals for this thread and for those that it starts. REQUIRES: no other thread has
  // been started.
  StopSignals();
  // From now on the signals are ignored.
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Blocks until the first signal comes. REQUIRES: called once.
  void Await() { first_.Wait(); }

 private:
  void Watch();

  sigset_t signals_;
  run::Event first_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace stator
