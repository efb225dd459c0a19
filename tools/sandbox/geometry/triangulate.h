#pragma once
// Flat areas with holes into triangles that use every corner and no other point.
#include <cstdint>
#include <vector>

#include "meshgate/geometry.h"

namespace meshgate::sandbox {

using Loop2 = std::vector<float2>;

/// Twice the signed area; positive when counter-clockwise.
double doubled_area(const Loop2& loop);
/// Whether `p` is inside, by even-odd crossings; a point on the border may be either.
bool contains(const Loop2& loop, float2 p);

/// Triangles of the area inside loops[0] (counter-clockwise) and outside the others (clockwise), as indices
/// into all points in order of the loops, counter-clockwise.
///
/// Each border edge is used by exactly one triangle and each inner edge by two, whatever the loops look like,
/// so what is put together of such areas is closed. For loops that do not cross themselves or each other the
/// triangles do not overlap, none is flat, and they are Delaunay where the borders let them. Holes are
/// bridged, ears clipped with exact predicates, edges flipped. Expected O(n log n + n · corners that are not
/// convex).
std::vector<std::uint32_t> triangulate(const std::vector<Loop2>& loops);

}  // namespace meshgate::sandbox
