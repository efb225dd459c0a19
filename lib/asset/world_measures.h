#pragma once
// Sizes of a scene as it is placed: every instance with the transform of its node.
#include "meshgate/geometry.h"

namespace meshgate {

class AssetFacts;

struct WorldMeasures {
  Box3 bounds;  ///< of the finite positions of all instances in the scene; empty when there is none
  double surface_area = 0;  ///< square units, each instance counted
};

/// O(instances) for nodes that only scale evenly, turn by right angles or move; O(V + F) for each instance
/// with another transform. Deterministic.
WorldMeasures compute_world_measures(const AssetFacts& facts);

}  // namespace meshgate
