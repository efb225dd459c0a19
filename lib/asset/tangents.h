#pragma once
// Tangents for normal maps.
#include <stop_token>

#include "meshgate/mesh.h"

namespace meshgate {

/// The mesh with a tangent for each vertex, as the programs that read glTF make them themselves when a file
/// has none: by the method of M. S. Mikkelsen, "Simulation of Wrinkled Surfaces Revisited" (2008), MikkTSpace
/// with its usual settings. Faces around a vertex that are connected by edges, and whose texture is mirrored
/// alike, share a tangent: the mean of their directions of u, weighted by angle. A vertex that needs several
/// is stored several times, the copies at the end. Where the texture has no area the tangent is any one
/// across the normal.
///
/// `mesh` is sound, has one index for all attributes, unit normals and the coordinates `uv_set`.
/// `from_below`: v = 0 is the lower edge of the picture. O(F log F). Throws Cancelled.
Mesh with_tangents(const Mesh& mesh, std::size_t uv_set, bool from_below, const std::stop_token& stop);

}  // namespace meshgate
