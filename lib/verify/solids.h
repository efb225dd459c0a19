#pragma once
// Which faces of a welded surface bound the same solid.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "asset/surface.h"
#include "asset/topology.h"

namespace meshgate {

/// Solid of each face, numbered by first face; kNoIndex for faces outside topology.
struct Solids {
  std::vector<std::uint32_t> of_face;
  std::uint32_t count = 0;
};

/// Faces are connected across edges of two faces. Where solids touch along an edge, so that it has four faces
/// or more, each face goes with the one that closes the wedge of material behind it: two parts that a cut
/// separates stay two, though their rims are the same vertices; so do the copies of a part that is there
/// twice. Where rounding may have changed the order around an edge, as on slivers, what is known elsewhere
/// decides: faces with the same corners that look at each other belong to two solids. Of two faces alone on
/// an edge that lie on each other, as where a cut ends at the rim of a hole, what is around other edges tells
/// whether they are one solid. Open edges connect nothing. O(F log F), parallel but for the joining.
Solids compute_solids(const Surface& surface, const Topology& topology, const std::stop_token& stop);

}  // namespace meshgate
