#include "vectors/clustering.h"

#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"

// Of OpenMP, whose header not every compiler has.
extern "C" void omp_set_num_threads(int threads);

namespace vectors {
namespace {

constexpr int kIterations = 10;
// More make centroids no better; what is beyond is left out by chance.
constexpr int kVectorsPerCentroid = 128;

// `index`: of the centroids.
std::vector<float> SpreadsOf(std::span<const float> vectors, const faiss::IndexFlatL2& index) {
  const size_t count = vectors.size() / static_cast<size_t>(index.d);
  std::vector<float> squares(count);
  std::vector<faiss::Index::idx_t> nearest(count);
  index.search(static_cast<faiss::Index::idx_t>(count), vectors.data(), 1, squares.data(),
               nearest.data());
  std::vector<double> sums(static_cast<size_t>(index.ntotal));
  std::vector<size_t> members(sums.size());
  for (size_t i = 0; i < count; ++i) {
    const auto centroid = static_cast<size_t>(nearest[i]);
    if (centroid >= sums.size()) continue;  // too far to tell: no nearest one
    sums[centroid] += std::max(squares[i], 0.0f);
    ++members[centroid];
  }
  std::vector<float> spreads;
  for (size_t i = 0; i < sums.size(); ++i) {
    const double mean = members[i] > 0 ? sums[i] / static_cast<double>(members[i]) : 0;
    spreads.push_back(static_cast<float>(std::sqrt(mean)));
  }
  return spreads;
}

}  // namespace

Clusters Cluster(std::span<const float> vectors, size_t dimensions, size_t count) {
  CHECK(dimensions > 0 && vectors.size() % dimensions == 0);
  const size_t given = vectors.size() / dimensions;
  const size_t wanted = std::min({count, given, kClustersMax});
  if (wanted == 0) return {};
  // The setting is the thread's own: requests have the other processors.
  omp_set_num_threads(1);
  faiss::ClusteringParameters parameters;
  parameters.niter = kIterations;
  parameters.min_points_per_centroid = 1;
  parameters.max_points_per_centroid = kVectorsPerCentroid;
  faiss::Clustering clustering(static_cast<int>(dimensions), static_cast<int>(wanted), parameters);
  faiss::IndexFlatL2 index(static_cast<faiss::Index::idx_t>(dimensions));
  clustering.train(static_cast<faiss::Index::idx_t>(given), vectors.data(), index);
  return {.centroids = std::move(clustering.centroids), .spreads = SpreadsOf(vectors, index)};
}

}  // namespace vectors
