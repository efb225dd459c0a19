#pragma once
// Faces around an edge that more than two share: which of them have the same material between them.
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "asset/surface.h"
#include "asset/topology.h"

namespace meshgate {

/// The half-edges of each edge of three faces or more, by both of its vertices.
using CrowdedEdges = std::unordered_map<std::uint64_t, std::vector<std::uint32_t>>;

/// Expected O(F); nothing when there are no such edges.
CrowdedEdges crowded_edges(const Surface& surface, const Topology& topology);

/// How far corners may be off in a file with five or six digits, in units. O(F).
double corner_accuracy(const Surface& surface);

/// A face as it is seen along an edge.
struct Spoke {
  double angle;    ///< radians around the axis, which runs from the edge's smaller vertex to the larger
  double noise;    ///< radians by which rounding may have turned it; at most π
  bool with_axis;  ///< runs along the edge in the direction of the axis: its material is behind it
  std::uint32_t face;
};

/// The faces of half-edges on one edge, by angle. `accuracy` is how far corners may be off, in units.
std::vector<Spoke> spokes_around(const Surface& surface, std::span<const std::uint32_t> half_edges,
                                 double accuracy);

/// Whether two faces at one edge lie on each other, as far as rounding lets it be seen. Of slivers it cannot.
bool lie_together(const Spoke& a, const Spoke& b);

/// Whether the angle of a face tells nothing, as that of a sliver.
bool is_aimless(const Spoke& spoke);

/// Whether the order of faces around the edge is not certain, as on slivers, so that others may be meant to
/// belong together. Spokes by angle.
bool is_doubtful(std::span<const Spoke> spokes);

using FacePairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// Pairs of faces that bound the same wedge of material. Seen along the edge a half-edge that runs with it
/// has its material on one side of the face, one that runs against it on the other: going round, the partner
/// of a face is the next one in the direction of its material. Faces in the same place have nothing between
/// them. Faces without a partner are in no pair.
FacePairs pair_wedges(std::span<const Spoke> spokes);

}  // namespace meshgate
