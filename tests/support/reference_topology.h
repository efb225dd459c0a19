#pragma once
// Topology by maps and sets: slow, short and written without a look at the real one.
#include <cstdint>

#include "support/mesh_builder.h"

namespace meshgate::test {

struct ReferenceTopology {
  std::uint64_t faces = 0, vertices = 0, edges = 0;
  std::uint64_t open_edges = 0, non_manifold_edges = 0, inconsistent_edges = 0;
  std::uint64_t non_manifold_vertices = 0;
  std::uint64_t duplicate_faces = 0, opposite_faces = 0;
  std::uint64_t components = 0;  ///< connected by vertices
  std::uint64_t shells = 0;      ///< connected across edges with two faces
};

/// Positions are compared as numbers; faces with a repeated corner are left out.
ReferenceTopology reference_topology(const Shape& shape);

}  // namespace meshgate::test
