#include "vectors/distance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace vectors {
namespace {

std::vector<float> Random(size_t dimensions, uint32_t seed) {
  std::mt19937 bits(seed);
  std::normal_distribution<float> normal;
  std::vector<float> vector(dimensions);
  for (float& element : vector) element = normal(bits);
  return vector;
}

constexpr size_t kDimensions[] = {1, 3, 8, 15, 16, 17, 31, 32, 33, 100, 256, 1536, 4096};

// Whichever loops the processor gets.
TEST(Distance, IsTheSumOfAllElements) {
  for (const size_t dimensions : kDimensions) {
    const std::vector<float> a = Random(dimensions, 1);
    const std::vector<float> b = Random(dimensions, 2);
    double dot = 0;
    double squares = 0;
    double size = 0;
    for (size_t i = 0; i < dimensions; ++i) {
      dot += double{a[i]} * b[i];
      squares += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
      size += std::abs(double{a[i]} * b[i]);
    }
    EXPECT_NEAR(Dot(a.data(), b.data(), dimensions), dot, 1e-5 * size) << dimensions;
    EXPECT_NEAR(SquaredDistance(a.data(), b.data(), dimensions), squares, 1e-5 * squares);
  }
}

TEST(Distance, OfCodesIsExactUpToTheirLargest) {
  for (const size_t dimensions : kDimensions) {
    std::mt19937 bits(7);
    std::vector<int16_t> query(dimensions);
    std::vector<int8_t> code(dimensions);
    int64_t dot = 0;
    for (size_t i = 0; i < dimensions; ++i) {
      query[i] = static_cast<int16_t>(
          std::uniform_int_distribution<int>(-kQueryElementMax, kQueryElementMax)(bits));
      code[i] = static_cast<int8_t>(
          std::uniform_int_distribution<int>(-kCodeElementMax, kCodeElementMax)(bits));
      dot += int64_t{query[i]} * code[i];
    }
    EXPECT_EQ(DotCodes(query.data(), code.data(), dimensions), dot) << dimensions;
    const std::vector<int16_t> largest_query(dimensions, kQueryElementMax);
    const std::vector<int8_t> largest_code(dimensions, -kCodeElementMax);
    EXPECT_EQ(DotCodes(largest_query.data(), largest_code.data(), dimensions),
              -int64_t{kQueryElementMax} * kCodeElementMax * static_cast<int64_t>(dimensions));
  }
}

TEST(Distance, PreparesForCosineAlone) {
  const std::vector<float> vector = {3, 4};
  EXPECT_EQ(Prepared(DistanceFunction::kEuclidean, vector), vector);
  EXPECT_EQ(Prepared(DistanceFunction::kDotProduct, vector), vector);
  EXPECT_EQ(Prepared(DistanceFunction::kCosine, vector), (std::vector<float>{0.6f, 0.8f}));
  const std::vector<float> zero = {0, 0};
  EXPECT_EQ(Prepared(DistanceFunction::kCosine, zero), zero);
  const std::vector<float> largest = {3.4e38f, 3.4e38f};
  EXPECT_NEAR(Prepared(DistanceFunction::kCosine, largest)[0], std::sqrt(0.5), 1e-6);
}

TEST(Distance, ScoresAsTheServiceDoes) {
  const std::vector<float> a = {1, 2, 2};
  const std::vector<float> opposite = {-1, -2, -2};
  const std::vector<float> zero = {0, 0, 0};
  EXPECT_EQ(Score(DistanceFunction::kCosine, a, a), 0);
  EXPECT_EQ(Score(DistanceFunction::kCosine, a, opposite), 2);
  EXPECT_EQ(Score(DistanceFunction::kCosine, a, zero), 1);
  EXPECT_EQ(Score(DistanceFunction::kEuclidean, a, zero), 3);
  EXPECT_EQ(Score(DistanceFunction::kDotProduct, a, opposite), -9);
  EXPECT_TRUE(IsNearer(DistanceFunction::kCosine, 0, 1));
  EXPECT_TRUE(IsNearer(DistanceFunction::kEuclidean, 0, 1));
  EXPECT_TRUE(IsNearer(DistanceFunction::kDotProduct, 1, 0));
}

}  // namespace
}  // namespace vectors
