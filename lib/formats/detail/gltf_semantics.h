#pragma once
// The vertex attributes of glTF (specification section 3.7.2.1): their names and the formats that they may
// have.
#include <optional>
#include <span>
#include <string_view>

#include "formats/detail/gltf_document.h"

namespace meshgate {

/// What an attribute may look like; the name of one with sets ("TEXCOORD_0") is without its number.
struct GltfSemanticRule {
  std::string_view name;
  std::span<const GltfFormat> formats;
  std::span<const GltfFormat> quantized;  ///< also allowed with KHR_mesh_quantization

  [[nodiscard]] bool allows(const GltfFormat& format, bool with_quantization) const;
};

/// Attributes of a primitive, and of a morph target.
std::span<const GltfSemanticRule> gltf_attribute_rules();
std::span<const GltfSemanticRule> gltf_morph_rules();

/// The rule for "TEXCOORD_1" (by what is before the underscore), or null.
const GltfSemanticRule* find_gltf_semantic(std::string_view name, std::span<const GltfSemanticRule> rules);

/// A name taken apart: "TEXCOORD_12" is TEXCOORD with number 12; POSITION has none. Leading zeros are no
/// number.
struct GltfSemanticName {
  std::string_view base;
  std::optional<std::uint32_t> number;
  bool valid = false;  ///< known, with a number when it needs one
};
GltfSemanticName parse_gltf_semantic(std::string_view name, std::span<const GltfSemanticRule> rules);

/// Whether indices may have this format.
bool is_gltf_index_format(const GltfFormat& format);

}  // namespace meshgate
