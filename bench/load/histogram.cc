#include "load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace load {

using std::chrono::nanoseconds;

// Below 2 * kBucketsOfDoubling each value has a bucket; from there on the highest bit tells the
// doubling and the kBitsOfBucket bits after it the bucket within.
size_t Histogram::BucketOf(uint64_t value) {
  if (value < kBucketsOfDoubling) return value;
  const int shift = static_cast<int>(std::bit_width(value)) - 1 - kBitsOfBucket;
  return shift * kBucketsOfDoubling + (value >> shift);
}

uint64_t Histogram::HighestOf(size_t bucket) {
  if (bucket < 2 * kBucketsOfDoubling) return bucket;
  const size_t shift = bucket / kBucketsOfDoubling - 1;
  const uint64_t lowest = (bucket % kBucketsOfDoubling + kBucketsOfDoubling) << shift;
  return lowest + (uint64_t{1} << shift) - 1;
}

void Histogram::Add(nanoseconds duration) {
  const uint64_t value = std::max<int64_t>(duration.count(), 0);
  ++counts_[BucketOf(value)];
  ++count_;
  max_ = std::max(max_, value);
}

void Histogram::Add(const Histogram& other) {
  for (size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

nanoseconds Histogram::Quantile(double share) const {
  const auto rank = static_cast<uint64_t>(std::ceil(share * static_cast<double>(count_)));
  uint64_t passed = 0;
  for (size_t i = 0; i < kBuckets; ++i) {
    passed += counts_[i];
    if (passed >= std::max<uint64_t>(rank, 1)) return nanoseconds(std::min(HighestOf(i), max_));
  }
  return max();
}

}  // namespace load
