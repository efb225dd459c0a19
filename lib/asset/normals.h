#pragma once
// Normals computed from the faces.
#include <stop_token>

#include "meshgate/mesh.h"

namespace meshgate {

/// The unit normal of a triangle, or (0, 0, 0) when it has no area. In double, so tiny ones have theirs.
float3 triangle_normal(double3 a, double3 b, double3 c);

/// One unit normal a vertex: the sum of those of its faces, weighted by area; (0, 0, 1) where there is none.
/// All indices must be in range. O(n). Throws Cancelled.
Array<float3> compute_vertex_normals(const Mesh& mesh, const std::stop_token& stop);

}  // namespace meshgate
