#pragma once
// From attributes that have an index a corner each (OBJ) to vertices that have one index (glTF, graphics
// cards).
#include <stop_token>

#include "meshgate/mesh.h"

namespace meshgate {

/// The mesh with one index for all attributes: corners with the same position, normal and coordinates share a
/// vertex; vertices that no face uses are dropped. Missing coordinates become (0, 0), missing normals
/// (0, 0, 0). Vertices are numbered in order of first use. A mesh without indices of its own for an attribute
/// is returned as it is, and so is one whose arrays of indices are all equal. The mesh must be sound
/// (make_sound). Expected O(corners). Throws Cancelled.
Mesh unify_corners(const Mesh& mesh, const std::stop_token& stop);

}  // namespace meshgate
