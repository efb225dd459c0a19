#pragma once
// Compressed variants of built glTF files, made with the libraries' own encoders.
#include "support/gltf_builder.h"

namespace meshgate::test {

/// The shape as a primitive with KHR_draco_mesh_compression: positions, and normals (0, 0, 1). Positions are
/// quantised to 16 bits.
GltfFile gltf_draco(const Shape& shape, bool edgebreaker);
/// The Draco stream alone.
std::vector<std::byte> draco_stream(const Shape& shape, bool edgebreaker);

/// The shape with positions and indices compressed by EXT_meshopt_compression. Lossless.
GltfFile gltf_meshopt(const Shape& shape, const std::string& extension = "EXT_meshopt_compression");

}  // namespace meshgate::test
