// The objects of glTF 2.0 (specification section 5) as data.
#include "formats/detail/gltf_schema_tables.h"

namespace meshgate {
namespace {

using C = GltfCollection;
using namespace gltf_table;  // NOLINT: the vocabulary of the tables

constexpr std::array<std::string_view, 7> kAccessorTypes{"SCALAR", "VEC2", "VEC3", "VEC4",
                                                         "MAT2",   "MAT3", "MAT4"};
constexpr std::array<std::int64_t, 6> kComponentTypes{5120, 5121, 5122, 5123, 5125, 5126};
constexpr std::array<std::int64_t, 3> kSparseIndexTypes{5121, 5123, 5125};
constexpr std::array<std::int64_t, 2> kTargets{34962, 34963};
constexpr std::array<std::int64_t, 2> kMagFilters{9728, 9729};
constexpr std::array<std::int64_t, 6> kMinFilters{9728, 9729, 9984, 9985, 9986, 9987};
constexpr std::array<std::int64_t, 3> kWraps{33071, 33648, 10497};
constexpr std::array<std::string_view, 3> kInterpolations{"LINEAR", "STEP", "CUBICSPLINE"};
constexpr std::array<std::string_view, 5> kPaths{"translation", "rotation", "scale", "weights", "pointer"};
constexpr std::array<std::string_view, 3> kAlphaModes{"OPAQUE", "MASK", "BLEND"};
constexpr std::array<std::string_view, 2> kCameraTypes{"orthographic", "perspective"};

constexpr auto kAsset = std::to_array<GltfProperty>({
    required({"version", GltfShape::kVersion}),
    {"minVersion", GltfShape::kVersion},
    text("generator"),
    text("copyright"),
});
constexpr GltfSchema kAssetSchema{"asset", kAsset};

constexpr auto kSparseIndices = std::to_array<GltfProperty>({
    required(index("bufferView", C::kBufferViews)),
    integer("byteOffset", 0),
    required(one_of("componentType", kSparseIndexTypes)),
});
constexpr GltfSchema kSparseIndicesSchema{"accessor.sparse.indices", kSparseIndices};
constexpr auto kSparseValues = std::to_array<GltfProperty>({
    required(index("bufferView", C::kBufferViews)),
    integer("byteOffset", 0),
});
constexpr GltfSchema kSparseValuesSchema{"accessor.sparse.values", kSparseValues};
constexpr auto kSparse = std::to_array<GltfProperty>({
    required(integer("count", 1)),
    required(object("indices", kSparseIndicesSchema)),
    required(object("values", kSparseValuesSchema)),
});
constexpr GltfSchema kSparseSchema{"accessor.sparse", kSparse};
constexpr auto kAccessor = std::to_array<GltfProperty>({
    index("bufferView", C::kBufferViews),
    integer("byteOffset", 0),
    required(one_of("componentType", kComponentTypes)),
    boolean("normalized"),
    required(integer("count", 1)),
    required(one_of("type", kAccessorTypes)),
    numbers("min"),
    numbers("max"),
    object("sparse", kSparseSchema),
    text("name"),
});
constexpr GltfSchema kAccessorSchema{"accessor", kAccessor};

constexpr auto kChannelTarget = std::to_array<GltfProperty>({
    index("node", C::kNodes),
    required(one_of("path", kPaths)),
});
constexpr GltfSchema kChannelTargetSchema{"animation.channel.target", kChannelTarget};
constexpr auto kChannel = std::to_array<GltfProperty>({
    required(index("sampler", C::kNone)),
    required(object("target", kChannelTargetSchema)),
});
constexpr GltfSchema kChannelSchema{"animation.channel", kChannel};
constexpr auto kAnimationSampler = std::to_array<GltfProperty>({
    required(index("input", C::kAccessors)),
    one_of("interpolation", kInterpolations),
    required(index("output", C::kAccessors)),
});
constexpr GltfSchema kAnimationSamplerSchema{"animation.sampler", kAnimationSampler};
constexpr auto kAnimation = std::to_array<GltfProperty>({
    required(objects("channels", kChannelSchema)),
    required(objects("samplers", kAnimationSamplerSchema)),
    text("name"),
});
constexpr GltfSchema kAnimationSchema{"animation", kAnimation};

constexpr auto kBuffer = std::to_array<GltfProperty>({
    text("uri"),
    required(integer("byteLength", 1)),
    text("name"),
});
constexpr GltfSchema kBufferSchema{"buffer", kBuffer};

constexpr auto kBufferView = std::to_array<GltfProperty>({
    required(index("buffer", C::kBuffers)),
    integer("byteOffset", 0),
    required(integer("byteLength", 1)),
    multiple_of(4, integer("byteStride", 4, 252)),
    one_of("target", kTargets),
    text("name"),
});
constexpr GltfSchema kBufferViewSchema{"bufferView", kBufferView};

constexpr auto kOrthographic = std::to_array<GltfProperty>({
    required(number("xmag")),
    required(number("ymag")),
    required(above(0, number("zfar"))),
    required(number("znear", 0)),
});
constexpr GltfSchema kOrthographicSchema{"camera.orthographic", kOrthographic};
constexpr auto kPerspective = std::to_array<GltfProperty>({
    above(0, number("aspectRatio")),
    required(above(0, number("yfov"))),
    above(0, number("zfar")),
    required(above(0, number("znear"))),
});
constexpr GltfSchema kPerspectiveSchema{"camera.perspective", kPerspective};
constexpr auto kCamera = std::to_array<GltfProperty>({
    object("orthographic", kOrthographicSchema),
    object("perspective", kPerspectiveSchema),
    required(one_of("type", kCameraTypes)),
    text("name"),
});
constexpr GltfSchema kCameraSchema{"camera", kCamera};

constexpr auto kImage = std::to_array<GltfProperty>({
    text("uri"),
    text("mimeType"),  // the list depends on the extensions: gltf_images.cpp
    index("bufferView", C::kBufferViews),
    text("name"),
});
constexpr GltfSchema kImageSchema{"image", kImage};

constexpr auto kOcclusionTexture = std::to_array<GltfProperty>({
    required(index("index", C::kTextures)),
    integer("texCoord", 0),
    number("strength", 0, 1),
});
constexpr GltfSchema kOcclusionTextureSchema{"textureInfo", kOcclusionTexture};
constexpr auto kPbr = std::to_array<GltfProperty>({
    numbers("baseColorFactor", 4, 0, 1),
    object("baseColorTexture", kTextureInfoSchema),
    number("metallicFactor", 0, 1),
    number("roughnessFactor", 0, 1),
    object("metallicRoughnessTexture", kTextureInfoSchema),
});
constexpr GltfSchema kPbrSchema{"material.pbrMetallicRoughness", kPbr};
constexpr auto kMaterial = std::to_array<GltfProperty>({
    object("pbrMetallicRoughness", kPbrSchema),
    object("normalTexture", kNormalTextureSchema),
    object("occlusionTexture", kOcclusionTextureSchema),
    object("emissiveTexture", kTextureInfoSchema),
    numbers("emissiveFactor", 3, 0, 1),
    one_of("alphaMode", kAlphaModes),
    number("alphaCutoff", 0),
    boolean("doubleSided"),
    text("name"),
});
constexpr GltfSchema kMaterialSchema{"material", kMaterial};

constexpr auto kPrimitive = std::to_array<GltfProperty>({
    required({"attributes", GltfShape::kIndexMap}),
    index("indices", C::kAccessors),
    index("material", C::kMaterials),
    integer("mode", 0, 6),
    {"targets", GltfShape::kIndexMaps},
});
constexpr GltfSchema kPrimitiveSchema{"mesh.primitive", kPrimitive};
constexpr auto kMesh = std::to_array<GltfProperty>({
    required(objects("primitives", kPrimitiveSchema)),
    numbers("weights"),
    text("name"),
});
constexpr GltfSchema kMeshSchema{"mesh", kMesh};

constexpr auto kNode = std::to_array<GltfProperty>({
    index("camera", C::kCameras),
    indices("children", C::kNodes),
    index("skin", C::kSkins),
    numbers("matrix", 16),
    index("mesh", C::kMeshes),
    numbers("rotation", 4, -1, 1),
    numbers("scale", 3),
    numbers("translation", 3),
    numbers("weights"),
    text("name"),
});
constexpr GltfSchema kNodeSchema{"node", kNode};

constexpr auto kSampler = std::to_array<GltfProperty>({
    one_of("magFilter", kMagFilters),
    one_of("minFilter", kMinFilters),
    one_of("wrapS", kWraps),
    one_of("wrapT", kWraps),
    text("name"),
});
constexpr GltfSchema kSamplerSchema{"sampler", kSampler};

constexpr auto kScene = std::to_array<GltfProperty>({
    indices("nodes", C::kNodes),
    text("name"),
});
constexpr GltfSchema kSceneSchema{"scene", kScene};

constexpr auto kSkin = std::to_array<GltfProperty>({
    index("inverseBindMatrices", C::kAccessors),
    not_a_use(index("skeleton", C::kNodes)),
    required(indices("joints", C::kNodes)),
    text("name"),
});
constexpr GltfSchema kSkinSchema{"skin", kSkin};

constexpr auto kTexture = std::to_array<GltfProperty>({
    index("sampler", C::kSamplers),
    index("source", C::kImages),
    text("name"),
});
constexpr GltfSchema kTextureSchema{"texture", kTexture};

constexpr auto kRoot = std::to_array<GltfProperty>({
    {"extensionsUsed", GltfShape::kStrings},
    {"extensionsRequired", GltfShape::kStrings},
    collection("accessors", kAccessorSchema),
    collection("animations", kAnimationSchema),
    required(object("asset", kAssetSchema)),
    collection("buffers", kBufferSchema),
    collection("bufferViews", kBufferViewSchema),
    collection("cameras", kCameraSchema),
    collection("images", kImageSchema),
    collection("materials", kMaterialSchema),
    collection("meshes", kMeshSchema),
    collection("nodes", kNodeSchema),
    collection("samplers", kSamplerSchema),
    index("scene", C::kScenes),
    collection("scenes", kSceneSchema),
    collection("skins", kSkinSchema),
    collection("textures", kTextureSchema),
});
constexpr GltfSchema kRootSchema{"root", kRoot};

}  // namespace

const GltfSchema& gltf_root_schema() { return kRootSchema; }

}  // namespace meshgate
