#pragma once
// Materials, textures and images of a glTF document as those of a Scene.
#include "formats/detail/gltf_document.h"
#include "meshgate/scene.h"

namespace meshgate {

/// Materials with their uses of textures. Image indices are those of the document.
std::vector<Material> gltf_materials(const GltfDocument& document);

/// Images: embedded, in data URIs, beside the file; found, decoded in parallel and judged. Reports addresses
/// and what is wrong with them.
std::vector<TextureImage> gltf_images(GltfDocument& document);

/// Reports images and textures that the specification does not allow. Ask after gltf_images.
void check_gltf_textures(GltfDocument& document, const std::vector<TextureImage>& images);

}  // namespace meshgate
