// Material libraries of OBJ files, with the statements that physically based materials have by custom
// (Pm, Pr, Ke, norm).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "formats/detail/obj_write.h"

namespace meshgate {
namespace {

float finite_or(float value, float otherwise) { return std::isfinite(value) ? value : otherwise; }

std::string_view keyword_of(TextureRole role) {
  switch (role) {
    case TextureRole::kBaseColor:
      return "map_Kd";
    case TextureRole::kNormal:
      return "norm";
    case TextureRole::kEmissive:
      return "map_Ke";
    case TextureRole::kOcclusion:
      return "map_ao";
    case TextureRole::kMetallic:
      return "map_Pm";
    case TextureRole::kRoughness:
      return "map_Pr";
    case TextureRole::kOpacity:
      return "map_d";
    case TextureRole::kBump:
      return "map_Bump";
    default:
      return {};
  }
}

void add_texture(const Scene& scene, const TextureUse& use, const std::string& picture, std::string& text) {
  if (keyword_of(use.role).empty() || picture.empty()) return;
  text += keyword_of(use.role);
  float2 offset = use.offset;
  // The same turn as in the other direction: v runs upwards here.
  if (!scene.uv_from_below) offset.y = 1 - use.scale.y - use.offset.y;
  const bool usable = std::isfinite(offset.x) && std::isfinite(offset.y) && std::isfinite(use.scale.x) &&
                      std::isfinite(use.scale.y);
  if (usable && offset != float2{0, 0}) text += fmt::format(" -o {} {}", offset.x, offset.y);
  if (usable && use.scale != float2{1, 1}) text += fmt::format(" -s {} {}", use.scale.x, use.scale.y);
  if (use.wrap_u == TextureWrap::kClamp && use.wrap_v == TextureWrap::kClamp) text += " -clamp on";
  text += fmt::format(" {}\n", picture);
}

}  // namespace

ObjNames obj_names(const std::vector<Material>& materials) {
  ObjNames names;
  std::set<std::string> taken;
  const auto unique_name = [&](std::string name) {
    for (char& c : name) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte == 0x7F || c == '\\' || c == '#') c = '_';
    }
    const std::size_t begin = name.find_first_not_of(' '), end = name.find_last_not_of(' ');
    name = begin == std::string::npos ? "material" : name.substr(begin, end - begin + 1);
    std::string unique = name;
    for (std::size_t i = 2; !taken.insert(unique).second; ++i) unique = fmt::format("{}_{}", name, i);
    return unique;
  };
  for (const Material& material : materials) names.materials.push_back(unique_name(material.name));
  names.fallback = unique_name("none");
  return names;
}

std::string render_mtl(const Scene& scene, const ObjNames& names, bool with_fallback,
                       const std::vector<std::string>& pictures) {
  std::string text = "# written by meshgate\n";
  for (std::size_t i = 0; i < scene.materials.size(); ++i) {
    const Material& material = scene.materials[i];
    const float4& c = material.base_color;
    text += fmt::format("\nnewmtl {}\nKd {} {} {}\n", names.materials[i], finite_or(c.x, 1),
                        finite_or(c.y, 1), finite_or(c.z, 1));
    if (finite_or(c.w, 1) != 1) text += fmt::format("d {}\n", c.w);
    const float3& e = material.emissive;
    if (e != float3{0, 0, 0} && is_finite(e)) text += fmt::format("Ke {} {} {}\n", e.x, e.y, e.z);
    text += fmt::format("Pm {}\nPr {}\n", finite_or(material.metallic, 0), finite_or(material.roughness, 1));
    for (const TextureUse& use : material.textures) {
      if (use.image < pictures.size()) add_texture(scene, use, pictures[use.image], text);
    }
  }
  if (with_fallback) text += fmt::format("\nnewmtl {}\nKd 1 1 1\n", names.fallback);
  return text;
}

}  // namespace meshgate
