#pragma once
// One pass over the vertices of a mesh, and the questions that need all vertices at once.
#include <span>
#include <stop_token>
#include <vector>

#include "asset/finding_sink.h"
#include "asset/weld.h"
#include "meshgate/mesh.h"

namespace meshgate {

struct VertexScan {
  Box3 bounds;       ///< of the finite positions; empty when there is none
  Tally non_finite;  ///< positions with a NaN or infinite coordinate
};

/// O(V), parallel, deterministic.
VertexScan compute_vertex_scan(const Mesh& mesh, const std::stop_token& stop);

/// Positions that no face index of any of these meshes names, told of the first one; all have the same
/// positions, and there is at least one. O(V + F).
Tally compute_unreferenced_vertices(std::span<const Mesh* const> meshes, const std::stop_token& stop);

/// Vertices that equal an earlier vertex of the mesh in position, normal, UVs and colour, bit for bit with
/// −0 = 0. Attributes that are indexed on their own (OBJ) do not count. `weld` is that of the positions: only
/// vertices whose position repeats are looked at. Expected O(V).
Tally compute_duplicate_vertices(const Mesh& mesh, const Weld& weld, const std::stop_token& stop);

/// For each vertex the first one that equals it in the same sense, often itself; empty when no vertex
/// repeats. Expected O(V).
std::vector<std::uint32_t> compute_first_equals(const Mesh& mesh, const Weld& weld,
                                                const std::stop_token& stop);

/// Gives bit-equal positions of the mesh one index; empty when all differ.
Weld compute_position_weld(const Mesh& mesh, const std::stop_token& stop);

}  // namespace meshgate
