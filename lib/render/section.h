#pragma once
// Where a plane cuts a surface.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "meshgate/geometry.h"

namespace meshgate {

/// A plane with axes of its own: unit vectors that are perpendicular to each other.
struct Plane {
  double3 origin, x{1, 0, 0}, y{0, 1, 0};
  [[nodiscard]] double3 normal() const { return cross(x, y); }
};

/// A line in the axes of the plane.
struct Outline {
  std::vector<std::array<double, 2>> points;
  bool closed = false;  ///< the last point is joined to the first
};

/// Cuts triangles whose corners are numbers of positions; neighbours share them, so that lines are joined
/// from face to face. A closed surface gives closed lines. Faces with a corner out of range are left out.
/// O(F), in the order of the faces.
std::vector<Outline> cut_by_plane(std::span<const float3> positions, std::span<const std::uint32_t> corners,
                                  const Plane& plane);

/// The part of a closed line in the square |x|, |y| ≤ `reach` (Sutherland and Hodgman 1974): where the line
/// leaves, the border closes it. Of an open line the runs of points that lie inside.
std::vector<Outline> clip_to_square(const Outline& outline, double reach);

}  // namespace meshgate
