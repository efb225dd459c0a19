#pragma once
// All triangles of a scene as they are placed: what distances are measured between.
#include <cstdint>
#include <stop_token>

#include "meshgate/array.h"
#include "meshgate/geometry.h"
#include "meshgate/scene.h"

namespace meshgate {

/// Positions and triangles over them. An index may be out of range and a position may be NaN, as in a Mesh.
struct PlacedTriangles {
  Array<float3> positions;
  Array<std::uint32_t> indices;  ///< three a triangle
  Box3 box;                      ///< of the finite corners
};

/// Gathers the instances of a scene. A large scene whose triangles are in no order gets one: along a Morton
/// curve, with corners of their own, so that what follows does not wait for memory. O(F log F), parallel, the
/// same for any number of threads; 48 bytes a triangle, nothing for one mesh in good order that is placed as
/// it is stored.
PlacedTriangles placed_triangles_of(const Scene& scene, const std::stop_token& stop);

}  // namespace meshgate
