// What a glTF document holds besides a Scene: it is lost when the scene is written, so it must be said.
#include <algorithm>
#include <array>

#include "core/text.h"
#include "formats/detail/gltf_reader.h"

namespace meshgate {
namespace {

// Extensions whose content a Scene holds, or that only say how the file stores something.
constexpr auto kHeld = std::to_array<std::string_view>(
    {"EXT_meshopt_compression", "EXT_texture_webp", "KHR_draco_mesh_compression",
     "KHR_materials_emissive_strength", "KHR_materials_unlit", "KHR_mesh_quantization",
     "KHR_texture_transform"});

bool has_attribute_beyond(Json attributes) {
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const std::string& name = attributes[i].key();
    const bool held = name == "POSITION" || name == "NORMAL" || name == "TANGENT" || name == "COLOR_0" ||
                      name.starts_with("TEXCOORD_");
    const bool of_skin = name.starts_with("JOINTS_") || name.starts_with("WEIGHTS_");  // told with the skins
    if (!held && !of_skin) return true;
  }
  return false;
}

struct MeshesBeyond {
  std::uint64_t targets = 0, attributes = 0, points_and_lines = 0;
};

MeshesBeyond count_meshes_beyond(Json meshes) {
  MeshesBeyond count;
  for (std::size_t i = 0; meshes.is_array() && i < meshes.size(); ++i) {
    const Json primitives = meshes[i].find("primitives");
    for (std::size_t k = 0; primitives.is_array() && k < primitives.size(); ++k) {
      const Json primitive = primitives[k];
      if (primitive.find("targets").size() > 0) ++count.targets;
      if (has_attribute_beyond(primitive.find("attributes"))) ++count.attributes;
      if (gltf_uint(primitive, "mode").value_or(kGltfTriangles) < kGltfTriangles) ++count.points_and_lines;
    }
  }
  return count;
}

}  // namespace

std::vector<std::string> gltf_beyond_scene(const GltfDocument& document) {
  std::vector<std::string> beyond;
  const auto add = [&](std::uint64_t count, std::string_view one, std::string_view many = {}) {
    if (count > 0) beyond.push_back(count_of(count, one, many));
  };
  const auto size_of_list = [&](std::string_view name) {
    const Json list = document.root.find(name);
    return list.is_array() ? list.size() : 0;
  };
  add(size_of_list("animations"), "animation");
  add(size_of_list("skins"), "skin");
  add(size_of_list("cameras"), "camera");
  const MeshesBeyond meshes = count_meshes_beyond(document.root.find("meshes"));
  add(meshes.targets, "primitive with morph targets", "primitives with morph targets");
  add(meshes.attributes, "primitive with attributes of its own", "primitives with attributes of their own");
  add(meshes.points_and_lines, "primitive of points or lines", "primitives of points or lines");
  if (size_of_list("scenes") > 1) add(size_of_list("scenes") - 1, "further scene");
  constexpr std::size_t kMaxNamed = 20;
  for (const std::string& extension : document.extensions_used) {
    if (std::find(kHeld.begin(), kHeld.end(), extension) != kHeld.end()) continue;
    if (beyond.size() < kMaxNamed) beyond.push_back("extension " + printable(extension, 60));
  }
  return beyond;
}

}  // namespace meshgate
