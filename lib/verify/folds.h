#pragma once
// Edges of two faces that lie on each other: a solid as thin as paper ends there, or two solids do, as those
// of a cut do at the rim of a hole.
#include <array>
#include <cstdint>

#include "asset/union_find.h"
#include "verify/wedges.h"

namespace meshgate {

/// Whether the only two faces of an edge, told by their half-edges, lie on each other. `accuracy` is how far
/// corners may be off, in units.
bool is_fold(const Surface& surface, std::array<std::uint32_t, 2> half_edges, double accuracy);

/// Joins the sets of both faces of each fold, unless they come from different sides and only meet there: at
/// some edge of more faces each of them has a face that lies on none of the other. Expected O(n) for n
/// half-edges on such edges.
void join_at_folds(const Surface& surface, const CrowdedEdges& crowded, double accuracy,
                   const FacePairs& folds, UnionFind& faces);

}  // namespace meshgate
