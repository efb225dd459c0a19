#pragma once
// Buffers and buffer views: from the file, beside it, in data URIs, and decompressed.
#include "formats/detail/gltf_document.h"
#include "formats/detail/gltf_uri.h"

namespace meshgate {

/// Finds the bytes of every buffer; reports addresses, missing files and lengths.
void load_gltf_buffers(GltfDocument& document);

/// Gives every buffer view its bytes, decompressed where it is compressed; reports ranges, strides and
/// damage.
void load_gltf_views(GltfDocument& document);

/// Reports what is odd about an address in a GLB or elsewhere: gltf/uri-glb, gltf/data-uri-glb,
/// gltf/invalid-uri, gltf/non-relative-uri. `pointer` is the owner's, as "/buffers/0".
UriFacts check_gltf_uri(GltfDocument& document, const std::string& uri, const std::string& pointer);

/// Notes that a view is used for this; reports a second, different use. `pointer` is the place of the
/// reference.
void use_gltf_view(GltfDocument& document, std::uint32_t view, GltfViewUse use, const std::string& pointer);

}  // namespace meshgate
