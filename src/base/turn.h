// What a thread that serves many requests does once for many of them.
//
// An event loop handles what is ready, then sleeps: a turn. Waking another thread, or a client that
// waits for an answer, costs a system call and an interrupt of another processor; done at the end
// of a turn it costs that once for all the requests of the turn.
#pragma once

#include <cstddef>
#include <vector>

namespace base {

// What may be put off to the end of a turn.
class TurnEnd {
 public:
  virtual ~TurnEnd() = default;
  // On the thread that put it off. May put off more, which is done in the same go.
  virtual void OnTurnEnd() = 0;
};

// Has OnTurnEnd be called when the turn that goes on ends; it must live until then. False if this
// thread has no turns: then it is done at once, by the caller.
bool PutOffToTurnEnd(TurnEnd* what);

// For event loops. The thread has turns as long as this lives; Next ends one and begins another.
// One at a time on a thread.
class Turns {
 public:
  Turns();
  // What is put off by now is done.
  ~Turns();
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  void Next();

 private:
  friend bool PutOffToTurnEnd(TurnEnd* what);

  std::vector<TurnEnd*> put_off_;
};

}  // namespace base
