#include "net/loop.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace net {

Loop::Loop(const LoopShared& shared, size_t index)
    : shared_(shared), index_(index), events_(shared.clock), tick_(&events_, [this] { Tick(); }) {
  if (shared_.runner == nullptr) {
    fibers_ = std::make_unique<run::FiberRunner>(
        [this](std::function<void()> work) { Post(std::move(work)); });
  }
  runner_ = shared_.runner != nullptr ? shared_.runner : fibers_.get();
}

Loop::~Loop() { CHECK(!thread_.joinable() && connections_.empty()); }

void Loop::Start() {
  thread_ = std::thread([this] { events_.Run(); });
}

void Loop::Stop() {
  events_.Stop();
  thread_.join();
}

void Loop::Adopt(ConnectedSocket socket, const ConnectionFactory* factory) {
  connection_count_.fetch_add(1, std::memory_order_relaxed);
  Post([this, socket = std::move(socket), factory] {
    if (!draining_) {
      ReadClock();  // now_ is not updated while there are no connections
      Add((*factory)(this, socket));
      return;
    }
    close(socket.descriptor);
    connection_count_.fetch_sub(1, std::memory_order_relaxed);
    shared_.connections->Remove();
  });
}

void Loop::Add(std::unique_ptr<Connection> connection) {
  counters_.connections_open.Add(1);
  counters_.connections_accepted.Add(1);
  connection->index_ = connections_.size();
  connections_.push_back(std::move(connection));
  served_.clients = connections_.size();
  run::SetServed(&served_);
  if (!tick_.running()) tick_.StartEvery(shared_.limits.tick);
  connections_.back()->Begin();
}

void Loop::End(Connection* connection) {
  if (connection->sends_later_) {
    *std::find(senders_.begin(), senders_.end(), connection) = nullptr;
  }
  const size_t index = connection->index_;
  CHECK(connections_[index].get() == connection);
  ended_.push_back(std::exchange(connections_[index], std::move(connections_.back())));
  connections_.pop_back();
  if (index < connections_.size()) connections_[index]->index_ = index;
  served_.clients = connections_.size();
  counters_.connections_open.Add(-1);
  if (ended_.size() == 1) CHECK(run::DoAtEndOfTurn(&destroy_ended_));
}

void Loop::DestroyEnded() {
  const size_t count = ended_.size();
  ended_.clear();
  connection_count_.fetch_sub(count, std::memory_order_relaxed);
  for (size_t i = 0; i < count; ++i) shared_.connections->Remove();
}

// Backwards, because a connection that ends is replaced by the last one, which was visited already.
template <typename Visit>
void Loop::ForEachConnection(const Visit& visit) {
  for (size_t i = connections_.size(); i > 0; --i) {
    if (i <= connections_.size()) visit(*connections_[i - 1]);
  }
}

void Loop::BeginDrain() {
  Post([this] {
    draining_ = true;
    ForEachConnection([](Connection& connection) { connection.BeginDrain(); });
  });
}

void Loop::CutAll() {
  Post([this] { ForEachConnection([](Connection& connection) { connection.Cut(); }); });
}

void Loop::ReadClock() {
  const base::MonotonicTime before = std::exchange(now_, shared_.clock.Monotonic());
  if (now_ - before > shared_.limits.stall) {
    ForEachConnection([&](Connection& connection) { connection.Postpone(now_ - before); });
  }
  wall_time_ = shared_.clock.Now();
}

void Loop::Tick() {
  ReadClock();
  ForEachConnection([this](Connection& connection) { connection.Tick(now_); });
  if (connections_.empty()) tick_.Cancel();  // a server without connections sleeps
}

void Loop::HandleLater(Connection* connection) {
  handlers_.push_back(connection);
  if (handlers_.size() > 1) return;
  // A request that follows an answer at once is handled in the next turn, so that other connections
  // get their turns.
  if (sending_) {
    Post([this] { Handle(); });
  } else {
    CHECK(run::DoAtEndOfTurn(&handle_));
  }
}

// A connection that handles does not end.
void Loop::Handle() {
  if (!handling_.empty()) return;
  handling_.swap(handlers_);
  for (Connection* const connection : handling_) connection->HandlePutOff();
  handling_.clear();
}

void Loop::SendLater(Connection* connection) {
  connection->sends_later_ = true;
  senders_.push_back(connection);
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
  // A connection may put off its next answer at once; that is for later, so that the others have
  // their turns.
  const size_t count = senders_.size();
  if (count > 1) {
    for (Connection* const connection : senders_) {
      if (connection != nullptr) connection->SendAhead(&events_.batch());
    }
    events_.batch().Run();
  }
  for (size_t i = 0; i < count; ++i) {
    Connection* const connection = std::exchange(senders_[i], nullptr);
    if (connection == nullptr) continue;
    connection->sends_later_ = false;
    connection->SendPutOff();
  }
  senders_.erase(senders_.begin(), senders_.begin() + static_cast<ptrdiff_t>(count));
  if (!senders_.empty()) Post([this] { Send(); });
  sending_ = false;
}

}  // namespace net
