#include "stator/periodic.h"

#include <utility>

namespace stator {

Periodic::Periodic(std::chrono::microseconds pause, std::function<bool()> work)
    : pause_(pause), work_(std::move(work)), thread_([this] { Run(); }) {}

Periodic::~Periodic() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  stopped_.NotifyOne();
  thread_.join();
}

void Periodic::Run() {
  for (;;) {
    const bool more = work_();
    base::MutexLock lock(mutex_);
    // A wake that is none only brings the next call forward.
    if (!more && !stopping_) stopped_.WaitFor(mutex_, pause_);
    if (stopping_) return;
  }
}

}  // namespace stator
