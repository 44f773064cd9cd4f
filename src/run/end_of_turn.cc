#include "run/end_of_turn.h"

#include "base/check.h"

namespace run {
namespace {

thread_local Turns* current_turns = nullptr;

// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] Turns* CurrentTurns() { return current_turns; }
[[gnu::noinline]] void SetCurrentTurns(Turns* turns) { current_turns = turns; }

// By index, because DoNow may append to the list.
void DoAll(std::vector<EndOfTurnWork*>* all) {
  for (size_t i = 0; i < all->size(); ++i) (*all)[i]->DoNow();
  all->clear();
}

}  // namespace

bool DoAtEndOfTurn(EndOfTurnWork* what) {
  Turns* const turns = CurrentTurns();
  if (turns == nullptr) return false;
  turns->to_turn_end_.push_back(what);
  return true;
}

bool DoWhenIdle(EndOfTurnWork* what) {
  Turns* const turns = CurrentTurns();
  if (turns == nullptr) return false;
  if (turns->until_idle_.empty()) turns->not_idle_since_ = turns->clock_.Monotonic();
  (turns->idle_ ? turns->until_next_idle_ : turns->until_idle_).push_back(what);
  return true;
}

void RestartIdleWait() {
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

Turns::Turns(const base::Clock& clock) : clock_(clock) {
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
    for (EndOfTurnWork* const what : until_next_idle_) DoWhenIdle(what);
    until_next_idle_.clear();
  }
  if (!until_idle_.empty() && clock_.Monotonic() - not_idle_since_ > kIdleWaitMax) Idle();
}

void Turns::Idle() {
  idle_ = true;
  DoAll(&until_idle_);
  idle_ = false;
}

}  // namespace run
