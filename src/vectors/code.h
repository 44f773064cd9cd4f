// Codes: what is left of a vector when the centroid of its list is taken away, in a byte an
// element. A quarter of the vector's size, and near enough to tell which vectors are worth reading
// in full.
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
  float squares = 0;  // of the elements, scaled: the squared length of what is coded
  std::vector<int8_t> elements;
  friend bool operator==(const Code&, const Code&) = default;
};

// The code of a prepared vector in the list of this centroid. The same on every processor.
Code Encode(std::span<const float> vector, std::span<const float> centroid);

// A prepared query, made ready for the vectors of one list after another.
class CodedQuery {
 public:
  CodedQuery(DistanceFunction function, std::span<const float> query);

  // Goes on to the list of this centroid.
  void EnterList(std::span<const float> centroid);

  // About what Nearness is of the vector that is coded so, of the list that was entered last.
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
  std::vector<float> from_centroid_;  // of EUCLIDEAN
  std::vector<int16_t> elements_;
  float scale_ = 0;
  float base_ = 0;
};

}  // namespace vectors
