#pragma once
// Making a mesh out of another one with everything that belongs to its corners, vertices and faces: the one
// function that all steps share.
#include <array>
#include <cstdint>
#include <stop_token>
#include <utility>
#include <vector>

#include "core/bit_set.h"
#include "meshgate/mesh.h"

namespace meshgate {

/// A new value between old ones: the sum of their weighted values.
struct Blend {
  std::uint32_t at;                   ///< new vertex, or new corner
  std::array<std::uint32_t, 3> from;  ///< old vertices, or old corners
  std::array<float, 3> weights;       ///< sum 1
};

/// Where the corners and vertices of a new mesh come from.
struct MeshEdit {
  /// For each new corner the old one whose UV and normal index it takes, three a face.
  std::vector<std::uint32_t> corners;
  /// For each new face the old one whose material, group, line and polygon it takes; must not descend. Empty
  /// = that of its first corner.
  std::vector<std::uint32_t> faces;
  std::vector<std::uint32_t> indices;  ///< for each new corner its new vertex
  std::vector<std::uint32_t> sources;  ///< for each new vertex the old one that it copies
  std::vector<std::pair<std::uint32_t, float3>> positions;  ///< new vertices that are elsewhere
  std::vector<Blend> vertex_blends;  ///< attributes stored by vertex, but not the position
  std::vector<Blend> corner_blends;  ///< attributes that are indexed by corner, as in OBJ
};

/// The edit that changes nothing. 12 bytes a vertex, 24 a face.
MeshEdit identity_edit(const Mesh& mesh);

/// Applies an edit. O(V + F), parallel. Byte offsets of faces are forgotten.
Mesh apply_edit(const Mesh& mesh, const MeshEdit& edit, const std::stop_token& stop);

/// `after` without the vertices that faces of `before` used and no face uses any more; both have the vertices
/// of `before`, or `after` some more behind them.
Mesh drop_orphans(const Mesh& before, const Mesh& after, const std::stop_token& stop);

/// Without these faces, and without the vertices that only they used.
Mesh drop_faces(const Mesh& mesh, const BitSet& faces, const std::stop_token& stop);

/// Without these vertices, which no face may use.
Mesh drop_vertices(const Mesh& mesh, const BitSet& vertices, const std::stop_token& stop);

/// With these faces turned over; their normals and tangents turn with them, and vertices shared with a face
/// that stays are doubled when they have normals.
Mesh turn_faces(const Mesh& mesh, const BitSet& faces, const std::stop_token& stop);

/// Vertices that a face uses; indices out of range are left out.
BitSet used_vertices(const Mesh& mesh, const std::stop_token& stop);

}  // namespace meshgate
