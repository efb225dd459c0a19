#pragma once
// A glTF document as text that is changed in places and otherwise kept.
#include <array>
#include <cstdint>
#include <string_view>

#include "core/source.h"
#include "formats/detail/glb_builder.h"

namespace meshgate {

using GltfEdit = GlbBuilder::Json;

/// Extensions of buffer views that hold a compressed copy of them.
inline constexpr std::array<const char*, 2> kCompressions{"EXT_meshopt_compression",
                                                          "KHR_meshopt_compression"};

/// What parts of the binary chunk begin at a multiple of.
inline constexpr std::uint64_t kGltfAlignment = 4;

/// The text of a document. kMalformed when it is no JSON object, or one too deep to be written again.
Result<GltfEdit> parse_gltf_edit(const Source& source, std::string_view text);

/// A whole number that is not negative; 0 when there is none.
std::uint64_t number_of(const GltfEdit& object, const char* name);

/// A member of an object, or null.
GltfEdit* member(GltfEdit& object, const char* name);

/// Calls `visit(view, object)` for all that names a part of a buffer: views, and what compression says of
/// them.
template <class Visit>
void for_each_gltf_part(GltfEdit& root, Visit visit) {
  GltfEdit* views = member(root, "bufferViews");
  if (views == nullptr || !views->is_array()) return;
  for (std::size_t i = 0; i < views->size(); ++i) {
    GltfEdit& view = (*views)[i];
    if (!view.is_object()) continue;
    visit(i, view);
    GltfEdit* extensions = member(view, "extensions");
    for (const char* name : kCompressions) {
      GltfEdit* packed = extensions == nullptr ? nullptr : member(*extensions, name);
      if (packed != nullptr && packed->is_object()) visit(i, *packed);
    }
  }
}

}  // namespace meshgate
