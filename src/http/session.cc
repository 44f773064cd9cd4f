#include "http/session.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "http/crc32.h"
#include "http/loop_state.h"
#include "http/response_head.h"
#include "wire/ascii.h"

namespace http {
namespace {

constexpr base::MonotonicTime kNever = base::MonotonicTime::max();
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// Whether more time went by than the grace and the time that was earned by the moved bytes.
bool IsBehind(base::MonotonicTime::duration passed, std::chrono::microseconds grace, size_t bytes,
              size_t bytes_per_second) {
  return passed >= grace + std::chrono::seconds(bytes / bytes_per_second);
}

}  // namespace

Session::Session(LoopState* state, net::ConnectedSocket socket, SSL_CTX* tls)
    : state_(state),
      loop_(&state->loop()),
      peer_address_(std::move(socket.peer_address)),
      tls_(tls != nullptr),
      channel_(&loop_->events(), socket.descriptor, this, tls),
      deadline_(loop_->now() + state->limits().head_timeout),
      body_begun_(kNever) {}

Session::~Session() { GiveExchangeBack(); }

// Executes steps until one has to wait. The end of a wait, or of the handler, calls this function
// again.
void Session::Run() {
  steps_this_turn_ = 0;
  Step step = Step::kGoOn;
  while (step == Step::kGoOn && !sends_later()) {
    switch (phase_) {
      case Phase::kHandshake:
        step = Handshake();
        break;
      case Phase::kReading:
        step = Read();
        break;
      case Phase::kAnswering:
        step = Flush();
        break;
      case Phase::kLingering:
        step = Linger();
        break;
      case Phase::kHandling:
      case Phase::kClosed:
      case Phase::kEnded:
        step = Step::kLeave;
        break;
    }
  }
  EndIfDone();
  loop_->DoIfMany();
}

// Only for the beginning of a request, which is the usual case.
void Session::ReadAhead(net::SocketBatch* batch) {
  if (!waiting_ || phase_ != Phase::kReading || exchange_ != nullptr) return;
  BeginExchange();
  channel_.ReadAhead(exchange_->reader.Space(), batch);
}

void Session::OnReady() {
  if (closed()) return;  // the session was closed after the event was taken
  if (!waiting_) {
    // More has come while the handler runs, or the client has gone: later.
    channel_.Unwatch();
    return;
  }
  Resume();
}

void Session::Resume() {
  waiting_ = false;
  yielding_ = false;
  readable_ = true;
  Run();
}

void Session::EndIfDone() {
  if (phase_ != Phase::kClosed || yielding_ || handling_) return;
  phase_ = Phase::kEnded;
  loop_->End(this);
}

// The socket stays watched after the wait, because the next wait is mostly for the same event.
Session::Step Session::Wait(net::Channel::Status status) {
  if (!channel_.Watch(status)) return Close();
  waiting_ = true;
  return Step::kLeave;
}

// Lets other connections run, then continues.
Session::Step Session::YieldTurn() {
  yielding_ = true;
  loop_->Post([this] { Resume(); });
  return Step::kLeave;
}

Session::Step Session::Close() {
  phase_ = Phase::kClosed;
  channel_.Close();
  return Step::kLeave;
}

void Session::Cut() {
  if (!closed()) Close();
  EndIfDone();
}

Session::Step Session::Handshake() {
  const net::Channel::Status status = channel_.Handshake();
  switch (status) {
    case net::Channel::Status::kDone:
      phase_ = Phase::kReading;
      readable_ = tls_;  // a request may have come with the end of the handshake
      BeginIdle();
      return Step::kGoOn;
    case net::Channel::Status::kPlain:
      // A client without TLS gets an answer that says so, without TLS.
      loop_->counters().tls_failures.Add(1);
      plain_on_tls_ = true;
      phase_ = Phase::kReading;
      readable_ = true;
      return Step::kGoOn;
    case net::Channel::Status::kWantRead:
    case net::Channel::Status::kWantWrite:
      return Wait(status);
    case net::Channel::Status::kEnd:
    case net::Channel::Status::kFailed:
      break;
  }
  loop_->counters().tls_failures.Add(1);
  LogDebug("the TLS handshake failed: " + net::TlsError());
  return Close();
}

// ---- Reading

Session::Step Session::Read() {
  if (exchange_ == nullptr) {
    if (!readable_ && !channel_.HasBuffered()) {
      return draining_ ? Close() : Wait(net::Channel::Status::kWantRead);
    }
    BeginExchange();
  }
  switch (exchange_->reader.Next()) {
    case RequestReader::Outcome::kMore:
      return Receive();
    case RequestReader::Outcome::kRequest:
      return Handle();
    case RequestReader::Outcome::kContinue:
      out_head_ = kContinue;
      continuing_ = true;
      phase_ = Phase::kAnswering;
      deadline_ = loop_->now() + state_->limits().write_timeout;
      return Step::kGoOn;
    case RequestReader::Outcome::kRefused:
      break;
  }
  const Refusal& refusal = exchange_->reader.refusal();
  if (refusal.status == 0) {
    LogDebug(refusal.reason);
    return Close();
  }
  keep_alive_ = false;  // where the next request would begin is not known
  return refusal.status == 503 ? RefuseForMemory(503) : Refuse(refusal.status, refusal.reason);
}

Session::Step Session::Receive() {
  RequestReader& reader = exchange_->reader;
  if (reader.in_body() && body_begun_ == kNever) {
    body_begun_ = loop_->now();
    in_time_until_ = body_begun_ + state_->limits().wanted_grace;
    deadline_ = kNever;
  }
  if (!readable_ && !channel_.HasBuffered()) return Wait(net::Channel::Status::kWantRead);
  const bool first = reader.empty();
  const std::span<char> space = reader.Space();
  const net::Channel::Transfer transfer = channel_.Read(space);
  switch (transfer.status) {
    case net::Channel::Status::kDone:
      loop_->counters().bytes_received.Add(static_cast<int64_t>(transfer.bytes));
      reader.Received(transfer.bytes);
      if (body_begun_ != kNever) EarnTime(transfer.bytes);
      if (first) deadline_ = loop_->now() + state_->limits().head_timeout;
      // Less than there was room for: the socket is empty. With TLS it says nothing of the kind.
      if (!tls_ && transfer.bytes < space.size()) readable_ = false;
      // A large body takes many steps.
      return ++steps_this_turn_ > net::kStepsPerTurn ? YieldTurn() : Step::kGoOn;
    case net::Channel::Status::kWantRead:
    case net::Channel::Status::kWantWrite:
      readable_ = false;
      if (!first) return Wait(transfer.status);
      // Not back to Read: part of a TLS record counts as buffered, and would lead here again.
      BeginIdle();
      return draining_ ? Close() : Wait(transfer.status);
    case net::Channel::Status::kPlain:
    case net::Channel::Status::kEnd:
    case net::Channel::Status::kFailed:
      break;
  }
  if (!first) LogDebug("the client closed in the middle of a request");
  return Close();
}

// ---- Handling

Session::Step Session::Handle() {
  if (++steps_this_turn_ > net::kStepsPerTurn) return YieldTurn();
  const RequestReader& reader = exchange_->reader;
  keep_alive_ = reader.head().keep_alive && !draining_;
  if (plain_on_tls_) {
    keep_alive_ = false;
    return Refuse(400, "A plain HTTP request was sent to a port that speaks TLS: use https.");
  }
  if (refusing_) return Refuse(503, "The server is stopping.");
  if (!state_->HasRoomForRequest() && !IsQuestionOfHealth()) {
    return Refuse(503, "The server has too many requests in flight.");
  }
  if (!exchange_->BeginHandling()) return RefuseForMemory(503);
  state_->BeginRequest();

  phase_ = Phase::kHandling;
  handling_ = true;
  deadline_ = kNever;
  loop_->HandleLater(this);
  return Step::kLeave;
}

// Whether the request is for health or metrics, which must be answered even when the server is
// busy.
bool Session::IsQuestionOfHealth() const {
  const std::string_view method = exchange_->reader.head().method;
  return method == "GET" || method == "HEAD";
}

void Session::HandlePutOff() {
  handoff_.store(Handoff::kRunning, std::memory_order_relaxed);
  loop_->runner().Run([this] { RunHandler(); });
  if (handoff_.exchange(Handoff::kLoopLeft, std::memory_order_acq_rel) == Handoff::kRunning) return;
  Handled();
  Run();
}

// Runs on a fiber, or on another thread of the runner. After the exchange of handoff_, the session
// may be destroyed.
void Session::RunHandler() {
  LoopState* const state = state_;
  wire::HttpRequest* const request = exchange_->reader.request();
  request->peer_address = peer_address_;
  request->tls = tls_;
  state->handler()(*request, &exchange_->response);
  if (handoff_.exchange(Handoff::kHandlerDone, std::memory_order_acq_rel) == Handoff::kLoopLeft) {
    state->loop().Post([this] {
      Handled();
      Run();
    });
  }
}

void Session::Handled() {
  handling_ = false;
  state_->EndRequest();
  exchange_->EndHandling();
  if (phase_ != Phase::kClosed) Answer();
}

// ---- Answering

// Says how the answer was compressed.
Coding Session::CompressAnswer() {
  const wire::HttpResponse& response = exchange_->response;
  const Coding coding = exchange_->reader.head().answer_coding;
  if (response.body.size() < kCompressedBytesMin || coding == Coding::kIdentity) {
    return Coding::kIdentity;
  }
  for (const auto& [name, value] : response.headers) {
    if (wire::EqualsIgnoreCase(name, "content-encoding")) return Coding::kIdentity;
  }
  const bool done = state_->deflater(coding).Encode(response.body, &exchange_->compressed);
  return done ? coding : Coding::kIdentity;
}

void Session::Answer() {
  const wire::HttpResponse& response = exchange_->response;
  const RequestHead& request = exchange_->reader.head();
  if (draining_) keep_alive_ = false;

  const Coding coding = CompressAnswer();
  const bool is_compressed = coding != Coding::kIdentity;
  if (!exchange_->HoldAnswer(is_compressed) && !IsQuestionOfHealth()) {
    const int status = response.repeatable ? 503 : 500;
    exchange_->ClearAnswer();
    RefuseForMemory(status);
    return;
  }
  std::string_view body = is_compressed ? exchange_->compressed : response.body;
  ResponseHeadOptions options = {.date_line = state_->date_line(),
                                 .content_length = body.size(),
                                 .coding = coding,
                                 .close = !keep_alive_,
                                 .say_keep_alive = request.http_1_0};
  if (response.crc32) options.crc32 = Crc32(body);
  std::string& head = exchange_->head;
  AppendResponseHead(response, options, &head);

  if (!HasBody(response.status) || request.method == "HEAD") body = {};
  if (body.size() <= kCopiedBodyBytesMax ||
      (tls_ && head.size() + body.size() <= kTlsRecordBytes)) {
    head.append(body);
    body = {};
  }
  out_head_ = head;
  out_body_ = body;
  phase_ = Phase::kAnswering;
  answer_begun_ = loop_->now();
  in_time_until_ = answer_begun_ + state_->limits().wanted_grace;
  answer_bytes_ = out_head_.size() + out_body_.size();
  deadline_ = loop_->now() + state_->limits().write_timeout;
  loop_->SendLater(this);
}

void Session::SendAhead(net::SocketBatch* batch) {
  if (phase_ == Phase::kAnswering && out_body_.empty()) channel_.WriteAhead(out_head_, batch);
}

void Session::SendPutOff() {
  if (phase_ == Phase::kAnswering) Run();
}

Session::Step Session::Refuse(int status, std::string_view reason) {
  Counters& counters = state_->counters();
  const bool malformed = status != 500 && status != 503;
  (malformed ? counters.requests_malformed : counters.requests_refused).Add(1);
  LogDebug(reason);
  exchange_->reader.DropLargeBody();
  wire::HttpResponse& response = exchange_->response;
  response.status = status;
  state_->refuser()(status, reason, &response);
  Answer();
  return Step::kGoOn;
}

Session::Step Session::RefuseForMemory(int status) {
  state_->counters().requests_refused_for_memory.Add(1);
  return Refuse(status, "The server has too little memory for this request and its answer now.");
}

Session::Step Session::Flush() {
  while (!out_head_.empty() || !out_body_.empty()) {
    const net::Channel::Transfer transfer = channel_.Write(out_head_, out_body_);
    if (transfer.status == net::Channel::Status::kWantRead ||
        transfer.status == net::Channel::Status::kWantWrite) {
      return Wait(transfer.status);
    }
    if (transfer.status != net::Channel::Status::kDone) {
      LogDebug("the client closed before it had its answer");
      return Close();
    }
    loop_->counters().bytes_sent.Add(static_cast<int64_t>(transfer.bytes));
    deadline_ = loop_->now() + state_->limits().write_timeout;
    const size_t of_head = std::min(transfer.bytes, out_head_.size());
    out_head_.remove_prefix(of_head);
    out_body_.remove_prefix(transfer.bytes - of_head);
    if (!out_body_.empty()) EarnTime(transfer.bytes);
  }
  EndAnswer();
  return Step::kGoOn;
}

void Session::EndAnswer() {
  phase_ = Phase::kReading;
  if (std::exchange(continuing_, false)) return;
  if (!keep_alive_) {
    GiveExchangeBack();
    channel_.ShutdownSend();
    phase_ = Phase::kLingering;
    deadline_ = loop_->now() + state_->limits().linger_timeout;
    return;
  }
  exchange_->reader.Finish();
  if (exchange_->reader.empty()) {
    // Whatever may be in the socket, waiting for it finds out.
    readable_ = false;
    BeginIdle();
    return;
  }
  exchange_->ClearAnswer();
  body_begun_ = kNever;
  deadline_ = loop_->now() + state_->limits().head_timeout;
}

// Closing while the client still sends would reset the connection, and the client could lose the
// answer.
Session::Step Session::Linger() {
  while (true) {
    switch (channel_.Discard()) {
      case net::Channel::Status::kDone:
        if (++steps_this_turn_ > net::kStepsPerTurn) return YieldTurn();
        break;
      case net::Channel::Status::kWantRead:
      case net::Channel::Status::kWantWrite:
        return Wait(net::Channel::Status::kWantRead);
      case net::Channel::Status::kPlain:
      case net::Channel::Status::kEnd:
      case net::Channel::Status::kFailed:
        return Close();
    }
  }
}

void Session::BeginIdle() {
  GiveExchangeBack();
  deadline_ = loop_->now() + state_->limits().idle_timeout;
}

void Session::BeginExchange() {
  exchange_ = state_->TakeExchange();
  exchange_->memory.SetClient(peer_address_);
}

void Session::GiveExchangeBack() {
  body_begun_ = kNever;
  if (exchange_ == nullptr) return;
  exchange_->reader.Reset();
  exchange_->ClearAnswer();
  state_->GiveExchange(std::move(exchange_));
}

// ---- Time, and the end

bool Session::BodyTooSlow(base::MonotonicTime now) const {
  if (phase_ != Phase::kReading || body_begun_ == kNever) return false;
  const Limits& limits = state_->limits();
  return IsBehind(now - body_begun_, limits.body_grace, exchange_->reader.body_bytes_received(),
                  limits.body_bytes_per_second);
}

bool Session::AnswerTooSlow(base::MonotonicTime now) const {
  if (phase_ != Phase::kAnswering || exchange_ == nullptr || exchange_->answer_bytes == 0) {
    return false;
  }
  const Limits& limits = state_->limits();
  return IsBehind(now - answer_begun_, limits.write_timeout, AnswerBytesTaken(),
                  limits.answer_bytes_per_second);
}

// The time that bytes earn is bounded: even a fast client must not pause for longer than the grace.
void Session::EarnTime(size_t bytes) {
  const Limits& limits = state_->limits();
  const std::chrono::microseconds earned(bytes * 1'000'000 / limits.wanted_bytes_per_second);
  in_time_until_ = std::min(in_time_until_ + earned, loop_->now() + limits.wanted_grace);
}

bool Session::HoldsWhatOthersWant(base::MonotonicTime now) const {
  if (exchange_ == nullptr || exchange_->memory.bytes() == 0 || now < in_time_until_) return false;
  return (phase_ == Phase::kReading || phase_ == Phase::kAnswering) && exchange_->memory.IsWanted();
}

void Session::Tick(base::MonotonicTime now) {
  if (closed()) return;
  const bool wanted = HoldsWhatOthersWant(now);
  if (!wanted && now < deadline_ && !BodyTooSlow(now) && !AnswerTooSlow(now)) return;
  if (wanted) state_->counters().cut_for_memory.Add(1);
  if (phase_ != Phase::kLingering) {
    loop_->counters().timeouts.Add(1);
    if (phase_ != Phase::kReading || exchange_ != nullptr) LogDebug("the client is too slow");
  }
  Close();
  EndIfDone();
}

void Session::Postpone(base::MonotonicTime::duration stall) {
  for (base::MonotonicTime* const time :
       {&deadline_, &body_begun_, &answer_begun_, &in_time_until_}) {
    if (*time != kNever) *time += stall;
  }
}

void Session::BeginDrain() {
  draining_ = true;
  if (phase_ == Phase::kHandshake) {
    Close();
  } else if (phase_ == Phase::kReading && exchange_ == nullptr) {
    refusing_ = true;
    Resume();  // looks once more, and closes
    return;
  }
  EndIfDone();
}

void Session::LogDebug(std::string_view what) const {
  if (!base::LogEnabled(base::LogLevel::kDebug)) return;
  base::LogDebug("http: " + peer_address_ + ": " + std::string(what));
}

}  // namespace http
