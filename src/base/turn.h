// What a thread that serves many requests does once for many of them.
//
// An event loop handles what is ready, then sleeps: a turn. Waking another thread, or a client that
// waits for an answer, costs a system call and an interrupt of another processor; done at the end
// of a turn, or when no more is ready, it costs that once for many requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "base/clock.h"

namespace base {

// About as long as one processor needs for as many requests as are worth waiting for.
constexpr std::chrono::microseconds kNotIdleMax{1500};

// What may be put off.
class PutOff {
 public:
  virtual ~PutOff() = default;
  // On the thread that put it off. May put off more, which is done in the same go.
  virtual void DoNow() = 0;
};

// Has DoNow be called when the turn that goes on ends; `what` must live until then. False if this
// thread has no turns: then it is to be done at once, by the caller.
bool PutOffToTurnEnd(PutOff* what);
// The same when nothing more is ready, and at the end of the first turn after kNotIdleMax at the
// latest. What is put off so in such a moment is put off until the next one, after something was
// ready.
bool PutOffUntilIdle(PutOff* what);
// What this thread has put off until nothing is ready may wait kNotIdleMax from now on: the most
// of it is done.
void PutOffAnew();

// Whom this thread's event loop serves. A client has one request at a time.
struct Served {
  size_t clients = 0;
  size_t requests = 0;  // that are not answered yet
};
// By the loop's owner, on its thread, who keeps `*served` up to date until the turns end.
void SetServed(const Served* served);
// Whether this thread serves nobody but him who asks. Then he may do himself, and wait for, what he
// would else hand to another thread: he holds up nobody, and two changes of threads are saved.
bool ServesOneAlone();
// Whether all whom this thread serves wait for their answers: until one has his, no more comes.
bool AllServedWait();

// For event loops. The thread has turns as long as this lives. One at a time on a thread.
class Turns {
 public:
  // `clock`: for how long something was put off. Must outlive the turns.
  explicit Turns(const Clock& clock);
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
  friend bool PutOffToTurnEnd(PutOff* what);
  friend bool PutOffUntilIdle(PutOff* what);
  friend void PutOffAnew();
  friend void SetServed(const Served* served);
  friend bool ServesOneAlone();
  friend bool AllServedWait();

  const Clock& clock_;
  std::vector<PutOff*> to_turn_end_;
  std::vector<PutOff*> until_idle_;
  std::vector<PutOff*> until_next_idle_;
  MonotonicTime not_idle_since_;  // if anything is put off until idle
  bool idle_ = false;
  const Served* served_ = nullptr;
};

}  // namespace base
