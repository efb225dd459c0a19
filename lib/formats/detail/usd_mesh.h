#pragma once
// A mesh prim of a USD stage as triangles.
#include <optional>

#include "formats/detail/usd_crate_coding.h"
#include "formats/detail/usd_stage.h"
#include "meshgate/mesh.h"

namespace meshgate {

/// A part of the faces with a material of its own (GeomSubset).
struct UsdSubset {
  std::uint32_t prim = 0;
  std::vector<std::uint32_t> faces;  ///< as in the file, before they are cut; ascending
};

/// Mesh and what could not become part of it.
struct UsdMesh {
  Mesh mesh;
  std::vector<std::uint32_t> face_of_triangle;  ///< face of the file
  std::optional<float4> constant_color;         ///< displayColor of the whole mesh
  bool animated = false;
  std::uint64_t dropped_faces = 0;  ///< with a vertex that does not exist, or fewer than three corners
  std::uint64_t holes = 0;          ///< faces that holeIndices leaves out
  std::uint64_t fanned = 0;         ///< concave polygons that were too large to be cut properly
  std::vector<std::string> lost;    ///< primvars whose numbers do not fit the mesh, and the like
};

/// Reads points, faces, normals, texture coordinates and colours. Faces are cut into triangles and turned so
/// that they go counter-clockwise seen from outside. Takes its memory from `budget`. Throws UsdTooLarge.
UsdMesh read_usd_mesh(const UsdStage& stage, std::uint32_t prim, UsdBudget& budget);

}  // namespace meshgate
