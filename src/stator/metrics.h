// The metrics page.
#pragma once

#include <string>
#include <vector>

#include "base/statistic.h"

namespace stator {

constexpr const char* kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

// Renders the statistics as Prometheus text. "stator_" is put before each name.
std::string RenderMetrics(const std::vector<base::Statistic>& statistics);

}  // namespace stator
