#pragma once
// Meshes of one surface as one mesh, for formats that give materials to faces instead of cutting the surface.
#include <stop_token>

#include "meshgate/scene.h"

namespace meshgate {

/// The scene in which meshes that form one surface, as the primitives of a glTF mesh do, and that the same
/// nodes show are one mesh with a range of faces for each material. Written apart they would be open along
/// every border of materials. Attributes that only some of them have are absent at the corners of the others,
/// their colours white; tangents stay only when all have them. Other meshes stay as they are and share
/// memory. O(corners). Throws Cancelled.
Scene join_surfaces(const Scene& scene, const std::stop_token& stop);

}  // namespace meshgate
