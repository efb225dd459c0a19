#pragma once
// Nodes, materials and textures around the meshes of one asset.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meshgate/finding.h"
#include "meshgate/image.h"
#include "meshgate/mesh.h"

namespace meshgate {

/// A node of the hierarchy. Parents come before children is not guaranteed; `parent` is kNoIndex for roots.
struct Node {
  std::string name;
  std::uint32_t parent = kNoIndex;
  Matrix4 local;
  Matrix4 world;  ///< product of the local matrices from the root; identity when the hierarchy is broken
  bool in_scene = true;  ///< reachable from the scene that is shown
};

/// One use of a mesh by a node. An STL or OBJ has one instance without a node.
struct Instance {
  std::uint32_t mesh = 0;         ///< into Scene::meshes
  std::uint32_t node = kNoIndex;  ///< into Scene::nodes
};

/// An image file that the asset uses, embedded or beside it.
struct TextureImage {
  std::string element;  ///< "/images/0", or the material statement of an MTL
  std::string name;
  std::string uri;           ///< as written; empty when embedded
  std::string mime_type;     ///< as declared; empty when not
  std::string format;        ///< id of the format found by content ("png"); empty = not recognised
  bool available = false;    ///< its bytes were found
  std::uint64_t bytes = 0;   ///< encoded size
  Image image;               ///< header facts, and pixels when asked for
  Array<std::byte> encoded;  ///< the encoded file; empty when not available
};

/// Slot of a material that a texture fills.
enum class TextureRole {
  kBaseColor,
  kNormal,
  kMetallicRoughness,  ///< roughness in green, metalness in blue, as in glTF
  kMetallic,           ///< grey, as in MTL
  kRoughness,
  kOcclusion,
  kEmissive,
  kOpacity,
  kBump,
  kOther
};
std::string_view to_string(TextureRole role);

/// What lies beyond the edge of an image.
enum class TextureWrap { kRepeat, kMirror, kClamp };

/// How a material uses an image.
struct TextureUse {
  TextureRole role = TextureRole::kOther;
  std::uint32_t image = kNoIndex;  ///< into Scene::images
  std::uint32_t uv_set = 0;
  float2 offset{0, 0};  ///< KHR_texture_transform, or `-o` of an MTL
  float2 scale{1, 1};
  float rotation_rad = 0;
  float strength = 1;  ///< scale of a normal map, strength of an occlusion map
  TextureWrap wrap_u = TextureWrap::kRepeat;
  TextureWrap wrap_v = TextureWrap::kRepeat;
};

enum class AlphaMode { kOpaque, kMask, kBlend };

struct Material {
  std::string element;  ///< "/materials/0"
  std::string name;
  float4 base_color{1, 1, 1, 1};
  float metallic = 0;
  float roughness = 1;
  bool double_sided = false;
  float3 emissive{0, 0, 0};  ///< linear; above 1 with KHR_materials_emissive_strength
  AlphaMode alpha_mode = AlphaMode::kOpaque;
  float alpha_cutoff = 0.5F;  ///< of kMask
  bool unlit = false;
  std::vector<TextureUse> textures;
};

/// Everything a mesh file contains.
struct Scene {
  std::vector<Mesh> meshes;
  std::vector<Node> nodes;
  std::vector<Instance> instances;
  std::vector<Material> materials;
  std::vector<TextureImage> images;
  bool animated = false;
  std::optional<double> meters_per_unit;  ///< as far as the format knows (glTF: 1)
  char up_axis = 0;                       ///< 'Y' or 'Z' as far as the format knows; 0 = unknown
  /// Texture coordinates (0, 0) are the lower left corner of a picture, as in OBJ; else the upper left, as in
  /// glTF.
  bool uv_from_below = false;
  /// What the file holds besides, in words, as "2 animations": a Scene has no place for it, so it is lost
  /// when the scene is written.
  std::vector<std::string> beyond;
  /// How the file stores its geometry when not plainly: "KHR_draco_mesh_compression", …
  std::vector<std::string> encodings;
};

}  // namespace meshgate
