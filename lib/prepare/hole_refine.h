#pragma once
// A patch over a hole gets triangles of the size of those around it.
#include <span>

#include "prepare/holes.h"

namespace meshgate {

/// Adds inner vertices to the patch until its edges are about as long as those of the rim, growing towards
/// the middle, and turns edges whose opposite angles sum to more than π (Liepa 2003, "Filling Holes in
/// Meshes", section 4). `points` are the positions of the rim, `chords` as of span_hole(). Edges that the
/// surface or the patch has already are not used again; a patch whose triangles are small enough stays as it
/// is. About O(m log m) for m triangles; at most 30 000 inner vertices. Throws Cancelled.
void refine_patch(std::span<const float3> points, const std::vector<std::array<std::uint32_t, 2>>& chords,
                  HolePatch& patch, const std::stop_token& stop);

}  // namespace meshgate
