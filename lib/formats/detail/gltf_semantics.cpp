#include "formats/detail/gltf_semantics.h"

#include <algorithm>
#include <array>

namespace meshgate {
namespace {

using T = GltfType;
using K = GltfComponent;

constexpr auto kFloat3 = std::to_array<GltfFormat>({{T::kVec3, K::kFloat}});
constexpr auto kFloat4 = std::to_array<GltfFormat>({{T::kVec4, K::kFloat}});
constexpr auto kAnyInteger3 = std::to_array<GltfFormat>({
    {T::kVec3, K::kInt8},
    {T::kVec3, K::kInt8, true},
    {T::kVec3, K::kUint8},
    {T::kVec3, K::kUint8, true},
    {T::kVec3, K::kInt16},
    {T::kVec3, K::kInt16, true},
    {T::kVec3, K::kUint16},
    {T::kVec3, K::kUint16, true},
});
constexpr auto kSigned3 =
    std::to_array<GltfFormat>({{T::kVec3, K::kInt8, true}, {T::kVec3, K::kInt16, true}});
constexpr auto kSigned4 =
    std::to_array<GltfFormat>({{T::kVec4, K::kInt8, true}, {T::kVec4, K::kInt16, true}});
constexpr auto kTexcoord = std::to_array<GltfFormat>(
    {{T::kVec2, K::kFloat}, {T::kVec2, K::kUint8, true}, {T::kVec2, K::kUint16, true}});
constexpr auto kQuantizedTexcoord = std::to_array<GltfFormat>({{T::kVec2, K::kUint8},
                                                               {T::kVec2, K::kUint16},
                                                               {T::kVec2, K::kInt8},
                                                               {T::kVec2, K::kInt8, true},
                                                               {T::kVec2, K::kInt16},
                                                               {T::kVec2, K::kInt16, true}});
constexpr auto kColor = std::to_array<GltfFormat>({{T::kVec3, K::kFloat},
                                                   {T::kVec3, K::kUint8, true},
                                                   {T::kVec3, K::kUint16, true},
                                                   {T::kVec4, K::kFloat},
                                                   {T::kVec4, K::kUint8, true},
                                                   {T::kVec4, K::kUint16, true}});
constexpr auto kJoints = std::to_array<GltfFormat>({{T::kVec4, K::kUint8}, {T::kVec4, K::kUint16}});
constexpr auto kWeights = std::to_array<GltfFormat>(
    {{T::kVec4, K::kFloat}, {T::kVec4, K::kUint8, true}, {T::kVec4, K::kUint16, true}});
constexpr auto kMorphTexcoord = std::to_array<GltfFormat>({{T::kVec2, K::kFloat},
                                                           {T::kVec2, K::kInt8, true},
                                                           {T::kVec2, K::kUint8, true},
                                                           {T::kVec2, K::kInt16, true},
                                                           {T::kVec2, K::kUint16, true}});
constexpr auto kMorphColor = std::to_array<GltfFormat>({{T::kVec3, K::kFloat},
                                                        {T::kVec3, K::kInt8, true},
                                                        {T::kVec3, K::kUint8, true},
                                                        {T::kVec3, K::kInt16, true},
                                                        {T::kVec3, K::kUint16, true},
                                                        {T::kVec4, K::kFloat},
                                                        {T::kVec4, K::kInt8, true},
                                                        {T::kVec4, K::kUint8, true},
                                                        {T::kVec4, K::kInt16, true},
                                                        {T::kVec4, K::kUint16, true}});

constexpr auto kAttributeRules = std::to_array<GltfSemanticRule>({
    {"POSITION", kFloat3, kAnyInteger3},
    {"NORMAL", kFloat3, kSigned3},
    {"TANGENT", kFloat4, kSigned4},
    {"TEXCOORD", kTexcoord, kQuantizedTexcoord},
    {"COLOR", kColor, {}},
    {"JOINTS", kJoints, {}},
    {"WEIGHTS", kWeights, {}},
});
constexpr auto kMorphRules = std::to_array<GltfSemanticRule>({
    {"POSITION", kFloat3, kAnyInteger3},
    {"NORMAL", kFloat3, kSigned3},
    {"TANGENT", kFloat3, kSigned3},
    {"TEXCOORD", kMorphTexcoord, kQuantizedTexcoord},
    {"COLOR", kMorphColor, {}},
});
constexpr auto kIndexFormats =
    std::to_array<GltfFormat>({{T::kScalar, K::kUint8}, {T::kScalar, K::kUint16}, {T::kScalar, K::kUint32}});

bool contains(std::span<const GltfFormat> formats, const GltfFormat& format) {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

}  // namespace

bool GltfSemanticRule::allows(const GltfFormat& format, bool with_quantization) const {
  return contains(formats, format) || (with_quantization && contains(quantized, format));
}

std::span<const GltfSemanticRule> gltf_attribute_rules() { return kAttributeRules; }
std::span<const GltfSemanticRule> gltf_morph_rules() { return kMorphRules; }

const GltfSemanticRule* find_gltf_semantic(std::string_view name, std::span<const GltfSemanticRule> rules) {
  const std::string_view base = name.substr(0, name.find('_'));
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const GltfSemanticRule& rule) { return rule.name == base; });
  return found == rules.end() ? nullptr : &*found;
}

GltfSemanticName parse_gltf_semantic(std::string_view name, std::span<const GltfSemanticRule> rules) {
  GltfSemanticName parsed;
  const std::size_t underscore = name.find('_');
  parsed.base = name.substr(0, underscore);
  const bool known = find_gltf_semantic(name, rules) != nullptr;
  const bool single = parsed.base == "POSITION" || parsed.base == "NORMAL" || parsed.base == "TANGENT";
  if (!known || single == (underscore != std::string_view::npos)) return parsed;
  if (single) {
    parsed.valid = true;
    return parsed;
  }
  const std::string_view digits = name.substr(underscore + 1);
  if (digits.empty() || digits.size() > 6 || (digits.size() > 1 && digits[0] == '0')) return parsed;
  std::uint32_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return parsed;
    number = 10 * number + static_cast<std::uint32_t>(c - '0');
  }
  parsed.number = number;
  parsed.valid = true;
  return parsed;
}

bool is_gltf_index_format(const GltfFormat& format) { return contains(kIndexFormats, format); }

}  // namespace meshgate
