// One thread of the server and the connections it owns.
//
// What one session does may lead to the next step of any other: many requests, or answers, that
// were put off are handled, or sent, before the turn ends. Two rules make that safe. A session's
// step does so last of all, when it touches the session no more (DoIfMany). A session that has
// ended (End) is destroyed at the end of the turn (base/turn.h): events that were taken for it, and
// whoever goes through the sessions, still find it, and it does nothing any more.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "http/connection_count.h"
#include "http/counters.h"
#include "http/event_loop.h"
#include "http/gzip.h"
#include "http/session.h"
#include "run/end_of_turn.h"
#include "run/runner.h"

namespace http {

// What all loops share. Outlives them.
struct LoopShared {
  const Limits& limits;
  const Handler& handler;
  const Refuser& refuser;
  const base::Clock& clock;
  RequestMemory* memory;
  ConnectionCount* connections;
  size_t requests_in_flight_max;  // of each loop
  run::Runner* runner;            // null: each loop runs fibers of its own
};

class Loop final {
 public:
  explicit Loop(const LoopShared& shared);
  // Not while the thread runs.
  ~Loop();

  // Starts the thread.
  void Start();
  // From another thread, once there are no sessions and no more are coming: ends the thread.
  void Stop();

  // Any thread. Gives the loop a connected socket, which is counted in shared.connections already.
  void Adopt(int descriptor, std::string peer_address, SSL_CTX* tls);
  // Any thread. The stopping of the server, gently and at once.
  void BeginDrain();
  void CutAll();
  // Any thread. Runs `work` on the loop's thread soon.
  void Post(std::function<void()> work) { events_.Post(std::move(work)); }

  // Connections given to this loop and not yet closed. Any thread.
  size_t connections() const { return connections_.load(std::memory_order_relaxed); }
  const Counters& counters() const { return counters_; }

  // The rest is for what lives on the loop's thread.
  EventLoop& events() { return events_; }
  Counters& counters() { return counters_; }
  const LoopShared& shared() const { return shared_; }
  const Limits& limits() const { return shared_.limits; }
  run::Runner& runner() { return *runner_; }
  // kGzip or kDeflate.
  Deflater& deflater(Coding coding) { return coding == Coding::kGzip ? gzip_ : deflate_; }
  // As of the last tick: cheap, and exact enough for timeouts. Time in which the loop stood still
  // (the process was stopped, a handler computed) counts for none of them: what clients sent or
  // took meanwhile could not be seen.
  base::MonotonicTime now() const { return now_; }
  std::string_view date_line() const { return date_line_; }

  std::unique_ptr<Exchange> TakeExchange();
  void GiveExchange(std::unique_ptr<Exchange> exchange);

  // Whether there are fewer requests in flight than may be.
  bool HasRoomForRequest() const { return served_.requests < shared_.requests_in_flight_max; }
  void BeginRequest();
  void EndRequest();

  // Has the session's handler be called soon, after other requests were received: what is done to
  // many requests in a row finds its code in the processor's caches.
  void HandleLater(Session* session);
  // Has the session send its answer soon, with those of others: a client that waits for many
  // answers is woken by the first, and finds the others without being woken again.
  void SendLater(Session* session);
  // Handles now if many requests were put off; sends now if many answers were, or for long. For the
  // end of a session's step: all sessions, the caller too, may go on, and end, meanwhile.
  void DoIfMany() {
    if (handlers_.size() >= kRequestsTogether) Handle();
    if (!senders_.empty()) SendIfMany();
  }

  // Takes the session from the list, and destroys it at the end of the turn. Once.
  void End(Session* session);

 private:
  // What is put off to the end of the turn.
  class AtTurnEnd final : public run::EndOfTurnWork {
   public:
    AtTurnEnd(Loop* loop, void (Loop::*function)()) : loop_(loop), function_(function) {}
    void DoNow() override { (loop_->*function_)(); }

   private:
    Loop* const loop_;
    void (Loop::*const function_)();
  };

  void Add(std::unique_ptr<Session> session);
  void Tick();
  void ReadClock();
  // What was put off by now.
  void Handle();
  void Send();
  void SendIfMany();
  void DestroyEnded();
  // Calls `visit` for every session there is now, any of which may go meanwhile.
  template <typename Visit>
  void ForEachSession(const Visit& visit);

  const LoopShared shared_;
  EventLoop events_;
  Timer tick_;
  bool draining_ = false;
  base::MonotonicTime now_;
  std::chrono::seconds date_second_{-1};
  std::string date_line_;
  run::Served served_;
  std::atomic<size_t> connections_{0};
  Counters counters_;
  Deflater gzip_{Coding::kGzip};
  Deflater deflate_{Coding::kDeflate};
  std::vector<std::unique_ptr<Exchange>> idle_exchanges_;
  std::vector<std::unique_ptr<Session>> sessions_;
  AtTurnEnd destroy_ended_{this, &Loop::DestroyEnded};
  std::vector<std::unique_ptr<Session>> ended_;
  AtTurnEnd handle_{this, &Loop::Handle};
  std::vector<Session*> handlers_;  // that put off their handlers
  std::vector<Session*> handling_;  // kept for its capacity
  AtTurnEnd send_{this, &Loop::Send};
  std::vector<Session*> senders_;  // that put off their answers; null: gone since
  base::MonotonicTime senders_since_;
  bool sending_ = false;
  std::unique_ptr<run::FiberRunner> fibers_;
  run::Runner* runner_;
  std::thread thread_;
};

}  // namespace http
