// Vectors of 32-bit floats, and how far they are from each other.
//
// Plain functions over arrays; safe from any thread. The loops that searching spends its time in
// are compiled for AVX2 too and picked by what the processor has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vectors {

enum class DistanceFunction { kCosine, kEuclidean, kDotProduct };

// Sum of the products. Sums in 32 bits, in an order that depends on the processor.
float Dot(const float* a, const float* b, size_t dimensions);
// Sum of the squares of the differences. The same.
float SquaredDistance(const float* a, const float* b, size_t dimensions);
// Sum of the products of a query's and a code's elements (code.h). Exact: with elements of at most
// kQueryElementMax and kCodeElementMax it stays within 32 bits up to kDimensionsMax.
int32_t DotCodes(const int16_t* query, const int8_t* code, size_t dimensions);

constexpr size_t kDimensionsMax = 4096;
constexpr int kCodeElementMax = 127;
constexpr int kQueryElementMax = 4095;
static_assert(int64_t{kCodeElementMax} * kQueryElementMax * kDimensionsMax <= INT32_MAX);

// A vector in the form in which its index compares it: for COSINE of length one (a zero vector
// stays one), else as it is.
std::vector<float> Prepared(DistanceFunction function, std::span<const float> vector);

// How near two prepared vectors are, to compare by: the less the nearer.
float Nearness(DistanceFunction function, const float* a, const float* b, size_t dimensions);

// The score of a search, of vectors as they are: COSINE from 0 to 2 (1 if either vector is zero),
// EUCLIDEAN the distance, DOT_PRODUCT the product. Sums in 64 bits, the same on every processor.
double Score(DistanceFunction function, std::span<const float> query,
             std::span<const float> vector);
// Whether a score is better than another.
bool IsNearer(DistanceFunction function, double score, double than);

}  // namespace vectors
