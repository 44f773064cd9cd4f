// Counters of one thread of the server, for the operator.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/statistic.h"

namespace net {

// Only one thread may write it; any thread may read it. So it needs no locked instruction.
class Counter {
 public:
  void Add(int64_t by) {
    value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  int64_t Get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> value_{0};
};

// Counters of connections, for any protocol. Aligned, so that no other thread writes to its cache
// lines.
struct alignas(64) Counters {
  Counter connections_open;
  Counter connections_accepted;
  Counter connections_refused;
  Counter accept_failures;
  Counter tls_failures;
  Counter timeouts;
  Counter bytes_received;
  Counter bytes_sent;
};

// The name and the meaning of one member of a struct of counters.
template <typename Struct>
struct CounterDescription {
  Counter Struct::*counter;
  const char* name;
  const char* help;
  base::Statistic::Kind kind;
};

// The sums over all threads. Each name begins with `prefix`.
template <typename Struct>
std::vector<base::Statistic> Sum(std::string_view prefix,
                                 std::span<const CounterDescription<Struct>> descriptions,
                                 const std::vector<const Struct*>& threads) {
  std::vector<base::Statistic> statistics;
  for (const CounterDescription<Struct>& description : descriptions) {
    int64_t sum = 0;
    for (const Struct* thread : threads) sum += (thread->*description.counter).Get();
    statistics.push_back({.name = std::string(prefix) + description.name,
                          .help = description.help,
                          .kind = description.kind,
                          .value = static_cast<double>(sum)});
  }
  return statistics;
}
std::vector<base::Statistic> Sum(std::string_view prefix,
                                 const std::vector<const Counters*>& threads);

}  // namespace net
