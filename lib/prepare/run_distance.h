#pragma once
// Distance to very many triangles from comparatively few points.
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "asset/box_tree.h"
#include "prepare/placed_triangles.h"

namespace meshgate {

/// Triangles in runs of following ones: a tree holds the boxes of runs, not of triangles, so that it is made
/// in a fraction of the time of a ClosestPoint. As exact, as long as neighbours follow each other.
class RunDistance {
 public:
  /// For questions inside the box `points`. Nothing for fewer than kLeastFaces triangles, where runs are no
  /// neighbourhoods, and for coordinates whose squares are no floats: use a ClosestPoint. The triangles must
  /// outlive it. Faces with an index out of range or a corner that is not finite are left out. O(n),
  /// parallel, the same for any number of threads; 5 bytes a triangle.
  static std::optional<RunDistance> make(const PlacedTriangles& triangles, const Box3& points,
                                         const std::stop_token& stop);

  /// Distances of points, infinity when there is no triangle; about 2 µs a point and thread, in parallel.
  [[nodiscard]] std::vector<double> find_all(std::span<const float3> points,
                                             const std::stop_token& stop) const;

  static constexpr std::size_t kLeastFaces = 200'000;

 private:
  static constexpr std::size_t kRun = 8;

  RunDistance(const PlacedTriangles& triangles, bool some_left_out)
      : triangles_(&triangles), some_left_out_(some_left_out) {}
  /// Squared: the distance to the faces of a run when it is less than `best`, else that.
  [[nodiscard]] double search_run(std::uint32_t run, float3 point, double best) const;
  [[nodiscard]] double search(float3 point) const;

  const PlacedTriangles* triangles_;
  bool some_left_out_;
  BoxTree tree_;
};

}  // namespace meshgate
