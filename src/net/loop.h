// One thread of the server and the connections that it owns.
//
// Connections defer the handling of requests and the sending of answers to the end of the loop's
// turn (run/end_of_turn.h), or until many are deferred. So a step of one connection may run steps
// of any other. Two rules make that safe. A connection calls DoIfMany last in its step, when it
// does not touch itself any more. And a connection that has ended (End) is destroyed at the end of
// the turn: events that were taken for it, and loops over all connections, still find the object,
// which does nothing any more.
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

// The objects that all loops share. REQUIRES: they outlive the loops.
struct LoopShared {
  const Limits& limits;
  const base::Clock& clock;
  ConnectionCount* connections;
  run::Runner* runner;  // runs the handlers; null: each loop runs them on fibers of its own
};

// Not thread-safe, except for the functions that say so.
class Loop final {
 public:
  // `index`: its position among the loops.
  Loop(const LoopShared& shared, size_t index);
  // REQUIRES: the thread was not started or has been stopped.
  ~Loop();

  // Starts the thread.
  void Start();
  // Ends the thread. REQUIRES: called by another thread, when the loop has no connections and gets
  // no more.
  void Stop();

  // Thread-safe. Gives the loop a connected socket. `factory` makes the connection. REQUIRES: the
  // socket is counted in shared.connections already; the factory outlives the loop.
  void Adopt(ConnectedSocket socket, const ConnectionFactory* factory);
  // Thread-safe. When the server stops: BeginDrain lets each connection complete its request,
  // CutAll closes all connections at once.
  void BeginDrain();
  void CutAll();
  // Thread-safe. Runs `work` on the loop's thread soon.
  void Post(std::function<void()> work) { events_.Post(std::move(work)); }

  // Thread-safe. The number of connections that this loop was given and that are not closed.
  size_t connections() const { return connection_count_.load(std::memory_order_relaxed); }
  const Counters& counters() const { return counters_; }
  size_t index() const { return index_; }

  // The functions from here on may only be called on the loop's thread.
  EventLoop& events() { return events_; }
  Counters& counters() { return counters_; }
  run::Runner& runner() { return *runner_; }
  // The time of the last tick: cheap, and exact enough for timeouts. Time in which the loop stood
  // still (the process was stopped, or a handler computed for long) is not counted, because the
  // loop could not see the bytes that clients sent or took meanwhile.
  base::MonotonicTime now() const { return now_; }
  // The time of day at the last tick.
  base::WallTime wall_time() const { return wall_time_; }

  // The number of requests whose clients wait for answers.
  size_t requests() const { return served_.requests; }
  void BeginRequest() { ++served_.requests; }
  void EndRequest() { --served_.requests; }

  // Calls connection->HandlePutOff() soon, after other requests have been received. Handling many
  // requests in a row finds the code in the processor's caches.
  void HandleLater(Connection* connection);
  // Calls connection->SendPutOff() soon, together with those of other connections. A client that
  // waits for many answers is woken by the first one, and finds the others there.
  void SendLater(Connection* connection);
  // Handles the deferred requests if they are many. Sends the deferred answers if they are many, or
  // have waited long. REQUIRES: called last in a connection's step, because every connection, the
  // caller too, may do its next step, or end, meanwhile.
  void DoIfMany() {
    if (handlers_.size() >= kRequestsTogether) Handle();
    if (!senders_.empty()) SendIfMany();
  }

  // Removes the connection, and destroys it at the end of the turn. REQUIRES: called once for each.
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
  // Handle the deferred requests; send the deferred answers.
  void Handle();
  void Send();
  void SendIfMany();
  void DestroyEnded();
  // Calls `visit` for every connection. Connections may end meanwhile.
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
  std::vector<Connection*> handlers_;  // connections with a deferred request
  std::vector<Connection*> handling_;  // used by Handle; kept for its capacity
  AtEndOfTurn send_{this, &Loop::Send};
  std::vector<Connection*> senders_;  // connections with a deferred answer; null: ended since
  base::MonotonicTime senders_since_;
  bool sending_ = false;
  std::unique_ptr<run::FiberRunner> fibers_;
  run::Runner* runner_;
  std::thread thread_;
};

}  // namespace net
