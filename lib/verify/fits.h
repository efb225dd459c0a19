#pragma once
// Spheres and planes in samples of a surface: what joints are recognised by.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "meshgate/geometry.h"

namespace meshgate {

/// A point of a surface with its outward unit normal.
struct SurfacePoint {
  double3 point;
  double3 normal;
};

struct SphereFit {
  double3 centre;
  double radius = 0;
  bool convex = false;                 ///< normals point away from the centre: a ball, else a socket
  std::vector<std::uint32_t> inliers;  ///< ascending
  double residual = 0;                 ///< root of the mean square distance of the inliers to the sphere
};

/// The sphere that most points lie on with their normals along its radii: random sample consensus over pairs
/// (centre where the normals' lines meet), seeded, then least squares over the inliers. A point is an inlier
/// within `tolerance` and 15° of the radius. Nothing with fewer than `fewest` inliers or a radius beyond
/// `largest`. O(trials · n).
std::optional<SphereFit> fit_sphere(std::span<const SurfacePoint> points, double tolerance, double largest,
                                    std::size_t fewest, std::uint64_t seed);

/// Moves centre and radius to the least squares over `points` (Gauss and Newton on the distances). False when
/// the points do not fix a sphere.
bool improve_sphere(std::span<const double3> points, double3& centre, double& radius);

struct PlaneFit {
  double3 normal;                      ///< unit, along the normals of its points
  double3 centre;                      ///< mean of its points
  double offset = 0;                   ///< dot(normal, centre)
  std::vector<std::uint32_t> inliers;  ///< ascending
};

/// Planes that hold at least `fewest` of the points each, the one with most first: a point belongs to the
/// first that it lies on within `tolerance` and 8° of its normal. At most `most`. Seeded.
std::vector<PlaneFit> fit_planes(std::span<const SurfacePoint> points, double tolerance, std::size_t fewest,
                                 std::size_t most, std::uint64_t seed);

}  // namespace meshgate
