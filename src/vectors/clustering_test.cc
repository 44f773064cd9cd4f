#include "vectors/clustering.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <set>
#include <vector>

#include "vectors/centroids.h"
#include "vectors/nearest.h"

namespace vectors {
namespace {

constexpr size_t kDimensions = 4;

// Around (10 i, 0, 0, 0).
std::vector<float> Heaps(size_t heaps, size_t each) {
  std::mt19937 bits(1);
  std::normal_distribution<float> normal;
  std::vector<float> vectors;
  for (size_t n = 0; n < each; ++n) {
    for (size_t heap = 0; heap < heaps; ++heap) {
      for (size_t i = 0; i < kDimensions; ++i) {
        vectors.push_back((i == 0 ? 10.0f * static_cast<float>(heap) : 0) + 0.1f * normal(bits));
      }
    }
  }
  return vectors;
}

TEST(Clustering, FindsHeaps) {
  const Clusters found = Cluster(Heaps(4, 100), kDimensions, 4);
  ASSERT_EQ(found.count(), 4u);
  ASSERT_EQ(found.centroids.size(), 4 * kDimensions);
  std::set<int> heaps;
  for (size_t i = 0; i < found.centroids.size(); i += kDimensions) {
    heaps.insert(static_cast<int>(found.centroids[i] / 10 + 0.5f));
  }
  // Each element is 0.1 off, of four.
  for (const float spread : found.spreads) EXPECT_NEAR(spread, 0.2, 0.03);
  EXPECT_EQ(heaps, (std::set<int>{0, 1, 2, 3}));
}

TEST(Clustering, IsTheSameEachTime) {
  const Clusters once = Cluster(Heaps(5, 50), kDimensions, 3);
  const Clusters again = Cluster(Heaps(5, 50), kDimensions, 3);
  EXPECT_EQ(once.centroids, again.centroids);
  EXPECT_EQ(once.spreads, again.spreads);
}

TEST(Clustering, GivesNoMoreThanThereAreVectors) {
  EXPECT_EQ(Cluster(Heaps(3, 1), kDimensions, 8).count(), 3u);
  EXPECT_TRUE(Cluster({}, kDimensions, 8).centroids.empty());
  const std::vector<float> same(kDimensions * 20, 1);
  EXPECT_EQ(Cluster(same, kDimensions, 2).count(), 2u);
  for (const float spread : Cluster(same, kDimensions, 2).spreads) EXPECT_LT(spread, 0.01);
}

TEST(Centroids, PutsVectorsIntoOpenListsOnly) {
  Centroids centroids(2);
  centroids.Add(std::vector<float>{0, 0}, 0, true);
  centroids.Add(std::vector<float>{10, 0}, 0, false);
  centroids.Add(std::vector<float>{20, 0}, 0, true);
  EXPECT_EQ(centroids.Nearest(std::vector<float>{1, 0}), 0u);
  EXPECT_EQ(centroids.Nearest(std::vector<float>{11, 0}), 2u);
  EXPECT_EQ(centroids.InOrder(DistanceFunction::kEuclidean, std::vector<float>{11, 0}),
            (std::vector<uint32_t>{1, 2, 0}));
  EXPECT_EQ(centroids.InOrder(DistanceFunction::kDotProduct, std::vector<float>{1, 0}),
            (std::vector<uint32_t>{2, 1, 0}));
}

TEST(Centroids, OfProductsBeginsWithTheLargestThatAreLikely) {
  Centroids centroids(4);
  centroids.Add(std::vector<float>{10, 0, 0, 0}, 0, true);
  centroids.Add(std::vector<float>{9, 0, 0, 0}, 2, true);  // three deviations of one element: 3
  centroids.Add(std::vector<float>{9, 0, 0, 0}, 0.5f, true);
  const std::vector<float> query = {2, 0, 0, 0};
  EXPECT_EQ(centroids.InOrder(DistanceFunction::kDotProduct, query),
            (std::vector<uint32_t>{1, 0, 2}));
  EXPECT_EQ(centroids.InOrder(DistanceFunction::kEuclidean, query),
            (std::vector<uint32_t>{1, 2, 0}));
}

// Products of the largest floats are no numbers.
TEST(Centroids, AreInAnOrderWhateverTheyAre) {
  Centroids centroids(2);
  constexpr float kLargest = std::numeric_limits<float>::max();
  for (size_t i = 0; i < 100; ++i) {
    const float element = i % 3 == 0 ? kLargest : static_cast<float>(i);
    centroids.Add(std::vector<float>{element, i % 2 == 0 ? -element : element}, kLargest, true);
  }
  for (const auto function : {DistanceFunction::kEuclidean, DistanceFunction::kDotProduct}) {
    const std::vector<uint32_t> order =
        centroids.InOrder(function, std::vector<float>{kLargest, kLargest});
    EXPECT_EQ(std::set<uint32_t>(order.begin(), order.end()).size(), 100u);
  }
}

TEST(Nearest, KeepsTheLeast) {
  Nearest<int> nearest(3);
  for (const int value : {5, 1, 4, 2, 3, 0}) nearest.Add(static_cast<float>(value), value);
  EXPECT_FALSE(nearest.Takes(2));
  EXPECT_EQ(nearest.CountIf([](int value) { return value > 0; }), 2u);
  std::vector<int> kept;
  for (const auto& [nearness, value] : std::move(nearest).Take()) kept.push_back(value);
  EXPECT_EQ(kept, (std::vector<int>{0, 1, 2}));
}

}  // namespace
}  // namespace vectors
