#pragma once
// Triangle geometry as flat arrays. No half-edges: topology is computed on demand (facts).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meshgate/array.h"
#include "meshgate/geometry.h"

namespace meshgate {

/// "No such index": a missing material, node or image.
inline constexpr std::uint32_t kNoIndex = 0xFFFFFFFFU;

/// A run of faces with one material, or one named group or object of an OBJ.
struct FaceRange {
  std::uint32_t first_face = 0;
  std::uint32_t face_count = 0;
  std::uint32_t material = kNoIndex;  ///< into Scene::materials
  std::string name;                   ///< group or object name; may be empty
};

/// One texture-coordinate set.
struct UvSet {
  Array<float2> values;
  Array<std::uint32_t> indices;  ///< three a face; empty = shares Mesh::indices. kNoIndex = corner has none
};

/// One triangle mesh: a glTF primitive, the faces of an OBJ file, or one STL solid.
///
/// Faces are triangles, three indices each. Readers keep what is wrong: an index may be out of range
/// and a position may be NaN; ask MeshFacts before use. Attributes are either one a vertex (no index
/// array of their own) or separately indexed a corner, as in OBJ. Immutable after reading.
struct Mesh {
  std::string element;  ///< path for findings, as "/meshes/0/primitives/0"; empty = the file is one mesh
  std::string name;
  /// Meshes of an asset with the same number form one surface, as the primitives of a glTF mesh do.
  std::uint32_t surface = 0;
  Array<float3> positions;
  Array<std::uint32_t> indices;  ///< 3 × faces, into positions

  Array<float3> normals;
  Array<std::uint32_t> normal_indices;  ///< empty = shares indices. kNoIndex = corner has none
  std::vector<UvSet> uvs;               ///< TEXCOORD_0, TEXCOORD_1 …; OBJ has at most one
  Array<float4> colors;                 ///< one a vertex, linear or sRGB as the file has them
  Array<float4> tangents;               ///< one a vertex

  std::vector<FaceRange> materials;  ///< ascending, without overlap; empty = no material
  std::vector<FaceRange> groups;     ///< OBJ groups and objects, STL solids; ascending

  /// Vertices that the file stores. STL stores three a facet; its reader indexes bit-equal corners,
  /// so `positions` is smaller and no vertex can be a duplicate.
  std::uint64_t stored_vertices = 0;
  bool positions_unique = false;  ///< the reader guarantees that no two positions are equal

  /// Face number i starts at `face_offset + i * face_stride` in the file; stride 0 = unknown.
  std::uint64_t face_offset = 0;
  std::uint64_t face_stride = 0;
  /// The number that each face has in the file, where the reader put them in another order; empty = as they
  /// are. Places are told by these.
  Array<std::uint32_t> face_numbers;
  Array<std::uint32_t> face_lines;  ///< 1-based line of each face in text formats; may be empty
  /// What each triangle was cut from, when the file had n-gons: index of the polygon; empty = faces are
  /// triangles.
  Array<std::uint32_t> face_polygons;

  bool skinned = false;        ///< bind pose shown
  bool morph_targets = false;  ///< base shape shown

  [[nodiscard]] std::size_t face_count() const { return indices.size() / 3; }
};

}  // namespace meshgate
