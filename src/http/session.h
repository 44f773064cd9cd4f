// One connection: reads a request, has it handled, writes the answer, and so on until one side
// closes.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/clock.h"
#include "http/exchange.h"
#include "net/channel.h"
#include "net/connection.h"

namespace http {

class LoopState;

// Only the handler may run elsewhere than on the loop's thread. Closed, a session stays as long as
// its handler runs; then it ends.
class Session final : public net::Connection {
 public:
  // `state`: of the loop that owns the session. `tls`: null for a connection without TLS.
  Session(LoopState* state, net::ConnectedSocket socket, SSL_CTX* tls);
  ~Session() override;

  void Begin() override { Run(); }
  void Tick(base::MonotonicTime now) override;
  void Postpone(base::MonotonicTime::duration stall) override;
  void BeginDrain() override;
  void Cut() override;

  // Calls the handler.
  void HandlePutOff() override;
  // Sends the answer.
  void SendPutOff() override;
  void SendAhead(net::SocketBatch* batch) override;

  void ReadAhead(net::SocketBatch* batch) override;
  void OnReady() override;

 private:
  enum class Phase {
    kHandshake,
    kReading,  // idle, if it has no exchange
    kHandling,
    kAnswering,  // an answer, or 100 Continue, is on its way out
    kLingering,  // the last answer is out; the client has not closed its side yet
    kClosed,     // the handler, or work that was posted, may still come back
    kEnded,      // nothing will; the loop destroys it soon
  };
  // One step of a phase: go on with the next one, or leave until something happens.
  enum class Step { kGoOn, kLeave };

  void Run();
  void Resume();
  void EndIfDone();
  bool closed() const { return phase_ == Phase::kClosed || phase_ == Phase::kEnded; }

  Step Handshake();
  Step Read();
  Step Receive();
  Step Handle();
  Step Flush();
  Step Linger();
  Step Wait(net::Channel::Status status);
  Step YieldTurn();
  Step Close();

  void RunHandler();
  void Handled();
  void Answer();
  Coding CompressAnswer();
  bool IsQuestionOfHealth() const;
  Step Refuse(int status, std::string_view reason);
  Step RefuseForMemory(int status);
  void EndAnswer();
  void BeginIdle();
  void BeginExchange();
  void GiveExchangeBack();
  bool BodyTooSlow(base::MonotonicTime now) const;
  bool AnswerTooSlow(base::MonotonicTime now) const;
  void EarnTime(size_t bytes);
  bool HoldsWhatOthersWant(base::MonotonicTime now) const;
  size_t AnswerBytesTaken() const { return answer_bytes_ - out_head_.size() - out_body_.size(); }
  void LogDebug(std::string_view what) const;

  LoopState* const state_;
  net::Loop* const loop_;
  const std::string peer_address_;
  const bool tls_;
  net::Channel channel_;

  Phase phase_ = Phase::kHandshake;
  bool waiting_ = false;       // for the socket
  bool yielding_ = false;      // Resume will be called
  bool handling_ = false;      // Handled will be called
  bool readable_ = false;      // there may be bytes in the socket
  bool keep_alive_ = true;     // after the answer under way
  bool continuing_ = false;    // the answer under way is 100 Continue
  bool plain_on_tls_ = false;  // the client speaks HTTP without TLS where TLS is spoken
  bool draining_ = false;
  bool refusing_ = false;  // was idle when draining began: a request that comes now is too late
  int steps_this_turn_ = 0;
  base::MonotonicTime deadline_;
  base::MonotonicTime body_begun_;  // the wait for the rest of a body; kNever if there is none

  // Of a body or an answer that others may want the memory of: earned by the bytes that moved.
  base::MonotonicTime in_time_until_;

  std::unique_ptr<Exchange> exchange_;
  base::MonotonicTime answer_begun_;
  size_t answer_bytes_ = 0;    // of the answer under way
  std::string_view out_head_;  // what is left to write
  std::string_view out_body_;

  // Handler and loop part when the handler waits: whichever comes first leaves the rest to the
  // other.
  enum class Handoff { kRunning, kLoopLeft, kHandlerDone };
  std::atomic<Handoff> handoff_{Handoff::kRunning};
};

}  // namespace http
