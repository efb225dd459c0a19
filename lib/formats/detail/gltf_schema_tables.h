#pragma once
// The vocabulary in which the tables of the schema are written.
#include "formats/detail/gltf_schema.h"

namespace meshgate::gltf_table {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

constexpr GltfProperty required(GltfProperty property) {
  property.required = true;
  return property;
}
/// The value must be greater than `min`.
constexpr GltfProperty above(double min, GltfProperty property) {
  property.min = min;
  property.min_excluded = true;
  return property;
}
constexpr GltfProperty multiple_of(std::int64_t divisor, GltfProperty property) {
  property.multiple_of = divisor;
  return property;
}
/// The reference does not keep its target from being unused.
constexpr GltfProperty not_a_use(GltfProperty property) {
  property.marks_use = false;
  return property;
}
constexpr GltfProperty text(std::string_view name) { return {name, GltfShape::kString}; }
constexpr GltfProperty boolean(std::string_view name) { return {name, GltfShape::kBool}; }
constexpr GltfProperty number(std::string_view name, double min = -kInfinite, double max = kInfinite) {
  return {.name = name, .shape = GltfShape::kNumber, .min = min, .max = max};
}
constexpr GltfProperty integer(std::string_view name, double min, double max = kInfinite) {
  return {.name = name, .shape = GltfShape::kInteger, .min = min, .max = max};
}
constexpr GltfProperty numbers(std::string_view name, std::size_t length = 0, double min = -kInfinite,
                               double max = kInfinite) {
  return {.name = name, .shape = GltfShape::kNumbers, .min = min, .max = max, .length = length};
}
constexpr GltfProperty one_of(std::string_view name, std::span<const std::int64_t> values) {
  return {.name = name, .shape = GltfShape::kInteger, .values = values};
}
constexpr GltfProperty one_of(std::string_view name, std::span<const std::string_view> words) {
  return {.name = name, .shape = GltfShape::kString, .words = words};
}
constexpr GltfProperty index(std::string_view name, GltfCollection target) {
  return {.name = name, .shape = GltfShape::kIndex, .target = target};
}
constexpr GltfProperty indices(std::string_view name, GltfCollection target) {
  return {.name = name, .shape = GltfShape::kIndices, .target = target};
}
constexpr GltfProperty object(std::string_view name, const GltfSchema& schema) {
  return {.name = name, .shape = GltfShape::kObject, .object = &schema};
}
constexpr GltfProperty objects(std::string_view name, const GltfSchema& schema) {
  return {.name = name, .shape = GltfShape::kObjects, .object = &schema};
}
constexpr GltfProperty collection(std::string_view name, const GltfSchema& schema) {
  return {.name = name, .shape = GltfShape::kCollection, .object = &schema};
}

/// A use of a texture; many extensions have one.
inline constexpr auto kTextureInfo = std::to_array<GltfProperty>({
    required(index("index", GltfCollection::kTextures)),
    integer("texCoord", 0),
});
inline constexpr GltfSchema kTextureInfoSchema{"textureInfo", kTextureInfo};
inline constexpr auto kNormalTexture = std::to_array<GltfProperty>({
    required(index("index", GltfCollection::kTextures)),
    integer("texCoord", 0),
    number("scale"),
});
inline constexpr GltfSchema kNormalTextureSchema{"textureInfo", kNormalTexture};

}  // namespace meshgate::gltf_table
