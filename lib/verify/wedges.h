#pragma once
// Faces around an edge that more than two share: which of them have the same material between them.
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "asset/surface.h"

namespace meshgate {

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
