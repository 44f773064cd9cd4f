#include "base/turn.h"

#include "base/check.h"

namespace base {
namespace {

thread_local Turns* current_turns = nullptr;

// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] Turns* CurrentTurns() { return current_turns; }
[[gnu::noinline]] void SetCurrentTurns(Turns* turns) { current_turns = turns; }

// By index: what is put off meanwhile is done, too.
void DoAll(std::vector<PutOff*>* all) {
  for (size_t i = 0; i < all->size(); ++i) (*all)[i]->DoNow();
  all->clear();
}

}  // namespace

bool PutOffToTurnEnd(PutOff* what) {
  Turns* const turns = CurrentTurns();
  if (turns == nullptr) return false;
  turns->to_turn_end_.push_back(what);
  return true;
}

bool PutOffUntilIdle(PutOff* what) {
  Turns* const turns = CurrentTurns();
  if (turns == nullptr) return false;
  if (turns->until_idle_.empty()) turns->not_idle_since_ = turns->clock_.Monotonic();
  (turns->idle_ ? turns->until_next_idle_ : turns->until_idle_).push_back(what);
  return true;
}

void PutOffAnew() {
  if (Turns* const turns = CurrentTurns()) turns->not_idle_since_ = turns->clock_.Monotonic();
}

void SetServed(const Served* served) {
  if (Turns* const turns = CurrentTurns()) turns->served_ = served;
}

bool ServesOneAlone() {
  const Turns* const turns = CurrentTurns();
  return turns != nullptr && turns->served_ != nullptr && turns->served_->clients == 1;
}

bool AllServedWait() {
  const Turns* const turns = CurrentTurns();
  if (turns == nullptr || turns->served_ == nullptr) return false;
  return turns->served_->requests >= turns->served_->clients;
}

Turns::Turns(const Clock& clock) : clock_(clock) {
  CHECK(CurrentTurns() == nullptr);
  SetCurrentTurns(this);
}

Turns::~Turns() {
  Next(/*any_ready=*/true);
  Idle();
  SetCurrentTurns(nullptr);
}

void Turns::Next(bool any_ready) {
  DoAll(&to_turn_end_);
  if (any_ready) {
    for (PutOff* const what : until_next_idle_) PutOffUntilIdle(what);
    until_next_idle_.clear();
  }
  if (!until_idle_.empty() && clock_.Monotonic() - not_idle_since_ > kNotIdleMax) Idle();
}

void Turns::Idle() {
  idle_ = true;
  DoAll(&until_idle_);
  idle_ = false;
}

}  // namespace base
