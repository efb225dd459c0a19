#pragma once
// Walls without thickness between two bodies that were pushed together.
#include <cstdint>
#include <stop_token>
#include <vector>

#include "asset/topology.h"

namespace meshgate {

/// Faces that coincide with one that looks the other way, where taking away both joins the bodies on both
/// sides: every edge of the patch that such faces form then has no face left, or two that agree. Both faces
/// of each pair, ascending. A sheet with two sides and a copy of a face of one body are no walls. O(F) when
/// there are opposite faces, else O(1).
std::vector<std::uint32_t> find_inner_walls(const Surface& surface, const Topology& topology,
                                            const std::stop_token& stop);

}  // namespace meshgate
