#include "kv/rocksdb/waiting_reads.h"

#include "run/end_of_turn.h"
#include "run/event.h"

namespace kv::rocks {

namespace {

// Greater than every key of every column: the ids of spaces and shards are counted, and never get
// so large; the names of the store's own records are ASCII.
constexpr std::string_view kBehindAll = "\xff\xff\xff\xff\xff\xff\xff\xff";

}  // namespace

void RowWalk::Seek() {
  // Parts of the iterator may stand at a block that could not be read, and stay there if they are
  // sent to the same place again. A seek behind the last row of all makes them let go of it, and
  // reads nothing.
  if (sought_) row_->Seek(kBehindAll);
  sought_ = true;
  const bool forward = direction_ == Direction::kForward;
  if (last_.empty()) {
    forward ? row_->SeekToFirst() : row_->SeekToLast();  // between the bounds
  } else if (forward) {
    row_->Seek(last_ + '\0');
  } else {
    row_->SeekForPrev(last_);
    if (row_->Valid() && row_->key() == last_) row_->Prev();
  }
}

bool WaitingReads::MayHandOver() {
  return run::CurrentWaiter() != nullptr && !run::ServesOneAlone();
}

void WaitingReads::HandOver(const std::function<void()>& what) {
  count_.fetch_add(1, std::memory_order_relaxed);
  std::call_once(started_, [this] { runner_ = std::make_unique<run::ThreadRunner>(threads_); });
  run::Event done;
  runner_->Run([&] {
    what();
    done.Set();
  });
  done.Wait();
}

}  // namespace kv::rocks
