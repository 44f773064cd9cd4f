// Work that is put off to the end of an event loop's turn, so that it is done once for many
// requests.
//
// A turn: an event loop takes what is ready, handles it, and looks again, or sleeps. Waking another
// thread, or a client that waits for an answer, costs a system call and an interrupt of another
// processor; done at the end of a turn, or when nothing more is ready, that is paid once for many
// requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "base/clock.h"

namespace run {

// About as long as one processor needs for as many requests as are worth waiting for.
constexpr std::chrono::microseconds kIdleWaitMax{1500};

// Work that may be put off.
class EndOfTurnWork {
 public:
  virtual ~EndOfTurnWork() = default;
  // On the thread that put it off. May put off more, which is done in the same go.
  virtual void DoNow() = 0;
};

// Calls what->DoNow() at the end of this thread's turn. `what` must live until then. False if this
// thread has no turns: then the caller does the work at once.
bool DoAtEndOfTurn(EndOfTurnWork* what);
// Calls what->DoNow() once nothing more is ready, but at the end of the first turn after
// kIdleWaitMax at the latest. If nothing is ready now, because this is called by a DoNow of that
// moment, it waits until something was ready in between.
bool DoWhenIdle(EndOfTurnWork* what);
// Gives what DoWhenIdle has put off kIdleWaitMax from now on: for callers that have just done most
// of it.
void RestartIdleWait();

// How many clients this thread's event loop serves. A client has one request at a time.
struct Served {
  size_t clients = 0;
  size_t requests = 0;  // that are not answered yet
};
// By the loop's owner, on its thread, who keeps `*served` up to date until the turns end.
void SetServed(const Served* served);
// Whether this thread has one client. Then the request that runs may block the thread with work
// that would else be handed to another thread: no other client waits for it, and two changes of
// threads are saved.
bool ServesOneAlone();
// Whether all clients of this thread wait for answers: until one is answered, no request comes.
bool AllServedWait();

// For event loops. The thread has turns as long as this lives. One at a time on a thread.
class Turns {
 public:
  // `clock`: for how long something was put off. Must outlive the turns.
  explicit Turns(const base::Clock& clock);
  // What is put off by now is done.
  ~Turns();
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  // Ends a turn, in which something was ready or nothing was, and begins another.
  void Next(bool any_ready);
  // Whether something is put off until nothing is ready: the loop then looks before it sleeps.
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
  base::MonotonicTime not_idle_since_;  // if anything is put off until idle
  bool idle_ = false;
  const Served* served_ = nullptr;
};

}  // namespace run
