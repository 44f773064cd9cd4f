#include "http/counters.h"

namespace http {
namespace {

constexpr auto kGauge = base::Statistic::Kind::kGauge;
constexpr auto kCounter = base::Statistic::Kind::kCounter;

constexpr net::CounterDescription<Counters> kDescriptions[] = {
    {&Counters::requests, "requests_total", "Requests given to the handler.", kCounter},
    {&Counters::requests_in_flight, "requests_in_flight", "Requests in the handler now.", kGauge},
    {&Counters::requests_malformed, "requests_malformed_total",
     "Requests answered with 4xx or 5xx because they were not proper HTTP or too large.", kCounter},
    {&Counters::requests_refused, "requests_refused_total",
     "Requests answered with 503 because there were too many, or the server was stopping, or had "
     "no "
     "memory for them.",
     kCounter},
    {&Counters::requests_refused_for_memory, "requests_refused_for_memory_total",
     "Those of the refused that are large, or their answers, while there was no memory for them.",
     kCounter},
    {&Counters::cut_for_memory, "cut_for_memory_total",
     "Those of the timeouts whose clients were slow with a large request or answer while others "
     "wanted the memory.",
     kCounter},
};

}  // namespace

std::vector<base::Statistic> Sum(const std::vector<const Counters*>& threads) {
  return net::Sum<Counters>("http_", kDescriptions, threads);
}

}  // namespace http
