#include "vectors/code.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace vectors {
namespace {

std::vector<float> Random(size_t dimensions, uint32_t seed, float scale = 1) {
  std::mt19937 bits(seed);
  std::normal_distribution<float> normal(0, scale);
  std::vector<float> vector(dimensions);
  for (float& element : vector) element = normal(bits);
  return vector;
}

class CodeTest : public testing::TestWithParam<DistanceFunction> {};

INSTANTIATE_TEST_SUITE_P(Functions, CodeTest,
                         testing::Values(DistanceFunction::kCosine, DistanceFunction::kEuclidean,
                                         DistanceFunction::kDotProduct));

TEST_P(CodeTest, TellsNearnessToAboutAHundredth) {
  constexpr size_t kDimensions = 100;
  const std::vector<float> centroid = Prepared(GetParam(), Random(kDimensions, 1, 10));
  const std::vector<float> query = Prepared(GetParam(), Random(kDimensions, 2, 10));
  CodedQuery coded(GetParam(), query);
  coded.EnterList(centroid);
  for (uint32_t seed = 10; seed < 60; ++seed) {
    std::vector<float> vector = Random(kDimensions, seed);
    for (size_t i = 0; i < kDimensions; ++i) vector[i] += centroid[i];
    vector = Prepared(GetParam(), vector);
    const Code code = Encode(vector, centroid);
    const float about = coded.NearnessOf(code.scale, code.squares, code.elements.data());
    const float nearness = Nearness(GetParam(), query.data(), vector.data(), kDimensions);
    const float rest = SquaredDistance(vector.data(), centroid.data(), kDimensions);
    const float size =
        SquaredDistance(query.data(), std::vector<float>(kDimensions).data(), kDimensions);
    EXPECT_NEAR(about, nearness, 0.01 * std::sqrt(rest * size) + 0.01 * rest);
  }
}

TEST_P(CodeTest, OfTheCentroidIsNothing) {
  const std::vector<float> centroid = Random(10, 1);
  const Code code = Encode(centroid, centroid);
  EXPECT_EQ(code.scale, 0);
  EXPECT_EQ(code.squares, 0);
  CodedQuery coded(GetParam(), centroid);
  coded.EnterList(centroid);
  EXPECT_NEAR(coded.NearnessOf(code.scale, code.squares, code.elements.data()),
              Nearness(GetParam(), centroid.data(), centroid.data(), 10), 1e-4);
}

TEST_P(CodeTest, TakesTheLargestAndTheLeastFloats) {
  const std::vector<float> large = {3.4e38f, -3.4e38f, 0, 1e-45f};
  const std::vector<float> zero(4);
  const Code code = Encode(Prepared(GetParam(), large), zero);
  EXPECT_EQ(code.elements[0], kCodeElementMax);
  EXPECT_EQ(code.elements[1], -kCodeElementMax);
  const Code least = Encode(std::vector<float>{1e-45f, 0, 0, 0}, zero);
  EXPECT_EQ(least.elements.size(), 4u);
}

}  // namespace
}  // namespace vectors
