#include "http/loop.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "http/response_head.h"

namespace http {

Loop::Loop(const LoopShared& shared)
    : shared_(shared), events_(shared.clock), tick_(&events_, [this] { Tick(); }) {
  if (shared_.runner == nullptr) {
    fibers_ = std::make_unique<run::FiberRunner>(
        [this](std::function<void()> work) { Post(std::move(work)); });
  }
  runner_ = shared_.runner != nullptr ? shared_.runner : fibers_.get();
}

Loop::~Loop() { CHECK(!thread_.joinable() && sessions_.empty()); }

void Loop::Start() {
  thread_ = std::thread([this] { events_.Run(); });
}

void Loop::Stop() {
  events_.Stop();
  thread_.join();
}

void Loop::Adopt(int descriptor, std::string peer_address, SSL_CTX* tls) {
  connections_.fetch_add(1, std::memory_order_relaxed);
  Post([this, descriptor, peer = std::move(peer_address), tls] {
    if (!draining_) {
      ReadClock();  // which stood still while there were no sessions
      Add(std::make_unique<Session>(this, descriptor, peer, tls));
      return;
    }
    close(descriptor);
    connections_.fetch_sub(1, std::memory_order_relaxed);
    shared_.connections->Remove();
  });
}

void Loop::Add(std::unique_ptr<Session> session) {
  counters_.connections_open.Add(1);
  counters_.connections_accepted.Add(1);
  session->index_ = sessions_.size();
  sessions_.push_back(std::move(session));
  served_.clients = sessions_.size();
  run::SetServed(&served_);
  if (!tick_.running()) tick_.StartEvery(limits().tick);
  sessions_.back()->Begin();
}

void Loop::End(Session* session) {
  if (session->sending_later_) {
    *std::find(senders_.begin(), senders_.end(), session) = nullptr;
  }
  const size_t index = session->index_;
  CHECK(sessions_[index].get() == session);
  ended_.push_back(std::exchange(sessions_[index], std::move(sessions_.back())));
  sessions_.pop_back();
  if (index < sessions_.size()) sessions_[index]->index_ = index;
  served_.clients = sessions_.size();
  counters_.connections_open.Add(-1);
  if (ended_.size() == 1) CHECK(run::DoAtEndOfTurn(&destroy_ended_));
}

void Loop::DestroyEnded() {
  const size_t count = ended_.size();
  ended_.clear();
  connections_.fetch_sub(count, std::memory_order_relaxed);
  for (size_t i = 0; i < count; ++i) shared_.connections->Remove();
}

// Backwards: a session that goes is replaced by the last, which was visited.
template <typename Visit>
void Loop::ForEachSession(const Visit& visit) {
  for (size_t i = sessions_.size(); i > 0; --i) {
    if (i <= sessions_.size()) visit(*sessions_[i - 1]);
  }
}

void Loop::BeginDrain() {
  Post([this] {
    draining_ = true;
    ForEachSession([](Session& session) { session.BeginDrain(); });
  });
}

void Loop::CutAll() {
  Post([this] { ForEachSession([](Session& session) { session.Cut(); }); });
}

void Loop::ReadClock() {
  const base::MonotonicTime before = std::exchange(now_, shared_.clock.Monotonic());
  if (now_ - before > limits().stall) {
    ForEachSession([&](Session& session) { session.Postpone(now_ - before); });
  }
  const base::WallTime wall = shared_.clock.Now();
  const auto second = std::chrono::floor<std::chrono::seconds>(wall.time_since_epoch());
  if (second == date_second_) return;
  date_second_ = second;
  date_line_ = DateLine(wall);
}

void Loop::Tick() {
  ReadClock();
  ForEachSession([this](Session& session) { session.Tick(now_); });
  if (sessions_.empty()) tick_.Cancel();  // a server without connections sleeps
}

std::unique_ptr<Exchange> Loop::TakeExchange() {
  if (idle_exchanges_.empty()) {
    return std::make_unique<Exchange>(shared_.limits, shared_.memory);
  }
  std::unique_ptr<Exchange> exchange = std::move(idle_exchanges_.back());
  idle_exchanges_.pop_back();
  return exchange;
}

void Loop::GiveExchange(std::unique_ptr<Exchange> exchange) {
  if (idle_exchanges_.size() < kIdleExchangesMax) idle_exchanges_.push_back(std::move(exchange));
}

void Loop::HandleLater(Session* session) {
  handlers_.push_back(session);
  if (handlers_.size() > 1) return;
  // One that follows an answer at once is for the next turn, so that the others have theirs.
  if (sending_) {
    Post([this] { Handle(); });
  } else {
    CHECK(run::DoAtEndOfTurn(&handle_));
  }
}

// A session that handles does not end.
void Loop::Handle() {
  if (!handling_.empty()) return;
  handling_.swap(handlers_);
  for (Session* const session : handling_) session->HandlePutOff();
  handling_.clear();
}

void Loop::SendLater(Session* session) {
  senders_.push_back(session);
  if (senders_.size() > 1) return;
  senders_since_ = shared_.clock.Monotonic();
  CHECK(run::DoAtEndOfTurn(&send_));
}

void Loop::SendIfMany() {
  if (senders_.size() >= kAnswersTogether ||
      (senders_.size() % kAnswersBetweenLooks == 0 &&
       shared_.clock.Monotonic() - senders_since_ >= kAnswersTogetherFor)) {
    Send();
  }
}

void Loop::Send() {
  if (sending_) return;
  sending_ = true;
  // A session may put off its next answer at once; that is for later, so that the others have
  // their turns.
  const size_t count = senders_.size();
  if (count > 1) {
    for (Session* const session : senders_) {
      if (session != nullptr) session->SendAhead(&events_.batch());
    }
    events_.batch().Run();
  }
  for (size_t i = 0; i < count; ++i) {
    if (Session* const session = std::exchange(senders_[i], nullptr)) session->SendPutOff();
  }
  senders_.erase(senders_.begin(), senders_.begin() + static_cast<ptrdiff_t>(count));
  if (!senders_.empty()) Post([this] { Send(); });
  sending_ = false;
}

void Loop::BeginRequest() {
  ++served_.requests;
  counters_.requests.Add(1);
  counters_.requests_in_flight.Add(1);
}

void Loop::EndRequest() {
  --served_.requests;
  counters_.requests_in_flight.Add(-1);
}

}  // namespace http
