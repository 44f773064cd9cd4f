// The centroids of a group's lists, and the search for those that are near to a vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vectors/distance.h"

namespace vectors {

// Once all centroids are added, thread-safe.
class Centroids {
 public:
  explicit Centroids(size_t dimensions) : dimensions_(dimensions) {}

  // `spread`: the distance of the list's vectors from the centroid, root mean square; zero if
  // unknown. `open`: whether the list takes new vectors.
  void Add(std::span<const float> centroid, float spread, bool open);

  size_t count() const { return squares_.size(); }
  std::span<const float> operator[](size_t i) const {
    return {elements_.data() + i * dimensions_, dimensions_};
  }
  float spread(size_t i) const { return spreads_[i]; }

  // The open centroid that is nearest, by Euclidean distance, to a prepared vector: the vector
  // belongs to its list. REQUIRES: there is an open centroid.
  size_t Nearest(std::span<const float> vector) const;

  // All centroids; those come first whose lists are likely to have the vectors that are nearest to
  // a prepared query.
  std::vector<uint32_t> InOrder(DistanceFunction function, std::span<const float> query) const;

  size_t Bytes() const { return elements_.size() * sizeof(float) + squares_.size() * 12; }

 private:
  size_t dimensions_;
  std::vector<float> elements_;
  std::vector<float> squares_;
  std::vector<float> spreads_;
  std::vector<bool> open_;
};

}  // namespace vectors
