#pragma once
// Reading a glTF document into an Asset: what glb.cpp and gltf.cpp share.
#include "core/source.h"
#include "formats/detail/gltf_model.h"
#include "meshgate/asset.h"
#include "meshgate/format.h"

namespace meshgate {

/// Reads a GLB container and its document.
Result<Asset> read_glb_asset(const Source& source, const ReadOptions& options);

/// Reads a JSON document with its files.
Result<Asset> read_gltf_asset(const Source& source, const ReadOptions& options);

/// How sure `head` is the JSON of a glTF document.
int sniff_gltf(ByteView head);

/// gltf_meshes.cpp: the triangles of all primitives, decompressed and decoded; `first_mesh[i]` is the first
/// Mesh of glTF mesh i, one more entry ends the last. Meshes of points and lines are left out and noted.
std::vector<Mesh> gltf_build_meshes(GltfDocument& document, const GltfModel& model,
                                    std::vector<std::uint32_t>& first_mesh);

/// gltf_scene.cpp: nodes with world transforms, and an instance for each use of a mesh.
void gltf_build_nodes(GltfDocument& document, const std::vector<std::uint32_t>& first_mesh, Scene& scene);

/// gltf_beyond.cpp: what the document holds that a Scene has no place for, in words.
std::vector<std::string> gltf_beyond_scene(const GltfDocument& document);

}  // namespace meshgate
