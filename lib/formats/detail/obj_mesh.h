#pragma once
// From parsed chunks to one mesh.
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "formats/detail/obj_chunk.h"
#include "meshgate/mesh.h"
#include "meshgate/result.h"

namespace meshgate {

/// Counts before a chunk, or of all chunks.
struct ObjCounts {
  std::uint64_t positions = 0, uvs = 0, normals = 0;
  std::uint64_t corners = 0, faces = 0;
  std::uint64_t lines = 0;
  [[nodiscard]] std::uint64_t triangles() const { return corners - 2 * faces; }
  void add(const ObjChunk& chunk);
};

/// Mesh and what could not become part of it. Chunks lose their arrays, keep their events.
struct ObjMesh {
  Mesh mesh;
  ObjRemarks remarks;            ///< of the whole file, with lines of the file
  std::vector<ObjCounts> bases;  ///< before each chunk, after faces were left out
};

/// Resolves references, leaves out faces without a vertex, cuts polygons. kLimit when the mesh needs more
/// than `max_memory` bytes or has more elements than 32-bit indices name.
Result<ObjMesh> build_obj_mesh(std::vector<ObjChunk>& chunks, std::uint64_t max_memory,
                               const std::stop_token& stop);

}  // namespace meshgate
