#pragma once
// The fans of faces around vertices where a surface is not manifold.
#include <cstdint>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "asset/surface_facts.h"

namespace meshgate {

/// Faces around one vertex that are connected across its edges: across those of two faces, and across pairs
/// of the faces on an edge of three or more.
struct Fan {
  std::uint32_t vertex;                ///< position of the surface
  std::vector<std::uint32_t> corners;  ///< of the surface, ascending
};

/// The fans of each vertex that has more than one of them.
struct Fans {
  std::vector<Fan> fans;  ///< grouped by vertex, ascending; within a group by first corner
  /// By face: a face of its body, which are the faces that are connected once all fans are apart. Empty
  /// without fans.
  std::vector<std::uint32_t> body_of_face;
  std::uint64_t vertices = 0;  ///< that have more than one fan
  std::uint64_t edges = 0;     ///< of three faces or more
  std::uint64_t edges_joined_again =
      0;  ///< edges of which more than two faces are in the same fan at both ends
};

/// Which faces on an edge belong together, as pairs of its half-edges: those with material between them,
/// found by going around the edge. Faces of pieces that are closed but for such edges are paired first, so
/// that a fin does not open the body that it stands on. Where walls coincide, each body keeps its own. What
/// is left over is in no pair. `half_edges` ascend; the order of faces and vertices does not matter. O(n log
/// n).
std::vector<std::pair<std::uint32_t, std::uint32_t>> pair_faces_around(
    const Surface& surface, std::span<const std::uint32_t> half_edges, const std::vector<bool>& open_shell,
    const std::vector<std::uint32_t>& shell_of_face);

/// O(F) and O(d log d) for each vertex in question, of d faces. Deterministic.
Fans find_fans(const SurfaceFacts& facts, const std::stop_token& stop);

}  // namespace meshgate
