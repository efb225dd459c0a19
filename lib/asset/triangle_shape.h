#pragma once
// Lengths and angles of one triangle from squares: no square root, no inverse cosine.
#include <algorithm>

#include "meshgate/geometry.h"

namespace meshgate {

/// Squares of a triangle, computed in double from float corners.
struct TriangleShape {
  double3 normal;        ///< cross product of two edges: twice the area long
  double shortest2 = 0;  ///< squared edge lengths
  double middle2 = 0;
  double longest2 = 0;

  /// Squared sine of the smallest angle. That angle lies between the two longer edges and is at most 60°, so
  /// the order of sines is the order of angles. NaN when two corners coincide.
  [[nodiscard]] double smallest_sine2() const { return dot(normal, normal) / (middle2 * longest2); }
  /// smallest_sine2() < limit, without the division.
  [[nodiscard]] bool is_sharper(double limit) const {
    return dot(normal, normal) < limit * (middle2 * longest2);
  }
  /// Longest edge over smallest height; 1.15 for an equilateral triangle.
  [[nodiscard]] double aspect() const { return longest2 / length(normal); }
};

inline TriangleShape shape_of(float3 a, float3 b, float3 c) {
  const double3 u = to_double(b) - to_double(a), v = to_double(c) - to_double(a), w = v - u;
  const double uu = dot(u, u), vv = dot(v, v), ww = dot(w, w);
  const double low = std::min(uu, vv), high = std::max(uu, vv);
  return {cross(u, v), std::min(low, ww), std::max(low, std::min(high, ww)), std::max(high, ww)};
}

}  // namespace meshgate
