// One HTTP connection: reads a request, calls the handler, writes the answer, and repeats this
// until one side closes.
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

// Not thread-safe: used on the loop's thread only. Only the handler may run on another thread. A
// session that is closed while its handler runs stays until the handler returns.
class Session final : public net::Connection {
 public:
  // `state` belongs to the loop that owns the session. `tls` is null for a connection without TLS.
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
    kReading,  // or idle, if exchange_ is null
    kHandling,
    kAnswering,  // an answer, or 100 Continue, is being sent
    kLingering,  // the last answer is sent; waits for the client to close its side
    kClosed,     // the socket is closed; the handler, or posted work, may still call this object
    kEnded,      // no more calls come; the loop destroys the session soon
  };
  // The result of a step: go on with the next step, or return and wait for an event.
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
  bool waiting_ = false;       // for the socket to become readable or writable
  bool yielding_ = false;      // Resume will be called
  bool handling_ = false;      // Handled will be called
  bool readable_ = false;      // the socket may have bytes
  bool keep_alive_ = true;     // do not close after the present answer
  bool continuing_ = false;    // the present answer is 100 Continue
  bool plain_on_tls_ = false;  // the client speaks HTTP without TLS on a port with TLS
  bool draining_ = false;
  bool refusing_ = false;  // the session was idle when draining began: refuses a later request
  int steps_this_turn_ = 0;
  base::MonotonicTime deadline_;
  base::MonotonicTime body_begun_;  // when the wait for a body's rest began; kNever: no such wait

  // The deadline of a large body or answer, while other clients need its memory. Each byte that the
  // client sends or takes moves it on (EarnTime).
  base::MonotonicTime in_time_until_;

  std::unique_ptr<Exchange> exchange_;
  base::MonotonicTime answer_begun_;
  size_t answer_bytes_ = 0;    // of the present answer
  std::string_view out_head_;  // the rest of the head that is not sent yet
  std::string_view out_body_;  // the rest of the body that is not sent yet

  // The handler may wait; then the runner returns to the loop before the handler is done. The one
  // of both that comes last, the return to the loop or the end of the handler, continues the
  // session.
  enum class Handoff { kRunning, kLoopLeft, kHandlerDone };
  std::atomic<Handoff> handoff_{Handoff::kRunning};
};

}  // namespace http
