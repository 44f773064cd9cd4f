// The metrics page.
#pragma once

#include <string>
#include <vector>

#include "base/statistic.h"

namespace stator {

constexpr const char* kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

// `statistics` as Prometheus text, each name with "stator_" before it.
std::string RenderMetrics(const std::vector<base::Statistic>& statistics);

}  // namespace stator
