#pragma once
// Where the scene shows what was found in a mesh.
#include <vector>

#include "meshgate/finding.h"
#include "meshgate/scene.h"

namespace meshgate {

/// Sets `scene_position` of the witnesses whose mesh the scene moves, turns or scales. A mesh that is placed
/// several times is taken where x is smallest, then y, then z: that does not depend on the order of nodes.
/// Witnesses of meshes that are not shown have none. O(instances + witnesses × instances of their mesh).
void set_scene_positions(const Scene& scene, std::vector<Finding>& findings);

}  // namespace meshgate
