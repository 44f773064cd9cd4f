// Clusters vectors by k-means, with Faiss.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vectors {

// The most clusters that one call makes.
constexpr size_t kClustersMax = 256;

struct Clusters {
  std::vector<float> centroids;  // the elements of all centroids, one centroid after another
  std::vector<float> spreads;    // for each: the distance of its vectors, root mean square

  size_t count() const { return spreads.size(); }
};

// Makes `count` clusters; fewer if there are fewer vectors. `vectors` has the elements of all
// vectors, one vector after another. Takes about vectors × centroids × dimensions × 20 additions,
// on the calling thread. The same vectors always give the same clusters.
Clusters Cluster(std::span<const float> vectors, size_t dimensions, size_t count);

}  // namespace vectors
