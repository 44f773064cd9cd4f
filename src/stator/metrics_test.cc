#include "stator/metrics.h"

#include <gtest/gtest.h>

namespace stator {
namespace {

using base::Statistic;

TEST(Metrics, RendersCountersAndGaugesWithTheirHelp) {
  EXPECT_EQ(RenderMetrics({{.name = "writes_total", .help = "Writes.", .value = 3},
                           {.name = "open", .help = "Now.", .kind = Statistic::Kind::kGauge}}),
            "# HELP stator_writes_total Writes.\n"
            "# TYPE stator_writes_total counter\n"
            "stator_writes_total 3\n"
            "# HELP stator_open Now.\n"
            "# TYPE stator_open gauge\n"
            "stator_open 0\n");
}

// Prometheus refuses a page that names a family twice.
TEST(Metrics, GathersWhatDiffersInLabelsAlone) {
  EXPECT_EQ(RenderMetrics({{.name = "a_total", .help = "A.", .value = 1, .labels = {{"l", "x"}}},
                           {.name = "b_total", .help = "B.", .value = 2},
                           {.name = "a_total", .help = "A.", .value = 3, .labels = {{"l", "y"}}}}),
            "# HELP stator_a_total A.\n"
            "# TYPE stator_a_total counter\n"
            "stator_a_total{l=\"x\"} 1\n"
            "stator_a_total{l=\"y\"} 3\n"
            "# HELP stator_b_total B.\n"
            "# TYPE stator_b_total counter\n"
            "stator_b_total 2\n");
}

TEST(Metrics, EscapesWhatLabelsHold) {
  EXPECT_EQ(RenderMetrics({{.name = "a", .help = "", .value = 1, .labels = {{"l", "q\"b\\n\n"}}}}),
            "# TYPE stator_a counter\n"
            "stator_a{l=\"q\\\"b\\\\n\\n\"} 1\n");
}

TEST(Metrics, RendersLargeNumbersExactly) {
  const std::string page = RenderMetrics({{.name = "a", .help = "", .value = 9007199254740991.0}});
  const std::string number = page.substr(page.rfind(' ') + 1);
  EXPECT_EQ(std::stod(number), 9007199254740991.0) << page;
}

TEST(Metrics, RendersNothingOfNothing) { EXPECT_EQ(RenderMetrics({}), ""); }

}  // namespace
}  // namespace stator
