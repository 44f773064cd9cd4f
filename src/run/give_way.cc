#include "run/give_way.h"

#include "run/event.h"

namespace run {
namespace {

thread_local size_t spent = 0;

// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] size_t& SpentHere() { return spent; }

}  // namespace

[[gnu::noinline]] void Spend(size_t steps) { SpentHere() += steps; }

[[gnu::noinline]] bool SliceIsSpent() {
  return SpentHere() >= kStepsPerSlice && CurrentWaiter() != nullptr;
}

void GiveWay() {
  if (!SliceIsSpent()) return;
  SpentHere() = 0;
  Waiter* const self = CurrentWaiter();
  // Woken before it is suspended: so it is resumed when the loop comes to the work posted so far.
  self->Wake();
  self->Suspend();
}

}  // namespace run
