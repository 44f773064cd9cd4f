#include "http/counters.h"

namespace http {
namespace {

struct Description {
  Counter Counters::*counter;
  const char* name;
  const char* help;
  base::Statistic::Kind kind;
};

constexpr auto kGauge = base::Statistic::Kind::kGauge;
constexpr auto kCounter = base::Statistic::Kind::kCounter;

constexpr Description kDescriptions[] = {
    {&Counters::connections_open, "http_connections", "Connections open now.", kGauge},
    {&Counters::connections_accepted, "http_connections_accepted_total", "Connections accepted.",
     kCounter},
    {&Counters::connections_refused, "http_connections_refused_total",
     "Connections closed at once because there were too many.", kCounter},
    {&Counters::accept_failures, "http_accept_failures_total",
     "Times that accept failed for want of file descriptors or memory.", kCounter},
    {&Counters::tls_failures, "http_tls_failures_total", "TLS handshakes that failed.", kCounter},
    {&Counters::requests, "http_requests_total", "Requests given to the handler.", kCounter},
    {&Counters::requests_in_flight, "http_requests_in_flight", "Requests in the handler now.",
     kGauge},
    {&Counters::requests_malformed, "http_requests_malformed_total",
     "Requests answered with 4xx or 5xx because they were not proper HTTP or too large.", kCounter},
    {&Counters::requests_refused, "http_requests_refused_total",
     "Requests answered with 503 because there were too many, or the server was stopping, or had "
     "no "
     "memory for them.",
     kCounter},
    {&Counters::requests_refused_for_memory, "http_requests_refused_for_memory_total",
     "Those of the refused that are large, or their answers, while there was no memory for them.",
     kCounter},
    {&Counters::timeouts, "http_timeouts_total",
     "Connections cut because the client was too slow or idle for too long.", kCounter},
    {&Counters::cut_for_memory, "http_cut_for_memory_total",
     "Those of the timeouts whose clients were slow with a large request or answer while others "
     "wanted the memory.",
     kCounter},
    {&Counters::bytes_received, "http_received_bytes_total", "Bytes received from clients.",
     kCounter},
    {&Counters::bytes_sent, "http_sent_bytes_total", "Bytes sent to clients.", kCounter},
};

}  // namespace

std::vector<base::Statistic> Sum(const std::vector<const Counters*>& threads) {
  std::vector<base::Statistic> statistics;
  for (const Description& description : kDescriptions) {
    int64_t sum = 0;
    for (const Counters* thread : threads) sum += (thread->*description.counter).Get();
    statistics.push_back({.name = description.name,
                          .help = description.help,
                          .kind = description.kind,
                          .value = static_cast<double>(sum)});
  }
  return statistics;
}

}  // namespace http
