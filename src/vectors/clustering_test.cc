#include "vectors/clustering.h"

#include <gtest/gtest.h>

#include <algorithm>
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
  const std::vector<float> found = Cluster(Heaps(4, 100), kDimensions, 4);
  ASSERT_EQ(found.size(), 4 * kDimensions);
  std::set<int> heaps;
  for (size_t i = 0; i < found.size(); i += kDimensions) {
    heaps.insert(static_cast<int>(found[i] / 10 + 0.5f));
  }
  EXPECT_EQ(heaps, (std::set<int>{0, 1, 2, 3}));
}

TEST(Clustering, IsTheSameEachTime) {
  EXPECT_EQ(Cluster(Heaps(5, 50), kDimensions, 3), Cluster(Heaps(5, 50), kDimensions, 3));
}

TEST(Clustering, GivesNoMoreThanThereAreVectors) {
  EXPECT_EQ(Cluster(Heaps(3, 1), kDimensions, 8).size(), 3 * kDimensions);
  EXPECT_TRUE(Cluster({}, kDimensions, 8).empty());
  const std::vector<float> same(kDimensions * 20, 1);
  EXPECT_EQ(Cluster(same, kDimensions, 2).size(), 2 * kDimensions);
}

TEST(Centroids, PutsVectorsIntoOpenListsOnly) {
  Centroids centroids(2);
  centroids.Add(std::vector<float>{0, 0}, true);
  centroids.Add(std::vector<float>{10, 0}, false);
  centroids.Add(std::vector<float>{20, 0}, true);
  EXPECT_EQ(centroids.Nearest(std::vector<float>{1, 0}), 0u);
  EXPECT_EQ(centroids.Nearest(std::vector<float>{11, 0}), 2u);
  EXPECT_EQ(centroids.InOrder(DistanceFunction::kEuclidean, std::vector<float>{11, 0}),
            (std::vector<uint32_t>{1, 2, 0}));
  EXPECT_EQ(centroids.InOrder(DistanceFunction::kDotProduct, std::vector<float>{1, 0}),
            (std::vector<uint32_t>{2, 1, 0}));
}

TEST(Nearest, KeepsTheLeast) {
  Nearest<int> nearest(3);
  for (const int value : {5, 1, 4, 2, 3, 0}) nearest.Add(static_cast<float>(value), value);
  EXPECT_FALSE(nearest.Takes(2));
  std::vector<int> kept;
  for (const auto& [nearness, value] : std::move(nearest).Take()) kept.push_back(value);
  EXPECT_EQ(kept, (std::vector<int>{0, 1, 2}));
}

}  // namespace
}  // namespace vectors
