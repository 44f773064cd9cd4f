// Centroids of many vectors: k-means, by Faiss.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vectors {

// At most so many centroids come of one Cluster.
constexpr size_t kClustersMax = 256;

struct Clusters {
  std::vector<float> centroids;  // one after another
  std::vector<float> spreads;    // of each, how far its vectors are from it: root mean square

  size_t count() const { return spreads.size(); }
};

// `count` clusters of the vectors, one after another. Fewer if there are fewer vectors. Takes about
// vectors × centroids × dimensions × 20 additions, on the calling thread alone. The same vectors
// give the same clusters.
Clusters Cluster(std::span<const float> vectors, size_t dimensions, size_t count);

}  // namespace vectors
