#pragma once
// The hierarchy of a Scene as nodes of a GLB.
#include <optional>
#include <vector>

#include "formats/detail/glb_builder.h"
#include "formats/detail/losses.h"
#include "meshgate/scene.h"

namespace meshgate {

/// Writes the nodes in their order, with these meshes, and returns the roots of the scene that is shown. A
/// matrix that glTF does not allow (it shears or flattens) becomes two nodes whose product it is; broken
/// hierarchies are cut where they are broken.
GlbBuilder::Json write_glb_nodes(const std::vector<Node>& nodes,
                                 const std::vector<std::optional<std::size_t>>& meshes, GlbBuilder& glb,
                                 Losses& losses);

}  // namespace meshgate
