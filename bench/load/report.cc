#include "load/report.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace load {
namespace {

std::string Number(double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.4f", value);
  return text.data();
}

std::string Micros(std::chrono::nanoseconds duration) {
  return Number(static_cast<double>(duration.count()) / 1e3);
}

std::string ToJson(const Histogram& latencies) {
  return "{\"count\":" + std::to_string(latencies.count()) +
         ",\"p50_us\":" + Micros(latencies.Quantile(0.5)) +
         ",\"p90_us\":" + Micros(latencies.Quantile(0.9)) +
         ",\"p99_us\":" + Micros(latencies.Quantile(0.99)) +
         ",\"p999_us\":" + Micros(latencies.Quantile(0.999)) +
         ",\"max_us\":" + Micros(latencies.max()) + "}";
}

}  // namespace

std::string ToJson(const Figures& figures, bool watched, uint64_t items) {
  Histogram all;
  Histogram reads;
  Histogram writes;
  for (const auto& [operation, latencies] : figures.latencies) {
    all.Add(latencies);
    (TraitsOf(operation).writes ? writes : reads).Add(latencies);
  }
  const double seconds = static_cast<double>(figures.elapsed.count()) / 1e9;
  const double requests = static_cast<double>(std::max<uint64_t>(all.count(), 1));
  std::string json = "{\"seconds\":" + Number(seconds);
  json += ",\"requests\":" + std::to_string(all.count());
  json += ",\"per_second\":" + Number(static_cast<double>(all.count()) / seconds);
  json += ",\"conflicts\":" + std::to_string(figures.conflicts);
  json += ",\"errors\":" + std::to_string(figures.errors);
  json += ",\"unsent\":" + std::to_string(figures.unsent);
  json += ",\"sent_bytes\":" + std::to_string(figures.sent_bytes);
  json += ",\"received_bytes\":" + std::to_string(figures.received_bytes);
  json += ",\"items\":" + std::to_string(items);
  json += ",\"client_cpu_share\":";
  json += Number(static_cast<double>(figures.own_cpu.count()) / 1e9 / seconds);
  if (watched) {
    json += ",\"server_cpu_us\":";
    json += Number(static_cast<double>(figures.server_cpu.count()) / 1e3 / requests);
  }
  json += ",\"all\":" + ToJson(all);
  if (reads.count() > 0) json += ",\"reads\":" + ToJson(reads);
  if (writes.count() > 0) json += ",\"writes\":" + ToJson(writes);
  for (const auto& [operation, latencies] : figures.latencies) {
    json += ",\"" + std::string(TraitsOf(operation).name) + "\":" + ToJson(latencies);
  }
  return json + "}";
}

}  // namespace load
