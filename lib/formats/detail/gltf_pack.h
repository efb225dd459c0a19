#pragma once
// A .gltf with its buffers as one GLB, and nothing else changed.
#include "core/source.h"
#include "meshgate/array.h"
#include "meshgate/result.h"

namespace meshgate {

/// The document of a .gltf in a GLB: its buffers (files beside it, data URIs) become the binary chunk, one
/// behind the other, and pictures in data URIs become parts of it. Nodes, skins, animations, cameras,
/// extensions and extras stay, value for value; pictures beside the file are still named by their path.
///
/// kMalformed when the JSON cannot be read or a buffer is missing or shorter than it says, kUsage for a path
/// that leaves the folder, kLimit above 4 GB. O(bytes).
Result<Array<std::byte>> pack_gltf(const Source& source);

}  // namespace meshgate
