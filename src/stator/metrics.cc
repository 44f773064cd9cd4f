#include "stator/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <map>

namespace stator {
namespace {

prometheus::ClientMetric ToMetric(const base::Statistic& statistic) {
  prometheus::ClientMetric metric;
  for (const auto& [name, value] : statistic.labels) metric.label.push_back({name, value});
  if (statistic.kind == base::Statistic::Kind::kCounter) {
    metric.counter.value = statistic.value;
  } else {
    metric.gauge.value = statistic.value;
  }
  return metric;
}

}  // namespace

std::string RenderMetrics(const std::vector<base::Statistic>& statistics) {
  std::vector<prometheus::MetricFamily> families;
  std::map<std::string, size_t> family_of;  // by name, since labels make several of one
  for (const base::Statistic& statistic : statistics) {
    const auto [found, added] = family_of.emplace("stator_" + statistic.name, families.size());
    if (added) {
      prometheus::MetricFamily& family = families.emplace_back();
      family.name = found->first;
      family.help = statistic.help;
      family.type = statistic.kind == base::Statistic::Kind::kCounter
                        ? prometheus::MetricType::Counter
                        : prometheus::MetricType::Gauge;
    }
    families[found->second].metric.push_back(ToMetric(statistic));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace stator
