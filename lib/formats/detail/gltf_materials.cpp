#include "formats/detail/gltf_materials.h"

#include <fmt/core.h>

#include "core/text.h"
#include "formats/detail/gltf_model.h"

namespace meshgate {
namespace {

// A texture use of a material: where it stands and what it is for.
struct TextureSlot {
  std::string_view group;  // object in the material; empty = the material itself
  std::string_view name;
  TextureRole role;
};

constexpr std::string_view kPbr = "pbrMetallicRoughness";
constexpr std::string_view kSpecularGlossiness = "KHR_materials_pbrSpecularGlossiness";
constexpr auto kSlots = std::to_array<TextureSlot>({
    {kPbr, "baseColorTexture", TextureRole::kBaseColor},
    {kPbr, "metallicRoughnessTexture", TextureRole::kMetallicRoughness},
    {"", "normalTexture", TextureRole::kNormal},
    {"", "occlusionTexture", TextureRole::kOcclusion},
    {"", "emissiveTexture", TextureRole::kEmissive},
    {kSpecularGlossiness, "diffuseTexture", TextureRole::kBaseColor},
    {kSpecularGlossiness, "specularGlossinessTexture", TextureRole::kOther},
    {"KHR_materials_anisotropy", "anisotropyTexture", TextureRole::kOther},
    {"KHR_materials_clearcoat", "clearcoatTexture", TextureRole::kOther},
    {"KHR_materials_clearcoat", "clearcoatRoughnessTexture", TextureRole::kOther},
    {"KHR_materials_clearcoat", "clearcoatNormalTexture", TextureRole::kOther},
    {"KHR_materials_iridescence", "iridescenceTexture", TextureRole::kOther},
    {"KHR_materials_iridescence", "iridescenceThicknessTexture", TextureRole::kOther},
    {"KHR_materials_sheen", "sheenColorTexture", TextureRole::kOther},
    {"KHR_materials_sheen", "sheenRoughnessTexture", TextureRole::kOther},
    {"KHR_materials_specular", "specularTexture", TextureRole::kOther},
    {"KHR_materials_specular", "specularColorTexture", TextureRole::kOther},
    {"KHR_materials_transmission", "transmissionTexture", TextureRole::kOther},
    {"KHR_materials_volume", "thicknessTexture", TextureRole::kOther},
});

Json find_slot(Json material, const TextureSlot& slot) {
  if (slot.group.empty()) return material.find(slot.name);
  if (slot.group == kPbr) return material.find(kPbr).find(slot.name);
  return gltf_extension(material, slot.group).find(slot.name);
}

std::string slot_pointer(std::size_t material, const TextureSlot& slot) {
  if (slot.group.empty()) return fmt::format("/materials/{}/{}", material, slot.name);
  if (slot.group == kPbr) return fmt::format("/materials/{}/{}/{}", material, kPbr, slot.name);
  return fmt::format("/materials/{}/extensions/{}/{}", material, slot.group, slot.name);
}

// KHR_texture_transform may choose another set.
std::uint64_t texcoord_of(Json use) {
  const std::uint64_t plain = gltf_uint(use, "texCoord").value_or(0);
  return gltf_uint(gltf_extension(use, "KHR_texture_transform"), "texCoord").value_or(plain);
}

// The image of a texture: the WebP of EXT_texture_webp goes before the plain one.
std::uint32_t image_of(const GltfDocument& document, std::uint32_t texture) {
  const Json json = document.root.find("textures")[texture];
  std::uint32_t image = gltf_index(gltf_extension(json, "EXT_texture_webp"), "source");
  if (image == kNoIndex) image = gltf_index(json, "source");
  return document.usage.has(GltfCollection::kImages, image) ? image : kNoIndex;
}

TextureWrap wrap_of(Json sampler, std::string_view name) {
  constexpr std::uint64_t kClampToEdge = 33071, kMirroredRepeat = 33648;
  const std::uint64_t mode = gltf_uint(sampler, name).value_or(0);
  if (mode == kClampToEdge) return TextureWrap::kClamp;
  return mode == kMirroredRepeat ? TextureWrap::kMirror : TextureWrap::kRepeat;
}

TextureUse texture_use(const GltfDocument& document, Json json, TextureRole role) {
  TextureUse use;
  use.role = role;
  const std::uint32_t texture = gltf_index(json, "index");
  if (document.usage.has(GltfCollection::kTextures, texture)) use.image = image_of(document, texture);
  use.uv_set = static_cast<std::uint32_t>(std::min<std::uint64_t>(texcoord_of(json), kNoIndex));
  const Json transform = gltf_extension(json, "KHR_texture_transform");
  if (const auto offset = gltf_numbers(transform, "offset", 2)) {
    use.offset = {static_cast<float>((*offset)[0]), static_cast<float>((*offset)[1])};
  }
  if (const auto scale = gltf_numbers(transform, "scale", 2)) {
    use.scale = {static_cast<float>((*scale)[0]), static_cast<float>((*scale)[1])};
  }
  use.rotation_rad = static_cast<float>(transform.find("rotation").number().value_or(0));
  const std::string_view strength = role == TextureRole::kOcclusion ? "strength" : "scale";
  use.strength = static_cast<float>(json.find(strength).number().value_or(1));
  const std::uint32_t sampler = gltf_index(document.root.find("textures")[texture], "sampler");
  const Json modes = document.root.find("samplers")[sampler];
  use.wrap_u = wrap_of(modes, "wrapS");
  use.wrap_v = wrap_of(modes, "wrapT");
  return use;
}

float4 color_of(Json object, std::string_view name) {
  const auto values = gltf_numbers(object, name, 4);
  if (!values) return {1, 1, 1, 1};
  const auto at = [&](std::size_t i) { return static_cast<float>((*values)[i]); };
  return {at(0), at(1), at(2), at(3)};
}

float3 emissive_of(Json material) {
  const auto factor = gltf_numbers(material, "emissiveFactor", 3);
  if (!factor) return {0, 0, 0};
  const double strength = gltf_extension(material, "KHR_materials_emissive_strength")
                              .find("emissiveStrength")
                              .number()
                              .value_or(1);
  const auto at = [&](std::size_t i) { return static_cast<float>((*factor)[i] * strength); };
  return {at(0), at(1), at(2)};
}

AlphaMode alpha_mode_of(Json material) {
  const std::string& mode = material.find("alphaMode").text();
  return mode == "MASK" ? AlphaMode::kMask : mode == "BLEND" ? AlphaMode::kBlend : AlphaMode::kOpaque;
}

}  // namespace

std::vector<Material> gltf_materials(const GltfDocument& document) {
  const Json list = document.root.find("materials");
  std::vector<Material> materials;
  for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
    const Json json = list[i];
    Material material;
    material.element = fmt::format("/materials/{}", i);
    material.name = json.find("name").text();
    const Json pbr = json.find(kPbr);
    const Json glossy = gltf_extension(json, kSpecularGlossiness);
    material.base_color =
        pbr.has("baseColorFactor") ? color_of(pbr, "baseColorFactor") : color_of(glossy, "diffuseFactor");
    material.metallic = static_cast<float>(pbr.find("metallicFactor").number().value_or(glossy ? 0 : 1));
    material.roughness = static_cast<float>(pbr.find("roughnessFactor").number().value_or(1));
    material.double_sided = json.find("doubleSided").boolean().value_or(false);
    material.emissive = emissive_of(json);
    material.alpha_mode = alpha_mode_of(json);
    material.alpha_cutoff = static_cast<float>(json.find("alphaCutoff").number().value_or(0.5));
    material.unlit = gltf_extension(json, "KHR_materials_unlit").is_object();
    for (const TextureSlot& slot : kSlots) {
      const Json use = find_slot(json, slot);
      if (use.is_object()) material.textures.push_back(texture_use(document, use, slot.role));
    }
    materials.push_back(std::move(material));
  }
  return materials;
}

void check_gltf_materials(GltfDocument& document, GltfModel& model) {
  const Json list = document.root.find("materials");
  for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
    const Json json = list[i];
    GltfMaterialFacts facts;
    facts.exists = json.is_object();
    for (const TextureSlot& slot : kSlots) {
      const Json use = find_slot(json, slot);
      if (use.is_object()) facts.texcoords.emplace_back(slot_pointer(i, slot), texcoord_of(use));
    }
    facts.has_normal_texture = json.find("normalTexture").is_object();
    facts.needs_tangent = facts.has_normal_texture ||
                          gltf_extension(json, "KHR_materials_clearcoat").has("clearcoatNormalTexture") ||
                          gltf_extension(json, "KHR_materials_anisotropy").is_object();
    if (json.has("alphaCutoff") && json.find("alphaMode").text() != "MASK") {
      document.issues.add("gltf/material-alpha-cutoff-invalid-mode",
                          fmt::format("/materials/{}/alphaCutoff", i),
                          "alphaCutoff has a meaning only with alphaMode MASK");
    }
    model.materials.push_back(std::move(facts));
  }
}

}  // namespace meshgate
