#include "formats/detail/usdz_materials.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "formats/detail/embedded_picture.h"

namespace meshgate {
namespace {

// What every reader of USDZ must know.
constexpr auto kPictureFormats = std::to_array<std::string_view>({"png", "jpeg"});

struct RoleName {
  TextureRole role;
  std::string_view name;  // of the texture's prim
};
constexpr std::array<RoleName, 8> kRoles{{{TextureRole::kBaseColor, "base_color"},
                                          {TextureRole::kNormal, "normal"},
                                          {TextureRole::kMetallicRoughness, "metallic_roughness"},
                                          {TextureRole::kMetallic, "metallic"},
                                          {TextureRole::kRoughness, "roughness"},
                                          {TextureRole::kOcclusion, "occlusion"},
                                          {TextureRole::kEmissive, "emissive"},
                                          {TextureRole::kOpacity, "opacity"}}};

std::string_view name_of(TextureRole role) {
  const auto found =
      std::find_if(kRoles.begin(), kRoles.end(), [role](const RoleName& row) { return row.role == role; });
  return found == kRoles.end() ? std::string_view() : found->name;
}

std::string_view wrap_name(TextureWrap wrap) {
  return wrap == TextureWrap::kClamp ? "clamp" : wrap == TextureWrap::kMirror ? "mirror" : "repeat";
}

bool is_moved(const TextureUse& use) {
  return use.offset != float2{0, 0} || use.scale != float2{1, 1} || use.rotation_rad != 0;
}

}  // namespace

UsdzMaterials::UsdzMaterials(const Scene& scene, std::string root, const WriteOptions& options,
                             Losses& losses)
    : scene_(scene), root_(std::move(root)), pictures_(scene.images.size()) {
  UsdNames names;
  for (const Material& material : scene.materials) {
    names_.push_back(names.add(material.name, "material"));
    if (material.unlit) losses.add("unlit material", "unlit materials");
    for (const TextureUse& use : material.textures) {
      if (name_of(use.role).empty())
        losses.add("texture of a kind that UsdPreviewSurface has no place for",
                   "textures of kinds that UsdPreviewSurface has no place for");
    }
  }
  keep_pictures(options, losses);
}

void UsdzMaterials::keep_pictures(const WriteOptions& options, Losses& losses) {
  std::vector<bool> wanted(scene_.images.size(), false);
  for (const Material& material : scene_.materials) {
    for (const TextureUse& use : material.textures) {
      if (use.image < wanted.size() && !name_of(use.role).empty()) wanted[use.image] = true;
    }
  }
  UsdNames names;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i]) continue;
    const TextureImage& image = scene_.images[i];
    std::optional<PortablePicture> picture = portable_picture(image, kPictureFormats, options.stop, false);
    if (!picture) {
      losses.add("picture that is missing or cannot be decoded",
                 "pictures that are missing or cannot be decoded");
      continue;
    }
    if (picture->recoded) losses.add("picture's own format (now PNG)", "pictures' own formats (now PNG)");
    std::string stem = image.name.empty() ? image.uri : image.name;
    stem = stem.substr(stem.find_last_of("/\\") + 1);
    pictures_[i] = fmt::format("textures/{}{}", names.add(stem.substr(0, stem.find_last_of('.')), "picture"),
                               picture->format == "jpeg" ? ".jpg" : ".png");
    files_.push_back({pictures_[i], std::move(picture->bytes)});
  }
}

const TextureUse* UsdzMaterials::find_use(const Material& material, TextureRole role) const {
  for (const TextureUse& use : material.textures) {
    if (use.role == role && use.image < pictures_.size() && !pictures_[use.image].empty()) return &use;
  }
  return nullptr;
}

void UsdzMaterials::write(UsdaText& text) const {
  text.open("Scope", "Materials");
  for (std::uint32_t i = 0; i < names_.size(); ++i) write_material(i, text);
  text.close();
}

void UsdzMaterials::write_input(const Material& material, std::string_view input, TextureRole role,
                                std::string_view channel, const std::string& constant,
                                const std::string& path, UsdaText& text) const {
  if (find_use(material, role) != nullptr) {
    text.line(fmt::format("{}.connect = <{}/{}.outputs:{}>", input, path, name_of(role), channel));
  } else if (!constant.empty()) {
    text.line(fmt::format("{} = {}", input, constant));
  }
}

