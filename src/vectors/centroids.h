// The centroids of a group's lists, and which are near to a vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vectors/distance.h"

namespace vectors {

// Immutable once filled; safe from any thread then.
class Centroids {
 public:
  explicit Centroids(size_t dimensions) : dimensions_(dimensions) {}

  // `spread`: how far the vectors of its list are from it, root mean square; zero if that is not
  // known. `open`: whether vectors are still put into its list.
  void Add(std::span<const float> centroid, float spread, bool open);

  size_t count() const { return squares_.size(); }
  std::span<const float> operator[](size_t i) const {
    return {elements_.data() + i * dimensions_, dimensions_};
  }
  float spread(size_t i) const { return spreads_[i]; }

  // The open one to whose list a prepared vector belongs: the nearest by Euclidean distance.
  // REQUIRES: there is an open one.
  size_t Nearest(std::span<const float> vector) const;

  // All of them, those first whose lists are likely to have what is nearest to a prepared query.
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
