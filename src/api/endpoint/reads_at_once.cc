#include "api/endpoint/reads_at_once.h"

#include <algorithm>
#include <vector>

namespace api {

ReadsAtOnce::Turn::Turn(ReadsAtOnce* reads, size_t bytes)
    : reads_(reads), bytes_(std::min(bytes, reads->bytes_max_)) {
  if (bytes_ == 0) return;
  run::Event event;
  {
    base::MutexLock lock(reads_->mutex_);
    if (reads_->waiting_.empty() && reads_->bytes_ + bytes_ <= reads_->bytes_max_) {
      reads_->bytes_ += bytes_;
      return;
    }
    reads_->waiting_.push_back({&event, bytes_});
  }
  event.Wait();
}

// A waiter's bytes are counted before it is woken.
ReadsAtOnce::Turn::~Turn() {
  if (bytes_ == 0) return;
  std::vector<run::Event*> woken;
  {
    base::MutexLock lock(reads_->mutex_);
    reads_->bytes_ -= bytes_;
    std::deque<Waiting>& waiting = reads_->waiting_;
    while (!waiting.empty() && reads_->bytes_ + waiting.front().bytes <= reads_->bytes_max_) {
      reads_->bytes_ += waiting.front().bytes;
      woken.push_back(waiting.front().event);
      waiting.pop_front();
    }
  }
  for (run::Event* const event : woken) event->Set();
}

}  // namespace api
