#pragma once
// Several models as one.
#include <cstdint>
#include <string>

#include "meshgate/asset.h"

namespace meshgate {

/// Adds a model to `whole`: indices are moved up; with a `name`, elements and meshes without one get it, and
/// a node of that name holds what had none.
void merge_asset(Asset part, const std::string& name, Asset& whole);

/// Bytes that the arrays of a scene hold.
std::uint64_t scene_bytes(const Scene& scene);

}  // namespace meshgate
