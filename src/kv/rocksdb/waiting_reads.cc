#include "kv/rocksdb/waiting_reads.h"

#include "base/event.h"
#include "base/turn.h"

namespace kv::rocks {

bool WaitingReads::MayHandOver() {
  return base::CurrentWaiter() != nullptr && !base::ServesOneAlone();
}

void WaitingReads::HandOver(Handed* what) {
  struct Job {
    Handed* what;
    base::Event done;
  };
  count_.fetch_add(1, std::memory_order_relaxed);
  std::call_once(started_, [this] { runner_ = std::make_unique<base::ThreadRunner>(threads_); });
  Job job{.what = what, .done = {}};
  runner_->Run([&job] {
    job.what->Do();
    job.done.Set();
  });
  job.done.Wait();
}

}  // namespace kv::rocks
