#pragma once
// Meshes, materials and nodes of a glTF document between the JSON and the Scene.
#include <string>
#include <utility>
#include <vector>

#include "formats/detail/gltf_document.h"
#include "formats/detail/gltf_scan.h"

namespace meshgate {

/// Name of a vertex attribute and the accessor with its values.
struct GltfAttribute {
  std::string_view semantic;  ///< in the JSON document
  std::uint32_t accessor = kNoIndex;
};

inline constexpr std::uint32_t kGltfTriangles = 4;
inline constexpr std::uint32_t kGltfTriangleStrip = 5;
inline constexpr std::uint32_t kGltfTriangleFan = 6;

struct GltfPrimitive {
  Json json;
  std::uint32_t mesh = 0;
  std::uint32_t index = 0;
  std::uint32_t mode = kGltfTriangles;    ///< OpenGL's number; kNoIndex when invalid
  std::vector<GltfAttribute> attributes;  ///< those whose accessor exists, in file order
  std::uint32_t indices = kNoIndex;       ///< accessor that exists, or kNoIndex
  std::uint32_t material = kNoIndex;      ///< material that exists, or kNoIndex
  std::size_t targets = 0;                ///< morph targets
  std::size_t texcoords = 0;              ///< TEXCOORD_n in a row from 0
  std::size_t joints = 0;                 ///< JOINTS_n in a row from 0, as many as WEIGHTS_n
  bool has_normal = false;
  bool has_tangent = false;
  std::uint64_t vertices = 0;  ///< as the first attribute says; 0 = unknown

  [[nodiscard]] std::uint32_t attribute(std::string_view semantic) const;
  /// "/meshes/0/primitives/1"
  [[nodiscard]] std::string pointer() const;
};

/// What primitives need to know of a material.
struct GltfMaterialFacts {
  bool exists = false;
  bool needs_tangent = false;
  bool has_normal_texture = false;
  std::vector<std::pair<std::string, std::uint64_t>> texcoords;  ///< pointer of a texture use, and its set
};

/// Why the numbers of an accessor are looked at: what is wrong is reported there.
struct GltfScanUse {
  enum class Kind { kNormal, kTangent, kColor, kIndices, kTimes, kRotations, kBindMatrices };
  Kind kind = Kind::kNormal;
  std::uint32_t accessor = kNoIndex;
  std::string element;
  std::string pointer;
  std::uint64_t vertices = 0;  ///< of kIndices
};

struct GltfModel {
  std::vector<std::vector<GltfPrimitive>> meshes;  ///< by glTF mesh
  std::vector<GltfMaterialFacts> materials;
  std::vector<GltfScanRequest> scan_requests;  ///< by accessor
  std::vector<GltfScanUse> scan_uses;

  /// Asks for a look at an accessor; returns what may be asked for besides its bounds.
  GltfScanRequest& scan(GltfScanUse use) {
    GltfScanRequest& request = scan_requests[use.accessor];
    scan_uses.push_back(std::move(use));
    return request;
  }
};

/// gltf_materials.cpp: reads what primitives need and reports what is wrong with materials.
void check_gltf_materials(GltfDocument& document, GltfModel& model);
/// gltf_primitives.cpp: reads the primitives and reports what is wrong with their structure.
void check_gltf_meshes(GltfDocument& document, GltfModel& model);
/// gltf_nodes.cpp: hierarchy and transforms.
void check_gltf_nodes(GltfDocument& document, const GltfModel& model);
/// gltf_skins.cpp: skins, and which nodes use them.
void check_gltf_skins(GltfDocument& document, GltfModel& model);
/// gltf_skins.cpp: joints and weights of the vertices.
void check_gltf_influences(GltfDocument& document, const GltfModel& model);
/// gltf_animations.cpp
void check_gltf_animations(GltfDocument& document, GltfModel& model);
/// gltf_asset.cpp: version and extensions. Returns false when the rest of the document has another meaning.
bool check_gltf_asset(GltfDocument& document);
/// gltf_asset.cpp: cameras.
void check_gltf_cameras(GltfDocument& document);
/// gltf_data.cpp: looks at the numbers of all accessors and reports what is wrong with them.
void check_gltf_data(GltfDocument& document, GltfModel& model);

/// The parent of each node (the last one that claims it) or kNoIndex.
std::vector<std::uint32_t> gltf_parents(const GltfDocument& document);
/// Local transform of a node: its matrix, or translation, rotation and scale.
Matrix4 gltf_local_matrix(Json node);
/// Whether a node has a transform other than the identity.
bool gltf_has_transform(Json node);

}  // namespace meshgate
