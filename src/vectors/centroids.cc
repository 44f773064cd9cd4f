#include "vectors/centroids.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace vectors {

void Centroids::Add(std::span<const float> centroid, bool open) {
  CHECK(centroid.size() == dimensions_);
  elements_.insert(elements_.end(), centroid.begin(), centroid.end());
  squares_.push_back(Dot(centroid.data(), centroid.data(), dimensions_));
  open_.push_back(open);
}

size_t Centroids::Nearest(std::span<const float> vector) const {
  size_t nearest = count();
  float least = std::numeric_limits<float>::infinity();
  for (size_t i = 0; i < count(); ++i) {
    if (!open_[i]) continue;
    const float nearness = squares_[i] - 2 * Dot(vector.data(), (*this)[i].data(), dimensions_);
    if (nearest < count() && !(nearness < least)) continue;
    least = nearness;
    nearest = i;
  }
  CHECK(nearest < count());
  return nearest;
}

std::vector<uint32_t> Centroids::InOrder(DistanceFunction function,
                                         std::span<const float> query) const {
  std::vector<float> nearness(count());
  for (size_t i = 0; i < count(); ++i) {
    const float dot = Dot(query.data(), (*this)[i].data(), dimensions_);
    nearness[i] = function == DistanceFunction::kDotProduct ? -dot : squares_[i] - 2 * dot;
  }
  std::vector<uint32_t> order(count());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, [&](uint32_t a, uint32_t b) { return nearness[a] < nearness[b]; });
  return order;
}

}  // namespace vectors
