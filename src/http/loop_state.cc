#include "http/loop_state.h"

#include <utility>

#include "http/response_head.h"

namespace http {

void LoopState::RenewDateLine() {
  date_time_ = loop_.wall_time();
  const auto second = std::chrono::floor<std::chrono::seconds>(date_time_.time_since_epoch());
  if (second == date_second_) return;
  date_second_ = second;
  date_line_ = DateLine(date_time_);
}

std::unique_ptr<Exchange> LoopState::TakeExchange() {
  if (idle_exchanges_.empty()) {
    return std::make_unique<Exchange>(server_.limits, server_.memory);
  }
  std::unique_ptr<Exchange> exchange = std::move(idle_exchanges_.back());
  idle_exchanges_.pop_back();
  return exchange;
}

void LoopState::GiveExchange(std::unique_ptr<Exchange> exchange) {
  if (idle_exchanges_.size() < kIdleExchangesMax) idle_exchanges_.push_back(std::move(exchange));
}

void LoopState::BeginRequest() {
  loop_.BeginRequest();
  counters_.requests.Add(1);
  counters_.requests_in_flight.Add(1);
}

void LoopState::EndRequest() {
  loop_.EndRequest();
  counters_.requests_in_flight.Add(-1);
}

}  // namespace http
