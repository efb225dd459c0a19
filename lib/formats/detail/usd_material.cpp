#include "formats/detail/usd_material.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <numbers>

#include "core/text.h"
#include "formats/detail/texture.h"

namespace meshgate {
namespace {

constexpr unsigned kMaxChain = 16;
constexpr std::size_t kMaxMaterials = 65'536, kMaxImages = 4'096, kMaxLost = 32;

struct Input {
  std::string_view name;
  TextureRole role;
};
constexpr std::array<Input, 9> kInputs{{{"diffuseColor", TextureRole::kBaseColor},
                                        {"normal", TextureRole::kNormal},
                                        {"metallic", TextureRole::kMetallic},
                                        {"roughness", TextureRole::kRoughness},
                                        {"occlusion", TextureRole::kOcclusion},
                                        {"emissiveColor", TextureRole::kEmissive},
                                        {"opacity", TextureRole::kOpacity},
                                        {"displacement", TextureRole::kBump},
                                        {"specularColor", TextureRole::kOther}}};

// Roughness in green and metalness in blue of one picture are one use, as glTF packs them.
TextureRole packed_role(TextureRole role, std::string_view output) {
  const bool packed = (role == TextureRole::kMetallic && output == "outputs:b") ||
                      (role == TextureRole::kRoughness && output == "outputs:g");
  return packed ? TextureRole::kMetallicRoughness : role;
}

TextureWrap wrap_of(const UsdValue& value) {
  if (value.texts.empty()) return TextureWrap::kRepeat;
  if (value.texts.front() == "mirror") return TextureWrap::kMirror;
  return value.texts.front() == "clamp" || value.texts.front() == "black" ? TextureWrap::kClamp
                                                                          : TextureWrap::kRepeat;
}

}  // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> usd_site_key(const UsdPrim& prim) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> key;
  key.reserve(prim.sites.size());
  for (const UsdSite& site : prim.sites) key.emplace_back(site.layer, site.spec);
  return key;
}

void UsdMaterials::lose(std::string what) {
  if (lost_.size() < kMaxLost) lost_.insert(std::move(what));
}

std::uint32_t UsdMaterials::bound_to(std::uint32_t prim) {
  for (std::uint32_t at = prim; at != 0; at = stage_.prims()[at].parent) {
    for (const std::string_view name :
         {"material:binding:full", "material:binding:preview", "material:binding"}) {
      const UsdOpinion binding = stage_.find_targets(at, name);
      if (!binding) continue;
      const auto target = stage_.resolve(at, binding, binding.property->targets.front());
      if (target && stage_.prims()[target->prim].type == "Material") return material_of(target->prim);
      lose(fmt::format("a binding to {}, which is no material",
                       printable(binding.property->targets.front(), 80)));
      return kNoIndex;
    }
  }
  return kNoIndex;
}

std::uint32_t UsdMaterials::plain(float4 color) {
  const auto next = static_cast<std::uint32_t>(scene_.materials.size());
  if (next >= kMaxMaterials) return kNoIndex;
  const auto [known, added] = plain_.try_emplace({color.x, color.y, color.z, color.w}, next);
  if (added) {
    Material material;
    material.element = fmt::format("/materials/{}", next);
    material.name = "displayColor";
    material.base_color = color;
    scene_.materials.push_back(std::move(material));
  }
  return known->second;
}

std::uint32_t UsdMaterials::material_of(std::uint32_t prim) {
  SiteKey key = usd_site_key(stage_.prims()[prim]);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(scene_.materials.size());
  if (number >= kMaxMaterials) return kNoIndex;
  known_.emplace(std::move(key), number);
  Material material;
  material.element = stage_.path_of(prim);
  material.name = stage_.prims()[prim].name;
  const auto surface = follow(prim, "outputs:surface");
  if (surface && surface->is_shader_output) {
    read_surface(surface->prim, material);
  } else {
    lose("a material without a surface for previews");
  }
  scene_.materials.push_back(std::move(material));
  return number;
}

// Where a property gets its value from: a shader's output, or the last property of the chain that has none.
std::optional<UsdMaterials::End> UsdMaterials::follow(std::uint32_t prim, std::string property) const {
  for (unsigned i = 0; i < kMaxChain; ++i) {
    const UsdOpinion connection = stage_.find_targets(prim, property);
    if (!connection) return End{prim, std::move(property), false};
    const auto target = stage_.resolve(prim, connection, connection.property->targets.front());
    if (!target) return std::nullopt;
    prim = target->prim;
    property = target->property;
    if (stage_.prims()[prim].type == "Shader" && property.starts_with("outputs:"))
      return End{prim, std::move(property), true};
  }
  return std::nullopt;
}

std::string UsdMaterials::shader_id(std::uint32_t prim) const {
  const UsdValue id = stage_.value(prim, "info:id");
  return id.texts.empty() ? std::string() : id.texts.front();
}

