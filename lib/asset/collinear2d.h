#pragma once
// Whether three points of a plane lie exactly on one line, decided without error.
#include <array>
#include <cmath>

#include "meshgate/geometry.h"

namespace meshgate {

namespace detail {

/// Whether the six terms sum to exactly zero. Their sum is carried as a list of doubles that do not overlap
/// (J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997, Grow-Expansion): such a list is
/// zero only when each of its parts is.
inline bool sums_to_zero(const std::array<double, 6>& terms) {
  std::array<double, 6> parts{};
  std::size_t count = 0;
  for (const double term : terms) {
    double carried = term;
    for (std::size_t i = 0; i < count; ++i) {
      const double sum = carried + parts[i];
      const double share = sum - carried;
      parts[i] = (carried - (sum - share)) + (parts[i] - share);
      carried = sum;
    }
    parts[count++] = carried;
  }
  for (const double part : parts) {
    if (part != 0) return false;
  }
  return true;
}

}  // namespace detail

/// Whether finite points lie on one line (or coincide); exact for all floats. Nearly always two products,
/// when these leave a doubt the exact sum of the six products of coordinates, each of which is exact in a
/// double.
inline bool exactly_collinear(float2 a, float2 b, float2 c) {
  const double ax = a.x, ay = a.y, bx = b.x, by = b.y, cx = c.x, cy = c.y;
  const double left = (bx - ax) * (cy - ay), right = (by - ay) * (cx - ax);
  // Shewchuk's first bound for the orientation of three points, (3 + 16ε)ε with ε = 2⁻⁵³, rounded up.
  // Products of floats and of their differences neither overflow nor underflow in a double.
  const double bound = 3.3306690738754731e-16 * (std::abs(left) + std::abs(right));
  if (std::abs(left - right) > bound) return false;
  return detail::sums_to_zero({ax * by, -ay * bx, bx * cy, -by * cx, cx * ay, -cy * ax});
}

}  // namespace meshgate
