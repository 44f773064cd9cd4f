// Metrics for the operator, in the terms of Prometheus. Each layer reports its own.
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