void UsdMaterials::read_surface(std::uint32_t shader, Material& material) {
  const std::string id = shader_id(shader);
  if (id != "UsdPreviewSurface")
    lose(fmt::format("the shader {} as a surface", id.empty() ? "without a name" : printable(id, 60)));
  material.base_color = {0.18F, 0.18F, 0.18F, 1};
  material.roughness = 0.5F;
  for (const Input& input : kInputs) {
    const std::vector<double> value = read_input(shader, std::string(input.name), input.role, material);
    if (value.empty()) continue;
    const auto number = [&](std::size_t i) {
      return static_cast<float>(value[std::min(i, value.size() - 1)]);
    };
    if (input.name == "diffuseColor") {
      material.base_color = {number(0), number(1), number(2), material.base_color.w};
    } else if (input.name == "opacity") {
      material.base_color.w = number(0);
    } else if (input.name == "metallic") {
      material.metallic = number(0);
    } else if (input.name == "roughness") {
      material.roughness = number(0);
    } else if (input.name == "emissiveColor") {
      material.emissive = {number(0), number(1), number(2)};
    }
  }
  read_alpha(shader, material);
}

// A threshold cuts; anything less than solid lets through.
void UsdMaterials::read_alpha(std::uint32_t shader, Material& material) {
  const auto end = follow(shader, "inputs:opacityThreshold");
  const std::vector<double> threshold =
      end && !end->is_shader_output ? stage_.value(end->prim, end->property).exact : std::vector<double>{};
  const bool textured = std::any_of(material.textures.begin(), material.textures.end(),
                                    [](const TextureUse& use) { return use.role == TextureRole::kOpacity; });
  if (!threshold.empty() && threshold[0] > 0) {
    material.alpha_mode = AlphaMode::kMask;
    material.alpha_cutoff = static_cast<float>(threshold[0]);
  } else if (textured || material.base_color.w < 1) {
    material.alpha_mode = AlphaMode::kBlend;
  }
}

// Numbers of an input, or none when a texture gives them.
std::vector<double> UsdMaterials::read_input(std::uint32_t shader, const std::string& input, TextureRole role,
                                             Material& material) {
  const auto end = follow(shader, "inputs:" + input);
  if (!end) {
    lose("an input that is connected to nothing");
    return {};
  }
  if (!end->is_shader_output) return stage_.value(end->prim, end->property).exact;
  const std::string id = shader_id(end->prim);
  if (id == "UsdUVTexture") {
    add_texture(end->prim, packed_role(role, end->property), material);
    // The texture is the value: one leaves it as it is.
    const bool color = role == TextureRole::kBaseColor || role == TextureRole::kEmissive;
    if (color) return {1, 1, 1};
    if (role == TextureRole::kMetallic || role == TextureRole::kRoughness) return {1};
    return {};
  }
  if (id != "UsdPrimvarReader_float3" && id != "UsdPrimvarReader_float")  // colours of the mesh itself
    lose(fmt::format("the shader {} as an input", id.empty() ? "without a name" : printable(id, 60)));
  return {};
}

void UsdMaterials::add_texture(std::uint32_t texture, TextureRole role, Material& material) {
  const auto file_end = follow(texture, "inputs:file");
  const UsdOpinion file = file_end ? stage_.find_value(file_end->prim, file_end->property) : UsdOpinion{};
  const UsdValue path = stage_.value(file);
  if (path.texts.empty() || path.texts.front().empty()) return lose("a texture without a file");
  TextureUse use;
  use.role = role;
  use.image = image_of(file, path.texts.front());
  if (use.image == kNoIndex) return;
  // Metallic and roughness of one picture are one use.
  const auto same = [&](const TextureUse& other) {
    return other.role == use.role && other.image == use.image;
  };
  if (std::any_of(material.textures.begin(), material.textures.end(), same)) return;
  if (const auto st = follow(texture, "inputs:st");
      st && st->is_shader_output && shader_id(st->prim) == "UsdTransform2d") {
    const auto numbers = [&](const char* name) { return stage_.value(st->prim, name).exact; };
    const std::vector<double> scale = numbers("inputs:scale"), rotation = numbers("inputs:rotation"),
                              offset = numbers("inputs:translation");
    if (scale.size() == 2) use.scale = {static_cast<float>(scale[0]), static_cast<float>(scale[1])};
    if (offset.size() == 2) use.offset = {static_cast<float>(offset[0]), static_cast<float>(offset[1])};
    if (rotation.size() == 1) use.rotation_rad = static_cast<float>(rotation[0] * std::numbers::pi / 180);
  }
  use.wrap_u = wrap_of(stage_.value(texture, "inputs:wrapS"));
  use.wrap_v = wrap_of(stage_.value(texture, "inputs:wrapT"));
  material.textures.push_back(use);
}

std::uint32_t UsdMaterials::image_of(const UsdOpinion& file, const std::string& asset) {
  const Source& layer = stage_.layers()[file.site.layer].source;
  const auto next = static_cast<std::uint32_t>(scene_.images.size());
  const auto [known, added] = image_of_path_.try_emplace(layer.path() + "\n" + asset, next);
  if (!added) return known->second;
  if (next >= kMaxImages) return known->second = kNoIndex;
  TextureImage image;
  image.element = fmt::format("/images/{}", next);
  image.name = image.uri = asset;
  open_texture(layer, PathSyntax::kPlain, image, notes_);
  scene_.images.push_back(std::move(image));
  return next;
}

}  // namespace meshgate