void UsdzMaterials::write_material(std::uint32_t index, UsdaText& text) const {
  const Material& m = scene_.materials[index];
  const std::string path = path_of(index);
  text.open("Material", names_[index], m.name == names_[index] ? "" : "displayName = " + usda_string(m.name));
  text.line(fmt::format("token outputs:surface.connect = <{}/surface.outputs:surface>", path));
  text.open("Shader", "surface");
  text.line("uniform token info:id = \"UsdPreviewSurface\"");
  const auto input = [&](std::string_view declaration, TextureRole role, std::string_view channel,
                         const std::string& constant) {
    write_input(m, declaration, role, channel, constant, path, text);
  };
  input("color3f inputs:diffuseColor", TextureRole::kBaseColor, "rgb",
        usda_tuple({m.base_color.x, m.base_color.y, m.base_color.z}));
  const bool one_picture = find_use(m, TextureRole::kMetallicRoughness) != nullptr;
  input("float inputs:metallic", one_picture ? TextureRole::kMetallicRoughness : TextureRole::kMetallic,
        one_picture ? "b" : "r", fmt::format("{}", m.metallic));
  input("float inputs:roughness", one_picture ? TextureRole::kMetallicRoughness : TextureRole::kRoughness,
        one_picture ? "g" : "r", fmt::format("{}", m.roughness));
  const bool own_opacity = find_use(m, TextureRole::kOpacity) != nullptr;
  if (own_opacity || m.alpha_mode != AlphaMode::kOpaque) {
    input("float inputs:opacity", own_opacity ? TextureRole::kOpacity : TextureRole::kBaseColor,
          own_opacity ? "r" : "a", fmt::format("{}", m.base_color.w));
  }
  if (m.alpha_mode == AlphaMode::kMask)
    text.line(fmt::format("float inputs:opacityThreshold = {}", m.alpha_cutoff));
  input("color3f inputs:emissiveColor", TextureRole::kEmissive, "rgb",
        m.emissive == float3{} ? "" : usda_tuple({m.emissive.x, m.emissive.y, m.emissive.z}));
  input("float inputs:occlusion", TextureRole::kOcclusion, "r", "");
  input("normal3f inputs:normal", TextureRole::kNormal, "rgb", "");
  text.line("token outputs:surface");
  text.close();
  for (const RoleName& row : kRoles) {
    if (const TextureUse* use = find_use(m, row.role)) write_texture(*use, m, path, text);
  }
  text.close();
}

void UsdzMaterials::write_texture(const TextureUse& use, const Material& material, const std::string& path,
                                  UsdaText& text) const {
  const std::string name(name_of(use.role));
  write_coordinates(use, name, path, text);
  text.open("Shader", name);
  text.line("uniform token info:id = \"UsdUVTexture\"");
  text.line("asset inputs:file = @" + pictures_[use.image] + "@");
  text.line(fmt::format("float2 inputs:st.connect = <{}/{}_st{}.outputs:result>", path, name,
                        is_moved(use) ? "_moved" : ""));
  text.line(fmt::format("token inputs:wrapS = \"{}\"", wrap_name(use.wrap_u)));
  text.line(fmt::format("token inputs:wrapT = \"{}\"", wrap_name(use.wrap_v)));
  const bool is_color = use.role == TextureRole::kBaseColor || use.role == TextureRole::kEmissive;
  text.line(fmt::format("token inputs:sourceColorSpace = \"{}\"", is_color ? "sRGB" : "raw"));
  const float4& c = material.base_color;
  const double x = material.metallic, y = material.roughness, s = use.strength;
  switch (use.role) {
    case TextureRole::kBaseColor:
      text.line("float4 inputs:scale = " + usda_tuple({c.x, c.y, c.z, c.w}));
      break;
    case TextureRole::kMetallicRoughness:
      text.line("float4 inputs:scale = " + usda_tuple({1, y, x, 1}));
      break;
    case TextureRole::kEmissive:
      text.line("float4 inputs:scale = " +
                usda_tuple({material.emissive.x, material.emissive.y, material.emissive.z, 1}));
      break;
    case TextureRole::kNormal:  // from 0…1 to −1…1
      text.line("float4 inputs:scale = " + usda_tuple({2 * s, 2 * s, 2, 1}));
      text.line("float4 inputs:bias = " + usda_tuple({-s, -s, -1, 0}));
      break;
    default:
      break;
  }
  for (const char* output :
       {"float3 outputs:rgb", "float outputs:r", "float outputs:g", "float outputs:b", "float outputs:a"})
    text.line(output);
  text.close();
}

void UsdzMaterials::write_coordinates(const TextureUse& use, const std::string& name, const std::string& path,
                                      UsdaText& text) const {
  text.open("Shader", name + "_st");
  text.line("uniform token info:id = \"UsdPrimvarReader_float2\"");
  text.line(
      fmt::format("string inputs:varname = \"st{}\"", use.uv_set == 0 ? "" : std::to_string(use.uv_set)));
  text.line("float2 outputs:result");
  text.close();
  if (!is_moved(use)) return;
  // Seen from below, a turn goes the other way round, and the corner that stays is another one.
  const bool below = scene_.uv_from_below;
  const double angle = use.rotation_rad, sine = std::sin(angle), cosine = std::cos(angle),
               height = use.scale.y;
  const double move_x = below ? use.offset.x : use.offset.x - sine * height;
  const double move_y = below ? use.offset.y : 1 - double{use.offset.y} - cosine * height;
  text.open("Shader", name + "_st_moved");
  text.line("uniform token info:id = \"UsdTransform2d\"");
  text.line(fmt::format("float2 inputs:in.connect = <{}/{}_st.outputs:result>", path, name));
  text.line(fmt::format("float inputs:rotation = {}", (below ? angle : -angle) * 180 / std::numbers::pi));
  text.line("float2 inputs:scale = " + usda_tuple({use.scale.x, use.scale.y}));
  text.line("float2 inputs:translation = " + usda_tuple({move_x, move_y}));
  text.line("float2 outputs:result");
  text.close();
}

}  // namespace meshgate
