#pragma once
// Edges, fans and duplicate faces of a welded surface.
#include <cstdint>
#include <stop_token>
#include <utility>
#include <vector>

#include "asset/surface.h"
#include "core/bit_set.h"

namespace meshgate {

/// All counts are of the welded surface. Faces with a repeated corner, an index out of range or a corner that
/// is not finite take no part; duplicate faces do. Sets hold, for one defect, the smallest number of those
/// that share it: of half-edges on an edge, of corners at a vertex.
struct Topology {
  std::uint64_t faces = 0;     ///< that take part
  std::uint64_t vertices = 0;  ///< that a face uses
  std::uint64_t edges = 0;

  BitSet open;          ///< half-edges that are the only one on their edge
  BitSet non_manifold;  ///< half-edges on an edge of three faces or more
  BitSet inconsistent;  ///< half-edges on an edge of two faces that run along it in the same direction
  BitSet split;  ///< corners at a vertex whose faces form more than one fan, where a fan is connected across
                 ///< edges
  BitSet duplicate;  ///< faces with the vertices of an earlier face
  BitSet opposite;   ///< the part of `duplicate` that faces the other way than the earliest one

  std::uint64_t open_edges = 0, non_manifold_edges = 0, inconsistent_edges = 0;
  std::uint64_t non_manifold_vertices = 0;
  std::uint64_t duplicate_faces = 0;  ///< those that could go: copies without the first
  std::uint64_t opposite_faces = 0;
  std::uint64_t boundary_loops = 0;  ///< closed chains of open edges; at a vertex a chain follows its fan

  [[nodiscard]] bool closed() const { return faces > 0 && open_edges == 0; }
  [[nodiscard]] bool manifold() const {
    return faces > 0 && non_manifold_edges == 0 && non_manifold_vertices == 0;
  }
  [[nodiscard]] bool oriented() const { return faces > 0 && inconsistent_edges == 0; }
  /// Each edge has exactly two faces with opposite direction, and no vertex is non-manifold.
  [[nodiscard]] bool watertight() const { return closed() && manifold() && oriented(); }
};

/// O(F), parallel, the same for any number of threads; O(d log d) for a vertex of d faces. Memory: half a
/// byte a face for the sets beside that of for_each_star_part.
Topology compute_topology(const Surface& surface, const std::stop_token& stop);

/// The half-edge on the other side of each half-edge; kNoIndex where the edge has not exactly two faces.
/// 12 bytes a face. O(F), parallel.
std::vector<std::uint32_t> compute_twins(const Surface& surface, const std::stop_token& stop);

}  // namespace meshgate
