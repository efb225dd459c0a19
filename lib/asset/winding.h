#pragma once
// Whether a point is inside a closed surface, decided exactly.
#include "asset/box_tree.h"
#include "asset/surface.h"

namespace meshgate {

/// What a ray from a point along +x meets.
struct RayCrossings {
  std::int64_t winding = 0;  ///< winding number of the point: outward faces that are left minus those entered
  bool inside = false;       ///< an odd number of faces is crossed: inside whatever way the faces look
};

/// Exact for a closed surface: a ray through an edge or a corner counts once, by the half-open rule on the
/// projection along x. A point on the surface counts as either. O(log F) plus the faces along the ray.
RayCrossings count_crossings(const Surface& surface, const BoxTree& faces, float3 point);

}  // namespace meshgate
