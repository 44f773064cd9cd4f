#include "vectors/code.h"

#include <algorithm>
#include <cmath>

namespace vectors {
namespace {

float LargestMagnitude(std::span<const float> vector) {
  float largest = 0;
  for (const float element : vector) largest = std::max(largest, std::abs(element));
  return largest;
}

}  // namespace

Code Encode(std::span<const float> vector, std::span<const float> centroid) {
  std::vector<float> rest(vector.size());
  for (size_t i = 0; i < rest.size(); ++i) rest[i] = vector[i] - centroid[i];
  Code code;
  code.elements.resize(rest.size());
  const float largest = LargestMagnitude(rest);
  // What cannot be divided is coded as the centroid itself.
  if (largest <= 0 || !std::isfinite(largest)) return code;
  code.scale = largest / kCodeElementMax;
  int64_t squares = 0;
  for (size_t i = 0; i < rest.size(); ++i) {
    const float element = code.scale > 0 ? std::nearbyint(rest[i] / code.scale) : 0;
    code.elements[i] =
        static_cast<int8_t>(std::clamp<float>(element, -kCodeElementMax, kCodeElementMax));
    squares += int64_t{code.elements[i]} * code.elements[i];
  }
  code.squares = static_cast<float>(static_cast<double>(squares) * code.scale * code.scale);
  return code;
}

CodedQuery::CodedQuery(DistanceFunction function, std::span<const float> query)
    : function_(function), query_(query), elements_(query.size()) {
  if (function_ != DistanceFunction::kEuclidean) Quantize(query_);
}

void CodedQuery::EnterList(std::span<const float> centroid) {
  if (function_ != DistanceFunction::kEuclidean) {
    base_ = -Dot(query_.data(), centroid.data(), query_.size());
    return;
  }
  from_centroid_.resize(query_.size());
  for (size_t i = 0; i < query_.size(); ++i) from_centroid_[i] = query_[i] - centroid[i];
  base_ = Dot(from_centroid_.data(), from_centroid_.data(), query_.size());
  Quantize(from_centroid_);
}

void CodedQuery::Quantize(std::span<const float> query) {
  const float largest = LargestMagnitude(query);
  scale_ = largest / kQueryElementMax;
  for (size_t i = 0; i < query.size(); ++i) {
    const float element = scale_ > 0 ? std::nearbyint(query[i] / scale_) : 0;
    elements_[i] =
        static_cast<int16_t>(std::clamp<float>(element, -kQueryElementMax, kQueryElementMax));
  }
}

}  // namespace vectors
