#pragma once
// What is drawn of a comparison: the parts in their colours, and what is missing, foreign or shared.
#include <cstdint>
#include <vector>

#include "render/drawing.h"
#include "verify/comparison.h"

namespace meshgate {

/// Parts that fit together lie where they belong; `apart` moves each away from the middle of the source, by
/// this share of its distance from there. Missing places are red, foreign ones orange, shared ones magenta;
/// none of them when the parts are apart. Empty parts are left out. O(F + samples).
Drawing compute_parts_drawing(const Comparison& comparison, double apart, std::uint64_t max_triangles);

/// The source in clay, with what the result lacks in red.
Drawing compute_missing_drawing(const Comparison& comparison, std::uint64_t max_triangles);

/// The middle of each part in such a drawing.
std::vector<float3> part_middles(const Comparison& comparison, double apart);

/// From where most of a region of the source is seen, in the axes of the drawing: the mean of its normals,
/// which is short when it looks to several sides.
double3 facing(const Comparison& comparison, const Region& region);

}  // namespace meshgate
