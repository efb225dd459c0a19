#include "formats/detail/glb_materials.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "formats/detail/embedded_picture.h"

namespace meshgate {
namespace {

using Json = GlbBuilder::Json;

// What glTF 2.0 and EXT_texture_webp take.
constexpr auto kPictureFormats = std::to_array<std::string_view>({"png", "jpeg", "webp"});

float within(float value, float low, float high, float otherwise) {
  return std::isfinite(value) ? std::clamp(value, low, high) : otherwise;
}
bool is_finite(float2 v) { return std::isfinite(v.x) && std::isfinite(v.y); }

// Where a texture of this role stands in a material; empty when glTF has no place for it.
std::string_view slot_of(TextureRole role) {
  switch (role) {
    case TextureRole::kBaseColor:
      return "baseColorTexture";
    case TextureRole::kMetallicRoughness:
      return "metallicRoughnessTexture";
    case TextureRole::kNormal:
      return "normalTexture";
    case TextureRole::kOcclusion:
      return "occlusionTexture";
    case TextureRole::kEmissive:
      return "emissiveTexture";
    default:
      return {};
  }
}

bool in_pbr(TextureRole role) {
  return role == TextureRole::kBaseColor || role == TextureRole::kMetallicRoughness;
}

int gl_wrap(TextureWrap wrap) {
  constexpr int kRepeat = 10497, kClampToEdge = 33071, kMirroredRepeat = 33648;
  return wrap == TextureWrap::kClamp    ? kClampToEdge
         : wrap == TextureWrap::kMirror ? kMirroredRepeat
                                        : kRepeat;
}

Json factors(const Material& material) {
  Json pbr = Json::object();
  const float4& c = material.base_color;
  const std::array<float, 4> color{within(c.x, 0, 1, 1), within(c.y, 0, 1, 1), within(c.z, 0, 1, 1),
                                   within(c.w, 0, 1, 1)};
  if (color != std::array<float, 4>{1, 1, 1, 1}) pbr["baseColorFactor"] = color;
  const float metallic = within(material.metallic, 0, 1, 0), roughness = within(material.roughness, 0, 1, 1);
  if (metallic != 1) pbr["metallicFactor"] = metallic;
  if (roughness != 1) pbr["roughnessFactor"] = roughness;
  return pbr;
}

}  // namespace

std::size_t GlbMaterials::index_of(std::uint32_t material, std::size_t uv_sets) {
  const Material& source = scene_.materials[material];
  // Only as many sets as its textures ask for make a difference.
  std::size_t wanted = 0;
  for (const TextureUse& use : source.textures) wanted = std::max(wanted, std::size_t{use.uv_set} + 1);
  const std::pair<std::uint32_t, std::size_t> key{material, std::min(uv_sets, wanted)};
  if (const auto found = materials_.find(key); found != materials_.end()) return found->second;
  const std::size_t index = glb_.append("materials", material_json(source, uv_sets));
  materials_.emplace(key, index);
  return index;
}

void GlbMaterials::tell_unused() {
  std::vector<bool> asked(scene_.materials.size()), shown(scene_.images.size());
  for (const auto& [key, index] : materials_) asked[key.first] = true;
  losses_.add("material that no face has", "materials that no face has",
              static_cast<std::uint64_t>(std::count(asked.begin(), asked.end(), false)));
  for (const Material& material : scene_.materials) {
    for (const TextureUse& use : material.textures) {
      if (use.image < shown.size()) shown[use.image] = true;
    }
  }
  losses_.add("picture that no material uses", "pictures that no material uses",
              static_cast<std::uint64_t>(std::count(shown.begin(), shown.end(), false)));
}

Json GlbMaterials::material_json(const Material& material, std::size_t uv_sets) {
  Json json = Json::object();
  if (!material.name.empty()) json["name"] = material.name;
  json["pbrMetallicRoughness"] = factors(material);
  for (const TextureUse& use : material.textures) add_texture(material, use, uv_sets, json);
  if (json["pbrMetallicRoughness"].empty()) json.erase("pbrMetallicRoughness");
  const float3& e = material.emissive;
  std::array<float, 3> emissive{within(e.x, 0, 1e6F, 0), within(e.y, 0, 1e6F, 0), within(e.z, 0, 1e6F, 0)};
  const float brightest = std::max({emissive[0], emissive[1], emissive[2]});
  if (brightest > 1) {
    for (float& channel : emissive) channel /= brightest;
    json["extensions"]["KHR_materials_emissive_strength"] = {{"emissiveStrength", brightest}};
    glb_.use_extension("KHR_materials_emissive_strength");
  }
  if (brightest > 0) json["emissiveFactor"] = emissive;
  if (material.alpha_mode == AlphaMode::kMask) {
    json["alphaMode"] = "MASK";
    json["alphaCutoff"] = std::isfinite(material.alpha_cutoff) ? std::max(material.alpha_cutoff, 0.0F) : 0.5F;
  }
  if (material.alpha_mode == AlphaMode::kBlend) json["alphaMode"] = "BLEND";
  if (material.double_sided) json["doubleSided"] = true;
  if (material.unlit) {
    json["extensions"]["KHR_materials_unlit"] = Json::object();
    glb_.use_extension("KHR_materials_unlit");
  }
  return json;
}

void GlbMaterials::add_texture(const Material& material, const TextureUse& use, std::size_t uv_sets,
                               Json& json) {
  if (use.image >= scene_.images.size()) return;
  const std::string_view slot = slot_of(use.role);
  const bool first = std::none_of(material.textures.data(), &use,
                                  [&](const TextureUse& other) { return other.role == use.role; });
  if (slot.empty() || !first)
    return losses_.add("texture of a kind that glTF has no place for",
                       "textures of kinds that glTF has no place for");
  if (use.uv_set >= uv_sets)
    return losses_.add("texture without its texture coordinates",
                       "textures without their texture coordinates");
  const std::optional<std::size_t> texture = texture_of(use);
  if (!texture) return;
  Json& place = in_pbr(use.role) ? json["pbrMetallicRoughness"] : json;
  Json info = texture_info(use, *texture);
  if (use.strength != 1 && std::isfinite(use.strength)) {
    if (use.role == TextureRole::kNormal) info["scale"] = use.strength;
    if (use.role == TextureRole::kOcclusion) info["strength"] = std::clamp(use.strength, 0.0F, 1.0F);
  }
  place[std::string(slot)] = std::move(info);
}

Json GlbMaterials::texture_info(const TextureUse& use, std::size_t texture) {
  Json info = {{"index", texture}};
  if (use.uv_set != 0) info["texCoord"] = use.uv_set;
  float2 offset = use.offset;
  // From below, v′ = s·v + o is 1 − v′ = s·(1 − v) + (1 − s − o) from above.
  if (scene_.uv_from_below) offset.y = 1 - use.scale.y - use.offset.y;
  const bool plain = offset == float2{0, 0} && use.scale == float2{1, 1} && use.rotation_rad == 0;
  if (plain || !is_finite(offset) || !is_finite(use.scale) || !std::isfinite(use.rotation_rad)) return info;
  Json transform = Json::object();
  if (offset != float2{0, 0}) transform["offset"] = {offset.x, offset.y};
  if (use.rotation_rad != 0) transform["rotation"] = use.rotation_rad;
  if (use.scale != float2{1, 1}) transform["scale"] = {use.scale.x, use.scale.y};
  info["extensions"] = {{"KHR_texture_transform", std::move(transform)}};
  glb_.use_extension("KHR_texture_transform");
  return info;
}

std::optional<std::size_t> GlbMaterials::texture_of(const TextureUse& use) {
  const TextureKey key{use.image, use.wrap_u, use.wrap_v};
  if (const auto found = textures_.find(key); found != textures_.end()) return found->second;
  bool webp = false;
  std::optional<std::size_t> texture;
  if (const std::optional<std::size_t> image = image_of(use.image, webp)) {
    Json json = {{"sampler", sampler_of(use.wrap_u, use.wrap_v)}};
    if (webp) {
      json["extensions"] = {{"EXT_texture_webp", {{"source", *image}}}};
      glb_.use_extension("EXT_texture_webp", true);
    } else {
      json["source"] = *image;
    }
    texture = glb_.append("textures", std::move(json));
  }
  textures_.emplace(key, texture);
  return texture;
}

std::optional<std::size_t> GlbMaterials::image_of(std::uint32_t image, bool& webp) {
  const TextureImage& source = scene_.images[image];
  webp = source.format == "webp";
  if (const auto found = images_.find(image); found != images_.end()) return found->second;
  std::optional<std::size_t> index;
  if (std::optional<PortablePicture> picture = portable_picture(source, kPictureFormats, stop_, false)) {
    if (picture->recoded) losses_.add("picture's own format (now PNG)", "pictures' own formats (now PNG)");
    Json json = Json::object();
    if (!source.name.empty()) json["name"] = source.name;
    json["mimeType"] = mime_type_of(picture->format);
    json["bufferView"] = glb_.add_view(std::move(picture->bytes));
    index = glb_.append("images", std::move(json));
  } else {
    losses_.add(source.encoded.empty() ? "picture that was not found" : "picture that cannot be decoded",
                source.encoded.empty() ? "pictures that were not found" : "pictures that cannot be decoded");
  }
  images_.emplace(image, index);
  return index;
}

std::size_t GlbMaterials::sampler_of(TextureWrap u, TextureWrap v) {
  const auto [entry, fresh] = samplers_.emplace(std::pair{u, v}, 0);
  if (fresh) {
    Json json = Json::object();
    if (u != TextureWrap::kRepeat) json["wrapS"] = gl_wrap(u);
    if (v != TextureWrap::kRepeat) json["wrapT"] = gl_wrap(v);
    entry->second = glb_.append("samplers", std::move(json));
  }
  return entry->second;
}

}  // namespace meshgate
