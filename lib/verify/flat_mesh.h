#pragma once
// The meshes of a scene as one list of triangles in the axes of the file, cut into the parts that it holds.
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "meshgate/asset.h"

namespace meshgate {

/// Faces of a flat mesh that come from one mesh of a scene.
struct FlatRun {
  const Scene* scene = nullptr;  ///< must outlive the flat mesh
  std::uint32_t mesh = 0;        ///< into Scene::meshes
  std::size_t first_face = 0;    ///< of the flat mesh; up to the next run
  bool turned = false;           ///< placed by a mirroring node: corners 1 and 2 are exchanged
};

/// Triangles of one or more placed meshes, each position transformed by its node. Indices that are out of
/// range stay so.
struct FlatMesh {
  std::string name;     ///< of the node, group or file; may be empty
  std::string element;  ///< path for findings: of the node or mesh, or the file of several; may be empty
  std::vector<float3> positions;
  std::vector<std::uint32_t> indices;
  std::vector<FlatRun> runs;                ///< ascending
  std::vector<std::uint32_t> source_faces;  ///< for each face its number in the mesh of its run

  [[nodiscard]] std::size_t face_count() const { return indices.size() / 3; }
  /// The run that a face belongs to.
  [[nodiscard]] const FlatRun& run_of(std::size_t face) const;
};

/// Everything that the scene shows, as one mesh.
FlatMesh flatten_scene(const Scene& scene, const std::stop_token& stop);

/// How a file says what its parts are.
enum class PartKind { kNodes, kGroups, kComponents, kFiles };
/// Returns "nodes", "groups", "components" or "files".
std::string_view to_string(PartKind kind);

struct PartList {
  PartKind kind = PartKind::kNodes;
  std::vector<FlatMesh> parts;
};

/// What a part is: a body of its own, or a region of a surface.
enum class PartShape { kSolid, kSurface };

/// The parts of one file: its nodes with meshes when there are several; else its groups or meshes; else its
/// solids. Where parts are solids, groups count when none of them cuts through a solid or, in a
/// format without nodes, none goes on in another: each is closed, or as open as the whole. Where two solids
/// touch along edges each keeps its own faces.
PartList split_into_parts(const Scene& scene, PartShape shape, const std::stop_token& stop);

/// Area of a face; 0 for one that cannot be used.
double face_area(const FlatMesh& flat, std::size_t face);

/// The faces with each number below `count` as a mesh of their own, with the positions that they use. Faces
/// with another number are dropped. O(F + V).
std::vector<FlatMesh> split_faces(const FlatMesh& whole, std::span<const std::uint32_t> part_of_face,
                                  std::size_t count);

/// Applies a transform to all positions. A mirroring one turns the faces, so that they still look outwards.
void transform(FlatMesh& mesh, const Matrix4& matrix, const std::stop_token& stop);

}  // namespace meshgate
