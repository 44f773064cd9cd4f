// One thread of the server and the connections it owns.
//
// What one connection does may lead to the next step of any other: many requests, or answers, that
// were put off are handled, or sent, before the turn ends. Two rules make that safe. A connection's
// step does so last of all, when it touches the connection no more (DoIfMany). A connection that
// has ended (End) is destroyed at the end of the turn (run/end_of_turn.h): events that were taken
// for it, and whoever goes through the connections, still find it, and it does nothing any more.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "net/connection.h"
#include "net/connection_count.h"
#include "net/counters.h"
#include "net/event_loop.h"
#include "net/limits.h"
#include "run/end_of_turn.h"
#include "run/runner.h"

namespace net {

// What all loops share. Outlives them.
struct LoopShared {
  const Limits& limits;
  const base::Clock& clock;
  ConnectionCount* connections;
  run::Runner* runner;  // null: each loop runs fibers of its own
};

class Loop final {
 public:
  // `index`: its place among the loops.
  Loop(const LoopShared& shared, size_t index);
  // Not while the thread runs.
  ~Loop();

  // Starts the thread.
  void Start();
  // From another thread, once there are no connections and no more are coming: ends the thread.
  void Stop();

  // Any thread. Gives the loop a connected socket, which is counted in shared.connections already.
  // `factory` makes the connection; must outlive the loop.
  void Adopt(ConnectedSocket socket, const ConnectionFactory* factory);
  // Any thread. The stopping of the server, gently and at once.
  void BeginDrain();
  void CutAll();
  // Any thread. Runs `work` on the loop's thread soon.
  void Post(std::function<void()> work) { events_.Post(std::move(work)); }

  // Connections given to this loop and not yet closed. Any thread.
  size_t connections() const { return connection_count_.load(std::memory_order_relaxed); }
  const Counters& counters() const { return counters_; }
  size_t index() const { return index_; }

  // The rest is for what lives on the loop's thread.
  EventLoop& events() { return events_; }
  Counters& counters() { return counters_; }
  run::Runner& runner() { return *runner_; }
  // As of the last tick: cheap, and exact enough for timeouts. Time in which the loop stood still
  // (the process was stopped, a handler computed) counts for none of them: what clients sent or
  // took meanwhile could not be seen.
  base::MonotonicTime now() const { return now_; }
  // The time of day then.
  base::WallTime wall_time() const { return wall_time_; }

  // Requests whose clients wait for their answers.
  size_t requests() const { return served_.requests; }
  void BeginRequest() { ++served_.requests; }
  void EndRequest() { --served_.requests; }

  // Calls HandlePutOff soon, after other requests were received: what is done to many requests in a
  // row finds its code in the processor's caches.
  void HandleLater(Connection* connection);
  // Calls SendPutOff soon, with those of others: a client that waits for many answers is woken by
  // the first, and finds the others without being woken again.
  void SendLater(Connection* connection);
  // Handles now if many requests were put off; sends now if many answers were, or for long. For the
  // end of a connection's step: all connections, the caller too, may go on, and end, meanwhile.
  void DoIfMany() {
    if (handlers_.size() >= kRequestsTogether) Handle();
    if (!senders_.empty()) SendIfMany();
  }

  // Takes the connection from the list, and destroys it at the end of the turn. Once.
  void End(Connection* connection);

 private:
  // One of the loop's functions, put off to the end of the turn.
  class AtEndOfTurn final : public run::EndOfTurnWork {
   public:
    AtEndOfTurn(Loop* loop, void (Loop::*function)()) : loop_(loop), function_(function) {}
    void DoNow() override { (loop_->*function_)(); }

   private:
    Loop* const loop_;
    void (Loop::*const function_)();
  };

  void Add(std::unique_ptr<Connection> connection);
  void Tick();
  void ReadClock();
  // What was put off by now.
  void Handle();
  void Send();
  void SendIfMany();
  void DestroyEnded();
  // Calls `visit` for every connection there is now, any of which may go meanwhile.
  template <typename Visit>
  void ForEachConnection(const Visit& visit);

  const LoopShared shared_;
  const size_t index_;
  EventLoop events_;
  Timer tick_;
  bool draining_ = false;
  base::MonotonicTime now_;
  base::WallTime wall_time_;
  run::Served served_;
  std::atomic<size_t> connection_count_{0};
  Counters counters_;
  std::vector<std::unique_ptr<Connection>> connections_;
  AtEndOfTurn destroy_ended_{this, &Loop::DestroyEnded};
  std::vector<std::unique_ptr<Connection>> ended_;
  AtEndOfTurn handle_{this, &Loop::Handle};
  std::vector<Connection*> handlers_;  // that put off their handlers
  std::vector<Connection*> handling_;  // kept for its capacity
  AtEndOfTurn send_{this, &Loop::Send};
  std::vector<Connection*> senders_;  // that put off their answers; null: gone since
  base::MonotonicTime senders_since_;
  bool sending_ = false;
  std::unique_ptr<run::FiberRunner> fibers_;
  run::Runner* runner_;
  std::thread thread_;
};

}  // namespace net
