#include "stator/stop_signals.h"

#include <unistd.h>

#include "base/log.h"

namespace stator {
namespace {

// The time that the last line of the log may wait for the reader of standard error.
constexpr unsigned kLastLineSeconds = 1;

}  // namespace

StopSignals::StopSignals() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  thread_ = std::thread([this] { Watch(); });
}

StopSignals::~StopSignals() {
  done_ = true;
  pthread_kill(thread_.native_handle(), SIGINT);  // so that it does not wait for ever
  thread_.join();
}

void StopSignals::Watch() {
  int signal = 0;
  sigwait(&signals_, &signal);
  // Writes no line here: if the log's reader does not read, writing would delay the second signal.
  first_.Set();
  if (done_) return;
  sigwait(&signals_, &signal);
  if (done_) return;
  alarm(kLastLineSeconds);
  base::LogInfo("stopping at once");
  _exit(1);
}

}  // namespace stator
