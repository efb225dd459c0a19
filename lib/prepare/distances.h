#pragma once
// How far points are from a surface with many more triangles than there are points.
#include <span>
#include <stop_token>
#include <vector>

#include "prepare/placed_triangles.h"

namespace meshgate {

/// Distance of each point, which must be finite, to the triangles whose corners are finite; infinite when
/// there are none. `area` is that of the surface.
///
/// The same numbers as ClosestPoint::find_all() gives. Where points are few and near, as after a change
/// within a limit, a tree is made only of the triangles near them: O(F + P log P), parallel, the same for any
/// number of threads.
std::vector<float> distances_to(const PlacedTriangles& surface, double area, std::span<const float3> points,
                                const std::stop_token& stop);

}  // namespace meshgate
