#include "vectors/distance.h"

#include <algorithm>
#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#define STATOR_AVX2 1
#endif

namespace vectors {
namespace {

float PlainDot(const float* a, const float* b, size_t dimensions) {
  float sum = 0;
  for (size_t i = 0; i < dimensions; ++i) sum += a[i] * b[i];
  return sum;
}

float PlainSquaredDistance(const float* a, const float* b, size_t dimensions) {
  float sum = 0;
  for (size_t i = 0; i < dimensions; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

int32_t PlainDotCodes(const int16_t* query, const int8_t* code, size_t dimensions) {
  int32_t sum = 0;
  for (size_t i = 0; i < dimensions; ++i) sum += query[i] * code[i];
  return sum;
}

#if STATOR_AVX2
#define AVX2 __attribute__((target("avx2,fma")))

AVX2 float Sum(__m256 eight) {
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}

// Two sums at a time, so that one addition need not wait for the one before.
AVX2 float Avx2Dot(const float* a, const float* b, size_t dimensions) {
  __m256 sums[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
  size_t i = 0;
  for (; i + 16 <= dimensions; i += 16) {
    sums[0] = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), sums[0]);
    sums[1] = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), sums[1]);
  }
  return Sum(_mm256_add_ps(sums[0], sums[1])) + PlainDot(a + i, b + i, dimensions - i);
}

AVX2 float Avx2SquaredDistance(const float* a, const float* b, size_t dimensions) {
  __m256 sums[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
  size_t i = 0;
  for (; i + 16 <= dimensions; i += 16) {
    const __m256 first = _mm256_sub_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i));
    const __m256 second = _mm256_sub_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8));
    sums[0] = _mm256_fmadd_ps(first, first, sums[0]);
    sums[1] = _mm256_fmadd_ps(second, second, sums[1]);
  }
  return Sum(_mm256_add_ps(sums[0], sums[1])) + PlainSquaredDistance(a + i, b + i, dimensions - i);
}

AVX2 int32_t Avx2DotCodes(const int16_t* query, const int8_t* code, size_t dimensions) {
  __m256i sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  const auto products = [&](size_t i) AVX2 {
    const __m256i codes =
        _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(code + i)));
    return _mm256_madd_epi16(codes,
                             _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query + i)));
  };
  size_t i = 0;
  for (; i + 32 <= dimensions; i += 32) {
    sums[0] = _mm256_add_epi32(sums[0], products(i));
    sums[1] = _mm256_add_epi32(sums[1], products(i + 16));
  }
  const __m256i eight = _mm256_add_epi32(sums[0], sums[1]);
  __m128i four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0xb1));
  return _mm_cvtsi128_si32(four) + PlainDotCodes(query + i, code + i, dimensions - i);
}
#undef AVX2
#endif

struct Kernels {
  float (*dot)(const float*, const float*, size_t) = PlainDot;
  float (*squared_distance)(const float*, const float*, size_t) = PlainSquaredDistance;
  int32_t (*dot_codes)(const int16_t*, const int8_t*, size_t) = PlainDotCodes;
};

Kernels PickKernels() {
#if STATOR_AVX2
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return {Avx2Dot, Avx2SquaredDistance, Avx2DotCodes};
  }
#endif
  return {};
}

const Kernels kKernels = PickKernels();

}  // namespace

float Dot(const float* a, const float* b, size_t dimensions) {
  return kKernels.dot(a, b, dimensions);
}

float SquaredDistance(const float* a, const float* b, size_t dimensions) {
  return kKernels.squared_distance(a, b, dimensions);
}

int32_t DotCodes(const int16_t* query, const int8_t* code, size_t dimensions) {
  return kKernels.dot_codes(query, code, dimensions);
}

std::vector<float> Prepared(DistanceFunction function, std::span<const float> vector) {
  std::vector<float> prepared(vector.begin(), vector.end());
  if (function != DistanceFunction::kCosine) return prepared;
  double squares = 0;
  for (const float element : vector) squares += static_cast<double>(element) * element;
  if (squares == 0) return prepared;
  const double length = std::sqrt(squares);
  for (float& element : prepared) element = static_cast<float>(element / length);
  return prepared;
}

float Nearness(DistanceFunction function, const float* a, const float* b, size_t dimensions) {
  if (function == DistanceFunction::kEuclidean) return SquaredDistance(a, b, dimensions);
  return -Dot(a, b, dimensions);
}

double Score(DistanceFunction function, std::span<const float> query,
             std::span<const float> vector) {
  double dot = 0;
  double squares = 0;
  double query_squares = 0;
  double distance = 0;
  for (size_t i = 0; i < query.size(); ++i) {
    const double a = query[i];
    const double b = vector[i];
    dot += a * b;
    squares += b * b;
    query_squares += a * a;
    distance += (a - b) * (a - b);
  }
  switch (function) {
    case DistanceFunction::kDotProduct:
      return dot;
    case DistanceFunction::kEuclidean:
      return std::sqrt(distance);
    case DistanceFunction::kCosine:
      break;
  }
  if (squares == 0 || query_squares == 0) return 1;
  // Rounding may lead a little beyond.
  return std::clamp(1 - dot / (std::sqrt(squares) * std::sqrt(query_squares)), 0.0, 2.0);
}

bool IsNearer(DistanceFunction function, double score, double than) {
  return function == DistanceFunction::kDotProduct ? score > than : score < than;
}

}  // namespace vectors
