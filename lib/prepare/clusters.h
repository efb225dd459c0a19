#pragma once
// Cutting a surface into pieces of about the same number of faces that lie together in space.
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/bit_set.h"
#include "core/buffer.h"
#include "meshgate/geometry.h"

namespace meshgate {

/// Faces and points grouped by cluster, so that the points of a cluster have consecutive new numbers, and
/// neighbours have near ones, whatever the order was. A face belongs to the cluster of its first corner.
struct Clusters {
  Buffer<std::uint32_t> points;          ///< old number of each point
  std::vector<std::size_t> first_point;  ///< new number of the first point of each cluster, and the end
  Buffer<std::uint32_t> number;          ///< of each old point its new number
  Buffer<std::uint32_t> faces;           ///< old number of each face
  std::vector<std::size_t> first_face;   ///< where each cluster begins in `faces`, and the end
  BitSet shared;  ///< by new number: points with a face in a cluster that is not the point's own
  [[nodiscard]] std::size_t count() const { return first_face.size() - 1; }
};

/// Splits space at medians of a sample, so that clusters have about `faces_per_cluster` faces; with another
/// `variant` the borders lie elsewhere. O(n log(n / faces_per_cluster)), parallel, the same for any number of
/// threads. 4 bytes a face, 8 a point, and 4 of each more while at work.
Clusters make_clusters(std::span<const float3> points, std::span<const std::uint32_t> corners,
                       std::size_t faces_per_cluster, unsigned variant, const std::stop_token& stop);

}  // namespace meshgate
