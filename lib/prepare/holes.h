#pragma once
// Holes of a surface: their rims, and triangles that span them.
#include <array>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "asset/surface_facts.h"

namespace meshgate {

/// The rim of a hole. Walking along it the surface lies to the right: triangles (i, j, k) with i < j < k look
/// the way of their neighbours.
struct HoleRim {
  std::vector<std::uint32_t> half_edges;  ///< open ones; the start of each is the end of the next
  std::vector<std::uint32_t> vertices;    ///< positions of the surface: the end of each half-edge
  std::vector<std::uint32_t> corners;     ///< corners of the surface at these vertices
};

struct HoleRims {
  std::vector<HoleRim> rims;    ///< by their first half-edge
  std::uint64_t entangled = 0;  ///< open edges that are on no rim of their own: rims meet in a vertex, or
                                ///< neighbours look to different sides
  std::uint64_t lone = 0;       ///< faces without a neighbour: a patch would be their own back
};

/// O(F). Deterministic.
HoleRims find_hole_rims(const Surface& surface, const Topology& topology);

/// A vertex of a patch that is not on the rim. Its attributes are those of a point of the patch before it was
/// refined: of three vertices of the rim, with weights that sum to 1.
struct InnerVertex {
  float3 position;
  std::array<std::uint32_t, 3> between{};
  std::array<float, 3> weights{};
};

/// Triangles over the vertices of one rim, by their number on the rim; behind them the inner ones.
struct HolePatch {
  std::vector<std::array<std::uint32_t, 3>> triangles;
  std::vector<InnerVertex> inner;
  double area = 0;
};

/// Positions of a rim.
std::vector<float3> points_of(const Surface& surface, const HoleRim& rim);

/// Edges of the surface between vertices of a rim that are not neighbours on it, as pairs i < j, sorted; one
/// list a rim. O(F).
std::vector<std::vector<std::array<std::uint32_t, 2>>> find_chords(const Surface& surface,
                                                                   const HoleRims& rims);

/// The triangulation of a rim with the least area (Barequet & Sharir 1995, "Filling gaps in the boundary of a
/// polyhedron"), of those with the same area the one with short edges. `chords` are edges that the surface
/// has already: they are not used again. Nothing when every triangulation has a face without area or such an
/// edge. O(n³) time, 12 n² bytes. Throws Cancelled.
std::optional<HolePatch> span_hole(const Surface& surface, const HoleRim& rim,
                                   const std::vector<std::array<std::uint32_t, 2>>& chords,
                                   const std::stop_token& stop);

}  // namespace meshgate
