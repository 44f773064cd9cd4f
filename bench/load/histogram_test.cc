#include "load/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace load {
namespace {

using std::chrono::nanoseconds;

TEST(Histogram, IsZeroWithoutDurations) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.Quantile(0.5), nanoseconds(0));
  EXPECT_EQ(histogram.max(), nanoseconds(0));
}

TEST(Histogram, IsExactForSmallDurations) {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) histogram.Add(nanoseconds(i));
  EXPECT_EQ(histogram.Quantile(0), nanoseconds(1));
  EXPECT_EQ(histogram.Quantile(0.5), nanoseconds(50));
  EXPECT_EQ(histogram.Quantile(0.99), nanoseconds(99));
  EXPECT_EQ(histogram.Quantile(0.991), nanoseconds(100));
  EXPECT_EQ(histogram.Quantile(1), nanoseconds(100));
}

TEST(Histogram, TakesEveryDuration) {
  Histogram histogram;
  histogram.Add(nanoseconds(-5));
  histogram.Add(nanoseconds::max());
  EXPECT_EQ(histogram.count(), 2U);
  EXPECT_EQ(histogram.Quantile(0.5), nanoseconds(0));
  EXPECT_EQ(histogram.Quantile(1), nanoseconds::max());
}

// Against the sorted durations themselves, over nine orders of magnitude.
TEST(Histogram, IsNeverTooLowAndHardlyTooHigh) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(0, 9);
  Histogram histogram;
  std::vector<int64_t> sorted;
  for (int i = 0; i < 100'000; ++i) {
    sorted.push_back(static_cast<int64_t>(std::pow(10, exponent(random))));
    histogram.Add(nanoseconds(sorted.back()));
  }
  std::sort(sorted.begin(), sorted.end());
  for (const double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
    const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    const int64_t exact = sorted[rank - 1];
    EXPECT_GE(histogram.Quantile(share).count(), exact) << share;
    EXPECT_LE(static_cast<double>(histogram.Quantile(share).count()),
              static_cast<double>(exact) * (1 + 1.0 / 64) + 1)
        << share;
  }
  EXPECT_EQ(histogram.max().count(), sorted.back());
}

TEST(Histogram, AddsAnother) {
  Histogram a;
  Histogram b;
  a.Add(nanoseconds(10));
  b.Add(nanoseconds(20));
  b.Add(nanoseconds(30));
  a.Add(b);
  EXPECT_EQ(a.count(), 3U);
  EXPECT_EQ(a.Quantile(0.5), nanoseconds(20));
  EXPECT_EQ(a.max(), nanoseconds(30));
}

}  // namespace
}  // namespace load
