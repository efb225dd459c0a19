#pragma once
// The triangles of meshes that belong together, on welded positions: what topology is computed of.
#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "asset/finding_sink.h"
#include "core/bit_set.h"
#include "meshgate/array.h"
#include "meshgate/location.h"
#include "meshgate/mesh.h"

namespace meshgate {

class MeshFacts;

/// Faces are numbered through all meshes in their order; half-edge h runs from corner h to the next corner of
/// face h / 3. A face with an index out of range or a corner that is not finite has three corners kNoIndex.
struct Surface {
  Array<float3> positions;       ///< no two are equal (−0 = 0); unreferenced ones included
  Array<std::uint32_t> corners;  ///< three a face, into positions
  std::vector<const Mesh*> meshes;
  std::vector<std::size_t> first_face;  ///< one a mesh, and the number of faces at the end

  [[nodiscard]] std::size_t face_count() const { return corners.size() / 3; }
  /// The face takes part in topology: its three corners exist and differ.
  [[nodiscard]] bool usable(std::size_t face) const {
    const std::uint32_t a = corners[3 * face], b = corners[3 * face + 1], c = corners[3 * face + 2];
    return a != b && b != c && c != a;
  }
  [[nodiscard]] std::array<float3, 3> triangle(std::size_t face) const {
    return {positions[corners[3 * face]], positions[corners[3 * face + 1]], positions[corners[3 * face + 2]]};
  }
  [[nodiscard]] Box3 box(std::size_t face) const {
    Box3 box;
    for (const float3& corner : triangle(face)) box.add(corner);
    return box;
  }
};

inline std::size_t next_corner(std::size_t corner) { return corner % 3 == 2 ? corner - 2 : corner + 1; }
inline std::size_t previous_corner(std::size_t corner) { return corner % 3 == 0 ? corner + 2 : corner - 1; }

/// Welds bit-equal positions of the meshes. A single mesh whose positions differ already is shared, not
/// copied. Expected O(V + F), parallel, deterministic.
Surface compute_surface(std::span<const MeshFacts* const> meshes, const std::stop_token& stop);

/// Witness of a face: the mesh, its own number of the face, centroid, byte or line in the file.
Location surface_face_location(const Surface& surface, std::size_t face);
/// Witness of an edge: both vertices by their numbers in the mesh, its midpoint, byte or line of the face.
Location surface_edge_location(const Surface& surface, std::size_t half_edge);
/// Witness of the vertex at a corner.
Location surface_vertex_location(const Surface& surface, std::size_t corner);

/// The members of a set as a tally: `count` of them, with `locate(member)` for the first ones.
template <class Locate>
Tally tally_of(const BitSet& set, std::uint64_t count, Locate locate) {
  Tally tally;
  tally.count = count;
  if (count == 0) return tally;
  set.for_each([&](std::size_t member) {
    tally.witnesses.push_back(locate(member));
    return tally.witnesses.size() < kMaxWitnesses;
  });
  return tally;
}

}  // namespace meshgate
