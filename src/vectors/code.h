// Codes: the difference of a vector from the centroid of its list, with one byte for each element.
// A code has a quarter of the vector's size, and is exact enough to tell which vectors are worth
// reading in full.
//
//   vector ≈ centroid + scale × elements
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vectors/distance.h"

namespace vectors {

struct Code {
  float scale = 0;
  float squares = 0;  // the squared length of the coded difference
  std::vector<int8_t> elements;
  friend bool operator==(const Code&, const Code&) = default;
};

// The code of a prepared vector in the list of this centroid. Equal on all processors.
Code Encode(std::span<const float> vector, std::span<const float> centroid);

// A prepared query that is compared with the codes of one list after another. Not thread-safe.
class CodedQuery {
 public:
  // REQUIRES: `query` outlives it.
  CodedQuery(DistanceFunction function, std::span<const float> query);

  // To be called before the codes of the list of this centroid.
  void EnterList(std::span<const float> centroid);

  // Approximates Nearness of the vector that has this code in the list that was entered last.
  float NearnessOf(float scale, float squares, const int8_t* elements) const {
    const float dot =
        scale * scale_ * static_cast<float>(DotCodes(elements_.data(), elements, elements_.size()));
    if (function_ != DistanceFunction::kEuclidean) return base_ - dot;
    return base_ + squares - 2 * dot;
  }

 private:
  void Quantize(std::span<const float> query);

  const DistanceFunction function_;
  const std::span<const float> query_;
  std::vector<float> from_centroid_;  // for EUCLIDEAN only
  std::vector<int16_t> elements_;
  float scale_ = 0;
  float base_ = 0;
};

}  // namespace vectors
