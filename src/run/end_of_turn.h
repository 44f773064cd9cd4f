// Work that an event loop's thread defers, so that it is done once for many requests.
//
// A turn of an event loop: it takes the events that are ready, handles them, and looks for more, or
// sleeps. Waking another thread, or a client that waits for an answer, costs a system call and an
// interrupt of another processor. Deferred to the end of the turn, or until the loop finds no more
// events, that cost is paid once for many requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "base/clock.h"

namespace run {

// The longest that DoWhenIdle defers work. In this time one processor handles about as many
// requests as are worth waiting for.
constexpr std::chrono::microseconds kIdleWaitMax{1500};

// Work that can be deferred.
class EndOfTurnWork {
 public:
  virtual ~EndOfTurnWork() = default;
  // Does the work. Called on the thread that deferred it. May defer more work, which is done in the
  // same pass.
  virtual void DoNow() = 0;
};

// Defers what->DoNow() to the end of this thread's turn. False if this thread has no turns: then
// the caller must do the work at once. REQUIRES: `what` lives until DoNow is called.
bool DoAtEndOfTurn(EndOfTurnWork* what);
// Defers what->DoNow() until the loop finds no more events, but no longer than to the end of the
// first turn that ends kIdleWaitMax after this call. Called from a DoNow which runs because there
// were no more events, it defers until there were events again and then no more. False, and
// REQUIRES: as DoAtEndOfTurn.
bool DoWhenIdle(EndOfTurnWork* what);
// Counts kIdleWaitMax from now for all work that DoWhenIdle has deferred. For callers that have
// just done most of that work.
void RestartIdleWait();

// How many clients this thread's event loop serves. A client has one request at a time.
struct Served {
  size_t clients = 0;
  size_t requests = 0;  // not answered yet
};
// Tells the functions below where the numbers are. REQUIRES: called on the loop's thread, while it
// has turns; `*served` is kept up to date, on this thread, until the turns end.
void SetServed(const Served* served);
// Whether this thread serves exactly one client. Then a request may block the thread instead of
// handing work to another thread: no other client waits, and two switches of threads are saved.
bool ServesOneAlone();
// Whether all clients of this thread wait for answers. Then no request arrives until one of them is
// answered.
bool AllServedWait();

// Makes the calling thread one that has turns, for as long as the object lives. For event loops.
// Not thread-safe. REQUIRES: at most one on a thread at a time.
class Turns {
 public:
  // `clock` measures how long work was deferred. REQUIRES: it outlives the turns.
  explicit Turns(const base::Clock& clock);
  // Does the work that is still deferred.
  ~Turns();
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  // Ends a turn and begins another. `any_ready`: the turn had events.
  void Next(bool any_ready);
  // Whether work is deferred until there are no more events. Then the loop polls before it sleeps
  // and, if it finds none, calls Idle.
  bool awaits_idle() const { return !until_idle_.empty(); }
  void Idle();

 private:
  friend bool DoAtEndOfTurn(EndOfTurnWork* what);
  friend bool DoWhenIdle(EndOfTurnWork* what);
  friend void RestartIdleWait();
  friend void SetServed(const Served* served);
  friend bool ServesOneAlone();
  friend bool AllServedWait();

  const base::Clock& clock_;
  std::vector<EndOfTurnWork*> to_turn_end_;
  std::vector<EndOfTurnWork*> until_idle_;
  std::vector<EndOfTurnWork*> until_next_idle_;
  base::MonotonicTime not_idle_since_;  // since when until_idle_ waits; if it is not empty
  bool idle_ = false;
  const Served* served_ = nullptr;
};

}  // namespace run
