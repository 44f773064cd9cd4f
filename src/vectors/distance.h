// Vectors of 32-bit floats, and the distances between them.
//
// Plain functions over arrays; thread-safe. The loops that dominate searching are compiled for
// AVX2, too; the processor decides at run time which version is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vectors {

enum class DistanceFunction { kCosine, kEuclidean, kDotProduct };

// The sum of the products. Computed in 32 bits, in an order that depends on the processor.
float Dot(const float* a, const float* b, size_t dimensions);
// The sum of the squares of the differences. Computed as Dot.
float SquaredDistance(const float* a, const float* b, size_t dimensions);
// The sum of the products of a query's and a code's elements (code.h). Exact: with elements of at
// most kQueryElementMax and kCodeElementMax it fits into 32 bits for up to kDimensionsMax
// dimensions.
int32_t DotCodes(const int16_t* query, const int8_t* code, size_t dimensions);

constexpr size_t kDimensionsMax = 4096;
constexpr int kCodeElementMax = 127;
constexpr int kQueryElementMax = 4095;
static_assert(int64_t{kCodeElementMax} * kQueryElementMax * kDimensionsMax <= INT32_MAX);

// A prepared vector: the form that an index compares. For COSINE, scaled to length one (a zero
// vector stays zero); for the other functions, unchanged.
std::vector<float> Prepared(DistanceFunction function, std::span<const float> vector);

// A number by which pairs of prepared vectors are compared: the smaller, the nearer.
float Nearness(DistanceFunction function, const float* a, const float* b, size_t dimensions);

// The score that SearchVectors returns, from unprepared vectors. COSINE: from 0 to 2 (1 if either
// vector is zero); EUCLIDEAN: the distance; DOT_PRODUCT: the product. Computed in 64 bits; equal on
// all processors.
double Score(DistanceFunction function, std::span<const float> query,
             std::span<const float> vector);
// Whether a score is better than another.
bool IsNearer(DistanceFunction function, double score, double than);

}  // namespace vectors
