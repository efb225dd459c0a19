#pragma once
// Whether two lists of meshes have the same faces, whatever the numbers of their vertices.
#include <span>
#include <stop_token>

#include "meshgate/mesh.h"

namespace meshgate {

/// Whether the meshes one after the other have the same faces in the same order: each corner of each face is
/// at the same place (−0 = 0). Welded they are then the same surface: only its vertices may have other
/// numbers, and there may be others that no face uses. False when an index is out of range or a coordinate is
/// NaN. O(F), parallel; ends early where they differ. Throws Cancelled.
bool have_same_faces(std::span<const Mesh* const> ones, std::span<const Mesh* const> others,
                     const std::stop_token& stop);

}  // namespace meshgate
