// Counters of requests of one thread of the server. Those of connections are in net/counters.h.
#pragma once

#include <vector>

#include "base/statistic.h"
#include "net/counters.h"

namespace http {

// Aligned, so that no other thread writes to its cache lines.
struct alignas(64) Counters {
  net::Counter requests;
  net::Counter requests_in_flight;
  net::Counter requests_malformed;
  net::Counter requests_refused;
  net::Counter requests_refused_for_memory;
  net::Counter cut_for_memory;
};

// The sums over all threads.
std::vector<base::Statistic> Sum(const std::vector<const Counters*>& threads);

}  // namespace http
