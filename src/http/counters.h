// What one thread of the server counts.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "base/statistic.h"

namespace http {

// Written by one thread, read by any: no locked instruction.
class Counter {
 public:
  void Add(int64_t by) {
    value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  int64_t Get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> value_{0};
};

// On cache lines of its own.
struct alignas(64) Counters {
  Counter connections_open;
  Counter connections_accepted;
  Counter connections_refused;
  Counter accept_failures;
  Counter tls_failures;
  Counter requests;
  Counter requests_in_flight;
  Counter requests_malformed;
  Counter requests_refused;
  Counter requests_refused_for_memory;
  Counter timeouts;
  Counter cut_for_memory;
  Counter bytes_received;
  Counter bytes_sent;
};

// The sums over all threads.
std::vector<base::Statistic> Sum(const std::vector<const Counters*>& threads);

}  // namespace http
