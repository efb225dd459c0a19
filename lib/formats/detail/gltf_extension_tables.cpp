// The extensions that meshgate knows, with the objects that they add. Sources: the extension pages of
// github.com/KhronosGroup/glTF, extensions/2.0, as of 2025.
#include <algorithm>

#include "formats/detail/gltf_schema_tables.h"

namespace meshgate {
namespace {

using C = GltfCollection;
using namespace gltf_table;  // NOLINT: the vocabulary of the tables

constexpr GltfSchema kAnything{"anything", {}};

constexpr auto kTransform = std::to_array<GltfProperty>({
    numbers("offset", 2),
    number("rotation"),
    numbers("scale", 2),
    integer("texCoord", 0),
});
constexpr GltfSchema kTransformSchema{"KHR_texture_transform", kTransform};

constexpr GltfSchema kUnlitSchema{"KHR_materials_unlit", {}};

constexpr auto kSpecularGlossiness = std::to_array<GltfProperty>({
    numbers("diffuseFactor", 4, 0, 1),
    object("diffuseTexture", kTextureInfoSchema),
    numbers("specularFactor", 3, 0, 1),
    number("glossinessFactor", 0, 1),
    object("specularGlossinessTexture", kTextureInfoSchema),
});
constexpr GltfSchema kSpecularGlossinessSchema{"KHR_materials_pbrSpecularGlossiness", kSpecularGlossiness};

constexpr auto kClearcoat = std::to_array<GltfProperty>({
    number("clearcoatFactor", 0, 1),
    object("clearcoatTexture", kTextureInfoSchema),
    number("clearcoatRoughnessFactor", 0, 1),
    object("clearcoatRoughnessTexture", kTextureInfoSchema),
    object("clearcoatNormalTexture", kNormalTextureSchema),
});
constexpr GltfSchema kClearcoatSchema{"KHR_materials_clearcoat", kClearcoat};

constexpr auto kTransmission = std::to_array<GltfProperty>({
    number("transmissionFactor", 0, 1),
    object("transmissionTexture", kTextureInfoSchema),
});
constexpr GltfSchema kTransmissionSchema{"KHR_materials_transmission", kTransmission};

constexpr auto kVolume = std::to_array<GltfProperty>({
    number("thicknessFactor", 0),
    object("thicknessTexture", kTextureInfoSchema),
    above(0, number("attenuationDistance")),
    numbers("attenuationColor", 3, 0, 1),
});
constexpr GltfSchema kVolumeSchema{"KHR_materials_volume", kVolume};

constexpr auto kIor = std::to_array<GltfProperty>({number("ior", 0)});
constexpr GltfSchema kIorSchema{"KHR_materials_ior", kIor};

constexpr auto kSpecular = std::to_array<GltfProperty>({
    number("specularFactor", 0, 1),
    object("specularTexture", kTextureInfoSchema),
    numbers("specularColorFactor", 3, 0),
    object("specularColorTexture", kTextureInfoSchema),
});
constexpr GltfSchema kSpecularSchema{"KHR_materials_specular", kSpecular};

constexpr auto kSheen = std::to_array<GltfProperty>({
    numbers("sheenColorFactor", 3, 0, 1),
    object("sheenColorTexture", kTextureInfoSchema),
    number("sheenRoughnessFactor", 0, 1),
    object("sheenRoughnessTexture", kTextureInfoSchema),
});
constexpr GltfSchema kSheenSchema{"KHR_materials_sheen", kSheen};

constexpr auto kIridescence = std::to_array<GltfProperty>({
    number("iridescenceFactor", 0, 1),
    object("iridescenceTexture", kTextureInfoSchema),
    number("iridescenceIor", 1),
    number("iridescenceThicknessMinimum", 0),
    number("iridescenceThicknessMaximum", 0),
    object("iridescenceThicknessTexture", kTextureInfoSchema),
});
constexpr GltfSchema kIridescenceSchema{"KHR_materials_iridescence", kIridescence};

constexpr auto kAnisotropy = std::to_array<GltfProperty>({
    number("anisotropyStrength", 0, 1),
    number("anisotropyRotation"),
    object("anisotropyTexture", kTextureInfoSchema),
});
constexpr GltfSchema kAnisotropySchema{"KHR_materials_anisotropy", kAnisotropy};

constexpr auto kEmissiveStrength = std::to_array<GltfProperty>({number("emissiveStrength", 0)});
constexpr GltfSchema kEmissiveStrengthSchema{"KHR_materials_emissive_strength", kEmissiveStrength};

constexpr auto kDispersion = std::to_array<GltfProperty>({number("dispersion", 0)});
constexpr GltfSchema kDispersionSchema{"KHR_materials_dispersion", kDispersion};

constexpr auto kTextureSource = std::to_array<GltfProperty>({required(index("source", C::kImages))});
constexpr GltfSchema kTextureSourceSchema{"texture source", kTextureSource};

constexpr auto kDraco = std::to_array<GltfProperty>({
    required(index("bufferView", C::kBufferViews)),
    required({"attributes", GltfShape::kAny}),  // ids inside the Draco data, not accessors
});
constexpr GltfSchema kDracoSchema{"KHR_draco_mesh_compression", kDraco};

constexpr std::array<std::string_view, 3> kMeshoptModes{"ATTRIBUTES", "TRIANGLES", "INDICES"};
constexpr std::array<std::string_view, 5> kMeshoptFilters{"NONE", "OCTAHEDRAL", "QUATERNION", "EXPONENTIAL",
                                                          "COLOR"};
constexpr auto kMeshopt = std::to_array<GltfProperty>({
    required(index("buffer", C::kBuffers)),
    integer("byteOffset", 0),
    required(integer("byteLength", 1)),
    required(integer("byteStride", 2, 256)),
    required(integer("count", 1)),
    required(one_of("mode", kMeshoptModes)),
    one_of("filter", kMeshoptFilters),
});
constexpr GltfSchema kMeshoptSchema{"meshopt compression", kMeshopt};
constexpr auto kMeshoptBuffer = std::to_array<GltfProperty>({boolean("fallback")});
constexpr GltfSchema kMeshoptBufferSchema{"meshopt fallback", kMeshoptBuffer};

constexpr auto kSpot = std::to_array<GltfProperty>({
    number("innerConeAngle", 0),
    above(0, number("outerConeAngle")),
});
constexpr GltfSchema kSpotSchema{"light.spot", kSpot};
constexpr std::array<std::string_view, 3> kLightTypes{"directional", "point", "spot"};
constexpr auto kLight = std::to_array<GltfProperty>({
    numbers("color", 3, 0, 1),
    number("intensity", 0),
    above(0, number("range")),
    object("spot", kSpotSchema),
    required(one_of("type", kLightTypes)),
    text("name"),
});
constexpr GltfSchema kLightSchema{"light", kLight};
constexpr auto kLights = std::to_array<GltfProperty>({required(objects("lights", kLightSchema))});
constexpr GltfSchema kLightsSchema{"KHR_lights_punctual", kLights};
constexpr auto kLightUse = std::to_array<GltfProperty>({required(index("light", C::kNone))});
constexpr GltfSchema kLightUseSchema{"KHR_lights_punctual node", kLightUse};

constexpr auto kVisibility = std::to_array<GltfProperty>({boolean("visible")});
constexpr GltfSchema kVisibilitySchema{"KHR_node_visibility", kVisibility};

template <const GltfSchema& Schema>
constexpr std::array<GltfExtensionPlace, 1> kMaterialPlace{{{"material", &Schema}}};

constexpr std::array<GltfExtensionPlace, 1> kTransformPlaces{{{"textureInfo", &kTransformSchema}}};
constexpr std::array<GltfExtensionPlace, 1> kTexturePlaces{{{"texture", &kTextureSourceSchema}}};
constexpr std::array<GltfExtensionPlace, 1> kDracoPlaces{{{"mesh.primitive", &kDracoSchema}}};
constexpr std::array<GltfExtensionPlace, 2> kMeshoptPlaces{
    {{"bufferView", &kMeshoptSchema}, {"buffer", &kMeshoptBufferSchema}}};
constexpr std::array<GltfExtensionPlace, 2> kLightPlaces{
    {{"root", &kLightsSchema}, {"node", &kLightUseSchema}}};
constexpr std::array<GltfExtensionPlace, 1> kVisibilityPlaces{{{"node", &kVisibilitySchema}}};
constexpr std::array<GltfExtensionPlace, 2> kVariantPlaces{
    {{"root", &kAnything}, {"mesh.primitive", &kAnything}}};
constexpr std::array<GltfExtensionPlace, 1> kInstancingPlaces{{{"node", &kAnything}}};
constexpr std::array<GltfExtensionPlace, 1> kPointerPlaces{{{"animation.channel.target", &kAnything}}};

constexpr auto kExtensions = std::to_array<GltfExtension>({
    {.name = "EXT_mesh_gpu_instancing", .support = GltfSupport::kUnable, .places = kInstancingPlaces},
    {.name = "EXT_meshopt_compression", .support = GltfSupport::kRead, .places = kMeshoptPlaces},
    {.name = "EXT_texture_webp", .support = GltfSupport::kRead, .places = kTexturePlaces},
    {.name = "KHR_animation_pointer", .places = kPointerPlaces},
    {.name = "KHR_draco_mesh_compression", .support = GltfSupport::kRead, .places = kDracoPlaces},
    {.name = "KHR_lights_punctual", .places = kLightPlaces},
    {.name = "KHR_materials_anisotropy", .places = kMaterialPlace<kAnisotropySchema>},
    {.name = "KHR_materials_clearcoat", .places = kMaterialPlace<kClearcoatSchema>},
    {.name = "KHR_materials_dispersion", .places = kMaterialPlace<kDispersionSchema>},
    {.name = "KHR_materials_emissive_strength", .places = kMaterialPlace<kEmissiveStrengthSchema>},
    {.name = "KHR_materials_ior", .places = kMaterialPlace<kIorSchema>},
    {.name = "KHR_materials_iridescence", .places = kMaterialPlace<kIridescenceSchema>},
    {.name = "KHR_materials_pbrSpecularGlossiness",
     .standalone = true,
     .places = kMaterialPlace<kSpecularGlossinessSchema>},
    {.name = "KHR_materials_sheen", .places = kMaterialPlace<kSheenSchema>},
    {.name = "KHR_materials_specular", .places = kMaterialPlace<kSpecularSchema>},
    {.name = "KHR_materials_transmission", .places = kMaterialPlace<kTransmissionSchema>},
    {.name = "KHR_materials_unlit", .standalone = true, .places = kMaterialPlace<kUnlitSchema>},
    {.name = "KHR_materials_variants", .places = kVariantPlaces},
    {.name = "KHR_materials_volume", .places = kMaterialPlace<kVolumeSchema>},
    {.name = "KHR_mesh_quantization", .support = GltfSupport::kRead, .must_be_required = true},
    {.name = "KHR_meshopt_compression", .support = GltfSupport::kRead, .places = kMeshoptPlaces},
    {.name = "KHR_node_visibility", .places = kVisibilityPlaces},
    {.name = "KHR_texture_basisu", .support = GltfSupport::kUnable, .places = kTexturePlaces},
    {.name = "KHR_texture_transform", .support = GltfSupport::kRead, .places = kTransformPlaces},
});

}  // namespace

const GltfExtension* find_gltf_extension(std::string_view name) {
  const auto found = std::find_if(kExtensions.begin(), kExtensions.end(),
                                  [&](const GltfExtension& extension) { return extension.name == name; });
  return found == kExtensions.end() ? nullptr : &*found;
}

}  // namespace meshgate
