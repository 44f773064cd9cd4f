#include "net/counters.h"

namespace net {
namespace {

constexpr auto kGauge = base::Statistic::Kind::kGauge;
constexpr auto kCounter = base::Statistic::Kind::kCounter;

constexpr CounterDescription<Counters> kDescriptions[] = {
    {&Counters::connections_open, "connections", "Connections open now.", kGauge},
    {&Counters::connections_accepted, "connections_accepted_total", "Connections accepted.",
     kCounter},
    {&Counters::connections_refused, "connections_refused_total",
     "Connections closed at once because there were too many.", kCounter},
    {&Counters::accept_failures, "accept_failures_total",
     "Times that accept failed for want of file descriptors or memory.", kCounter},
    {&Counters::tls_failures, "tls_failures_total", "TLS handshakes that failed.", kCounter},
    {&Counters::timeouts, "timeouts_total",
     "Connections cut because the client was too slow or idle for too long.", kCounter},
    {&Counters::bytes_received, "received_bytes_total", "Bytes received from clients.", kCounter},
    {&Counters::bytes_sent, "sent_bytes_total", "Bytes sent to clients.", kCounter},
};

}  // namespace

std::vector<base::Statistic> Sum(std::string_view prefix,
                                 const std::vector<const Counters*>& threads) {
  return Sum<Counters>(prefix, kDescriptions, threads);
}

}  // namespace net
