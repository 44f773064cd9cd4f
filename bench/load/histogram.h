// How often something took how long. Log-linear: 64 buckets to each doubling, so that what a
// quantile says is never too low, and too high by 1.6 % at most.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace load {

class Histogram {
 public:
  void Add(std::chrono::nanoseconds duration);  // below zero counts as zero
  void Add(const Histogram& other);

  uint64_t count() const { return count_; }
  std::chrono::nanoseconds max() const { return std::chrono::nanoseconds(max_); }
  // What `share` (0 to 1) of all durations did not exceed. Zero if there are none.
  std::chrono::nanoseconds Quantile(double share) const;

 private:
  static constexpr int kBitsOfBucket = 6;
  static constexpr uint64_t kBucketsOfDoubling = 1 << kBitsOfBucket;
  // Of 63 bits, the highest that a duration can have.
  static constexpr size_t kBuckets = (63 - kBitsOfBucket + 1) * kBucketsOfDoubling;

  static size_t BucketOf(uint64_t nanoseconds);
  static uint64_t HighestOf(size_t bucket);

  std::array<uint64_t, kBuckets> counts_{};
  uint64_t count_ = 0;
  uint64_t max_ = 0;
};

}  // namespace load
