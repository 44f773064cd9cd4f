#include "vectors/clustering.h"

#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>

#include <algorithm>
#include <utility>

#include "base/check.h"

// Of OpenMP, whose header not every compiler has.
extern "C" void omp_set_num_threads(int threads);

namespace vectors {
namespace {

constexpr int kIterations = 10;
// More make centroids no better; what is beyond is left out by chance.
constexpr int kVectorsPerCentroid = 128;

}  // namespace

std::vector<float> Cluster(std::span<const float> vectors, size_t dimensions, size_t count) {
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
  return std::move(clustering.centroids);
}

}  // namespace vectors
