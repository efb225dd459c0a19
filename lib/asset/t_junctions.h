#pragma once
// Corners that lie on the open edge of another face: cracks that no one sees.
#include <stop_token>
#include <vector>

#include "asset/topology.h"

namespace meshgate {

struct TJunction {
  std::uint32_t half_edge;  ///< an open one that starts or ends in the vertex
  std::uint32_t vertex;     ///< of the surface; it lies on the inside of another open edge
};

struct TJunctions {
  std::vector<TJunction> junctions;  ///< one a vertex, in the order of their first open edges
  bool gave_up = false;  ///< too many candidates (kMostCandidatesPerItem): the list is not complete
};

/// Vertices of open edges that lie on the inside of another open edge, as near as floats can tell: at most
/// kTJunctionUlps times the spacing of floats at the largest coordinate of the edge. O(B log B) for
/// B open edges whose boxes meet few others.
TJunctions compute_t_junctions(const Surface& surface, const Topology& topology, const std::stop_token& stop);

inline constexpr double kTJunctionUlps = 4;

}  // namespace meshgate
