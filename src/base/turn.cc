#include "base/turn.h"

#include "base/check.h"

namespace base {
namespace {

thread_local Turns* current_turns = nullptr;

// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] Turns* CurrentTurns() { return current_turns; }
[[gnu::noinline]] void SetCurrentTurns(Turns* turns) { current_turns = turns; }

}  // namespace

bool PutOffToTurnEnd(TurnEnd* what) {
  Turns* const turns = CurrentTurns();
  if (turns == nullptr) return false;
  turns->put_off_.push_back(what);
  return true;
}

Turns::Turns() {
  CHECK(CurrentTurns() == nullptr);
  SetCurrentTurns(this);
}

Turns::~Turns() {
  Next();
  SetCurrentTurns(nullptr);
}

void Turns::Next() {
  // By index: what is put off meanwhile is done, too.
  for (size_t i = 0; i < put_off_.size(); ++i) put_off_[i]->OnTurnEnd();
  put_off_.clear();
}

}  // namespace base
