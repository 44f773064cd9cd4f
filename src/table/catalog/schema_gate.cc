#include "table/catalog/schema_gate.h"

#include <algorithm>

#include "base/check.h"

namespace table::catalog {

void SchemaGate::Publish(const TablePtr& table) {
  base::MutexLock lock(mutex_);
  current_ = table;
  ++generation_;
}

bool SchemaGate::HasOlder(uint64_t generation) const {
  return std::ranges::any_of(busy_,
                             [&](const Generation& busy) { return busy.number < generation; });
}

void SchemaGate::WaitForOlder() {
  run::Event done;
  {
    base::MutexLock lock(mutex_);
    if (!HasOlder(generation_)) return;
    waiting_.push_back({generation_, &done});
  }
  done.Wait();
}

void SchemaGate::Leave(uint64_t generation) {
  std::vector<run::Event*> done;
  {
    base::MutexLock lock(mutex_);
    const auto busy = std::ranges::find(busy_, generation, &Generation::number);
    CHECK(busy != busy_.end());
    if (--busy->writers > 0) return;
    busy_.erase(busy);
    // A loop, because the thread-safety analysis does not know that a lambda holds the mutex.
    for (auto waiting = waiting_.begin(); waiting != waiting_.end();) {
      if (HasOlder(waiting->generation)) {
        ++waiting;
        continue;
      }
      done.push_back(waiting->done);
      waiting = waiting_.erase(waiting);
    }
  }
  for (run::Event* event : done) event->Set();
}

SchemaGate::Pass::Pass(const TableDescription& known) : gate_(known.gate.get()), table_(&known) {
  if (gate_ == nullptr) return;
  base::MutexLock lock(gate_->mutex_);
  held_ = gate_->current_.lock();
  if (held_ != nullptr) table_ = held_.get();
  generation_ = gate_->generation_;
  const auto busy = std::ranges::find(gate_->busy_, generation_, &Generation::number);
  if (busy != gate_->busy_.end()) {
    ++busy->writers;
  } else {
    gate_->busy_.push_back({generation_, 1});
  }
}

SchemaGate::Pass::~Pass() {
  if (gate_ != nullptr) gate_->Leave(generation_);
}

}  // namespace table::catalog
