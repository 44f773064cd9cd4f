#include "vectors/centroids.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace vectors {

namespace {

// What is nearest to a query by product is seldom near a centroid: it is the farthest of its list
// in the query's direction. So many deviations of one element further than the centroid are the
// best of a few hundred vectors.
constexpr float kDeviations = 3;

}  // namespace

void Centroids::Add(std::span<const float> centroid, float spread, bool open) {
  CHECK(centroid.size() == dimensions_);
  elements_.insert(elements_.end(), centroid.begin(), centroid.end());
  squares_.push_back(Dot(centroid.data(), centroid.data(), dimensions_));
  spreads_.push_back(spread);
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
  const bool by_product = function == DistanceFunction::kDotProduct;
  const float length = std::sqrt(Dot(query.data(), query.data(), dimensions_));
  const float reach = kDeviations * length / std::sqrt(static_cast<float>(dimensions_));
  std::vector<float> nearness(count());
  for (size_t i = 0; i < count(); ++i) {
    const float dot = Dot(query.data(), (*this)[i].data(), dimensions_);
    nearness[i] = by_product ? -dot - reach * spreads_[i] : squares_[i] - 2 * dot;
    // Of infinities.
    if (std::isnan(nearness[i])) nearness[i] = std::numeric_limits<float>::infinity();
  }
  std::vector<uint32_t> order(count());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, [&](uint32_t a, uint32_t b) { return nearness[a] < nearness[b]; });
  return order;
}

}  // namespace vectors
