// Figures for the operator: what each layer counts, in the terms of Prometheus.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace base {

struct Statistic {
  enum class Kind { kCounter, kGauge };

  std::string name;  // "requests_total"; no prefix
  std::string help;
  Kind kind = Kind::kCounter;
  double value = 0;
  std::vector<std::pair<std::string, std::string>> labels = {};
};

}  // namespace base
