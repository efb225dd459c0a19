#pragma once
// The connected parts of a surface, each with its measures.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "asset/topology.h"

namespace meshgate {

/// Faces that are connected across edges with exactly two faces.
struct Shell {
  std::uint64_t faces = 0;
  std::uint32_t first_face = 0;  ///< the smallest number of its faces
  std::uint32_t component = 0;   ///< the part connected by vertices to which it belongs
  double area = 0;               ///< square units of the mesh
  double signed_volume = 0;  ///< cubic units; positive when the faces look outward. Means nothing when open
  Box3 bounds;
  bool closed = false;        ///< no open edge and no non-manifold edge
  bool consistent = false;    ///< neighbours agree on the side that they face
  bool orientable = true;     ///< some faces can be turned so that neighbours agree; false: a Möbius band
  std::uint64_t against = 0;  ///< faces to turn so that neighbours agree, at most half of them
};

/// A closed shell that looks inwards: inside out, or a cavity.
inline bool looks_inwards(const Shell& shell) {
  return shell.closed && shell.consistent && shell.signed_volume < 0;
}

struct Shells {
  std::vector<Shell> shells;     ///< by first face
  std::uint64_t components = 0;  ///< parts of the surface that are connected by vertices
  std::vector<std::uint32_t>
      of_face;  ///< shell of each face, kNoIndex for those outside topology; empty = one shell
  /// Faces to turn so that the neighbours of each orientable shell agree, Shell::against of them; empty =
  /// none.
  BitSet turned;
  /// Faces grouped by shell, ascending; empty when there is one shell (or none).
  std::vector<std::uint32_t> faces;
  std::vector<std::size_t> first;  ///< where the faces of each shell begin in `faces`, and the end
};

/// Witness of a shell, or of a component (all shells of that number): its corner with the smallest x, y, z in
/// this order, which no order of faces changes, and a face there. O(faces).
Location shell_location(const Surface& surface, const Shells& shells, std::uint32_t shell);
Location component_location(const Surface& surface, const Shells& shells, std::uint32_t component);

/// O(F), parallel where the surface is manifold and consistent, the same for any number of threads.
Shells compute_shells(const Surface& surface, const Topology& topology, const std::stop_token& stop);

}  // namespace meshgate
