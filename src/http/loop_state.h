// The state that the sessions of one loop share.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/counters.h"
#include "http/exchange.h"
#include "http/gzip.h"
#include "http/limits.h"
#include "http/server.h"
#include "net/loop.h"
#include "net/memory.h"

namespace http {

// The state that the sessions of all loops share. REQUIRES: it outlives the loops.
struct ServerState {
  const Limits& limits;
  const Handler& handler;
  const Refuser& refuser;
  net::RequestMemory* memory;
  size_t requests_in_flight_max;  // of each loop
};

// Not thread-safe: used on the loop's thread, except counters() const.
class LoopState final {
 public:
  // REQUIRES: both references outlive it, and it outlives the loop's sessions.
  LoopState(net::Loop* loop, const ServerState& server) : loop_(*loop), server_(server) {}
  LoopState(const LoopState&) = delete;
  LoopState& operator=(const LoopState&) = delete;

  net::Loop& loop() { return loop_; }
  const Limits& limits() const { return server_.limits; }
  const Handler& handler() const { return server_.handler; }
  const Refuser& refuser() const { return server_.refuser; }
  Counters& counters() { return counters_; }
  const Counters& counters() const { return counters_; }  // thread-safe
  // REQUIRES: `coding` is kGzip or kDeflate.
  Deflater& deflater(Coding coding) { return coding == Coding::kGzip ? gzip_ : deflate_; }
  // The Date header of the loop's last tick.
  std::string_view date_line() {
    if (date_time_ != loop_.wall_time()) RenewDateLine();
    return date_line_;
  }

  std::unique_ptr<Exchange> TakeExchange();
  void GiveExchange(std::unique_ptr<Exchange> exchange);

  // Whether another request may be handled.
  bool HasRoomForRequest() const { return loop_.requests() < server_.requests_in_flight_max; }
  void BeginRequest();
  void EndRequest();

 private:
  void RenewDateLine();

  net::Loop& loop_;
  const ServerState& server_;
  Counters counters_;
  Deflater gzip_{Coding::kGzip};
  Deflater deflate_{Coding::kDeflate};
  base::WallTime date_time_ = base::WallTime::min();
  std::chrono::seconds date_second_{-1};
  std::string date_line_;
  std::vector<std::unique_ptr<Exchange>> idle_exchanges_;
};

}  // namespace http
